// What the resolver still has of a zone's DS and DNSKEY RRsets that by now are others: a copy counts as old
// only where it was signed before the present one, or its proof of absence was.
#pragma once

#include <chrono>
#include <optional>

#include "diagnosis/asking/source.h"
#include "diagnosis/judgement/walk.h"

namespace edig::diagnosis {

/// The first old copy on the way to the zones of `walk`, as a finding of kind old-copy-in-cache; nothing
/// where there is none. `cache`: the resolver; `servers`: the zones' own servers.
std::optional<Finding> old_copy(const Walk& walk, Source& cache, Source& servers,
                                std::chrono::sys_seconds now);

}  // namespace edig::diagnosis

// Records that do not belong where they are put: beside a good one, made after it, readable or not.
#pragma once

#include <string>

#include "packet.h"

namespace edig::verdict {

inline constexpr std::size_t foreign_records = 20;

/// Number `number` of them.
Rr foreign(const Rr& record, std::size_t number);
std::string foreign_text(std::size_t number);

}  // namespace edig::verdict

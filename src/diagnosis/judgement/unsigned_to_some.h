// Zones that edig can verify and other validators count as unsigned, or the other way round: what is right of
// these depends on who validates (RFC 4035 section 5.2, RFC 9905).
#pragma once

#include <span>

#include "diagnosis/judgement/diagnosis.h"

namespace edig::diagnosis {

/// The first zone of the chain whose DS are all of algorithms (INFO-CODE 1) or all of digest types (2) that a
/// validator may do without, SHA-1 among them. Null: there is none; or another INFO-CODE is given. What lies
/// below a zone that fails does not count.
const Link* unsigned_to_some(std::span<const Link> chain, std::uint16_t info_code);
/// The zone of the chain that some validators check, and edig does not.
const Link* unchecked(std::span<const Link> chain);

}  // namespace edig::diagnosis

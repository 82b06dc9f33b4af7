// A name that an unsigned zone denies for one type and has for another: load balancers say NXDOMAIN to every
// type that they do not know (RFC 4074 section 4.2), and whoever keeps that denies the name for all types
// (RFC 8020). What a signed zone denies is proved.
#pragma once

#include <optional>

#include "diagnosis/judgement/diagnosis.h"
#include "diagnosis/judgement/health.h"

namespace edig::diagnosis {

/// Asks the servers that deny the name of `question` for what most names have. Nothing where they have none
/// of it, or none denies the name.
std::optional<Finding> denied_for_type(const dns::Question& question, const ZoneHealth& health, Asker& asker);

}  // namespace edig::diagnosis

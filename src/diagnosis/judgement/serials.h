// The serials that the servers of a zone have: which of them are behind, by how much, and since when, where
// the serial is made of a date or a time (RFC 1982; RFC 1912 section 2.2).
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "diagnosis/judgement/health.h"

namespace edig::diagnosis {

/// What a serial of the form YYYYMMDDnn, or one in seconds since 1970, tells of the time it was made at.
struct SerialTime {
  std::chrono::sys_seconds time;
  bool day_only = false;
};
std::optional<SerialTime> time_in(std::uint32_t serial);

/// A note on each server that has an older serial than another one.
std::vector<Finding> serials_differ(const ZoneHealth& health);

}  // namespace edig::diagnosis

// The values of a row as its output spells them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "survey/row.h"

namespace edig::survey {

/// Seconds of Unix time of "2026-11-27T12:00:00Z" (RFC 3339, UTC, whole seconds); nothing where it is not so.
std::optional<std::int64_t> read_time(std::string_view text);

/// The outcome that `error.kind` tells: a row's own words, and those of base/error.h.
Outcome read_kind(std::string_view kind);

/// The text that came in its place in the line before has most often come again.
class TypeMemo {
 public:
  std::optional<std::uint16_t> read(std::string_view text);

 private:
  std::string text_;
  std::optional<std::uint16_t> type_;
};

/// The same of RCODEs, as text or number.
class RcodeMemo {
 public:
  std::optional<std::uint16_t> read(std::string_view text);

 private:
  std::string text_;
  std::optional<std::uint16_t> rcode_;
};

}  // namespace edig::survey

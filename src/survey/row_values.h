// The values of a row as its output spells them.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "survey/row.h"

namespace edig::survey {

/// The flags of the header (RFC 1035 section 4.1.1, RFC 4035 section 3), in its order.
struct HeaderFlag {
  std::string_view name;
  std::uint16_t bit;
};
inline constexpr std::array header_flags = {
    HeaderFlag{"qr", 0x8000}, HeaderFlag{"aa", 0x0400}, HeaderFlag{"tc", 0x0200}, HeaderFlag{"rd", 0x0100},
    HeaderFlag{"ra", 0x0080}, HeaderFlag{"ad", 0x0020}, HeaderFlag{"cd", 0x0010}};

/// The columns of CSV, as they are written.
inline constexpr std::array<std::string_view, 27> csv_titles = {
    "line",   "name",      "type",        "server",  "port",     "transport",     "outcome",
    "rcode",  "info_code", "extra_text",  "ms",      "attempts", "recovered",     "doubtful",
    "weight", "time",      "kind",        "zone",    "fault",    "status",        "text",
    "error",  "preflight", "unvalidated", "servers", "answer",   "answer_omitted"};

/// Behind them where the survey looks at the services of domains: the worst of their states, then that of
/// each application.
inline constexpr std::array<std::string_view, 12> csv_service_titles = {
    "services", "mx",    "dane", "mta-sts", "tls-rpt",    "spf",
    "dkim",     "dmarc", "caa",  "https",   "dane-https", "resolver"};

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

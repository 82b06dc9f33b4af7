// EDNS0 (RFC 6891): the OPT pseudo-record and its options, both as sent and as received.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"

namespace edig::dns {

namespace option {
inline constexpr std::uint16_t nsid = 3, client_subnet = 8, expire = 9, cookie = 10, keepalive = 11,
                               padding = 12, extended_error = 15, report_channel = 18, zone_version = 19,
                               extra_text_language = 22, filtering_contact = 23, filtering_organization = 24,
                               filtering_db = 25, structured_error = 26;
}

struct Option {
  std::uint16_t code = 0;
  Bytes data;
  /// OPTION-LENGTH ran past the end of the OPT: `data` is what was there.
  bool truncated = false;
};

struct Edns {
  std::uint8_t version = 0;
  std::uint16_t udp_size = 1232;
  bool dnssec_ok = false;
  std::uint16_t z = 0;  // the reserved flags, without DO
  std::vector<Option> options;

  const Option* find(std::uint16_t code) const;
};

/// The option's name in the IANA registry (edns-options.csv), or OPT65001.
std::string option_name(std::uint16_t code);
/// The code of a name ("NSID", "ecs", "COOKIE") or number.
std::optional<std::uint16_t> parse_option_code(std::string_view text);
/// What the option says, where it has a text form (NSID, COOKIE, ECS, EXPIRE, keepalive, REPORT-CHANNEL,
/// ZONEVERSION, DAU, DHU, N3U, 22 to 25 ...). Foreign text: may hold any byte; whoever shows it escapes it.
/// Nothing where the option has no text form or is malformed.
std::optional<std::string> option_text(const Option& option);

}  // namespace edig::dns

// What a resolver says of itself: the RESINFO record (RFC 9606), a list of keys and values in the format of
// TXT.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "dns/message.h"

namespace edig::dns {

struct InfoCodeRange {
  std::uint16_t first = 0, last = 0;

  friend bool operator==(const InfoCodeRange&, const InfoCodeRange&) = default;
};

struct ResolverInfo {
  bool qnamemin = false;  // it minimises query names
  std::vector<InfoCodeRange>
      exterr;           // that it can send: in order, apart from each other; empty: none are listed
  std::string infourl;  // for people; foreign text

  bool lists(std::uint16_t info_code) const;

  /// Nothing where `rdata` is malformed. Keys in any case, of several the first (RFC 6763 section 6.4);
  /// others are for others.
  static std::optional<ResolverInfo> parse(ByteView rdata);
};

/// The one question that gets it without knowing the resolver's name (section 3), to be asked with RD=0.
Question resolver_info_question();

/// Nothing where the reply does not count: without AA, as it may be anybody's whom the resolver asked, or
/// with none or several such records, or a malformed one.
std::optional<ResolverInfo> read_resolver_info(const Message& reply);

/// A list as in "15-17,22"; nothing where a part of it is no number, out of range or backwards.
std::optional<std::vector<InfoCodeRange>> read_info_codes(std::string_view text);

/// "15-17, 22"
std::string info_codes_text(const std::vector<InfoCodeRange>& ranges);

}  // namespace edig::dns

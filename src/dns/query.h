// A query (RFC 1035 section 4.1, EDNS0 by RFC 6891) as a value, and its bytes.
#pragma once

#include <cstdint>
#include <optional>

#include "base/bytes.h"
#include "dns/edns.h"
#include "dns/message.h"

namespace edig::dns {

struct Query {
  Question question;
  bool header_only = false;              // the question is left out
  std::optional<std::uint16_t> id = {};  // nothing: at random
  std::uint8_t opcode = 0;
  bool rd = true, ad = false, cd = false, aa = false, tc = false, ra = false, z = false;
  std::optional<Edns> edns = Edns{};
  /// The message is padded to a multiple of this many octets (RFC 8467 section 4.1); 0 for none.
  std::uint16_t padding_block = 0;
};

/// The whole message with the given ID. A padding option is appended last when `padding_block` says so.
/// Without EDNS there is no padding.
Bytes encode(const Query& query, std::uint16_t id);

}  // namespace edig::dns

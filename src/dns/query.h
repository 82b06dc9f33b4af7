// A query (RFC 1035 section 4.1, EDNS0 by RFC 6891) as a value, and its bytes.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "dns/edns.h"
#include "dns/message.h"
#include "dns/tsig_key.h"

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
  /// Of IXFR: the serial of the zone as it is known already (RFC 1995 section 3).
  std::optional<std::uint32_t> serial = {};
  /// Signs the message (RFC 8945); null: it is not signed.
  std::shared_ptr<const TsigKey> tsig_key = {};
  std::optional<std::chrono::sys_seconds> signing_time = {};  // nothing: now
};

/// Whether it asks for a zone, or what has changed of it, by many messages.
bool is_transfer(const Question& question);

/// The whole message with the given ID. A padding option is appended last when `padding_block` says so.
/// Without EDNS there is no padding.
Bytes encode(const Query& query, std::uint16_t id);

}  // namespace edig::dns

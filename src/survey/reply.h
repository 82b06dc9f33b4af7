// What a survey reads of a reply: header, question and OPT (RFC 1035 section 4.1, RFC 6891, RFC 8914).
// Records are stepped over and not read.
#pragma once

#include <optional>
#include <vector>

#include "base/bytes.h"
#include "survey/row.h"

namespace edig::survey {

struct Reply {
  std::uint16_t flags = 0;              // the header's second 16 bits
  std::uint16_t rcode = 0;              // extended by OPT
  bool truncated = false;               // TC
  bool malformed = false;               // it ends before its records do
  std::string_view content = "answer";  // of NOERROR, as Row has it
  bool edns = false;
  std::uint16_t udp_size = 0;
  bool dnssec_ok = false;
  std::optional<ByteView> cookie = {};     // the OPTION-DATA of the first COOKIE (RFC 7873), of the message
  std::vector<ExtendedError> errors = {};  // views of the message; no more than `max_errors`
};
inline constexpr std::size_t max_errors = 16;

/// Whether `message` is a reply to `query`, as sent: by QR, OPCODE and the question, which a reply that
/// reports an error may lack. The ID is not looked at.
bool is_reply_to(ByteView message, ByteView query);

/// Of what is a reply, to a question for `type`. `reply` is filled anew; what it has room for is kept.
void read_reply(ByteView message, std::uint16_t type, Reply& reply);

/// What a row has of it; texts are the reply's.
Row row_of(const Reply& reply);

}  // namespace edig::survey

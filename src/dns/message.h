// A DNS message as received (RFC 1035 section 4), read as far as it can be.
//
// Reading never fails beyond the header: what cannot be read becomes a Problem with its offset, and the rest
// is kept. Work is bounded by the message's size (64 KiB); compression pointers only lead backwards.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "dns/edns.h"
#include "dns/name.h"
#include "dns/record.h"

namespace edig::dns {

struct Question {
  Name name;
  std::uint16_t type = 1;
  std::uint16_t cls = 1;

  friend bool operator==(const Question&, const Question&) = default;
};

struct Header {
  std::uint16_t id = 0;
  std::uint8_t opcode = 0;
  std::uint8_t rcode = 0;  // the low four bits
  bool qr = false, aa = false, tc = false, rd = false, ra = false, z = false, ad = false, cd = false;
  std::uint16_t question_count = 0, answer_count = 0, authority_count = 0, additional_count = 0;

  /// The set flags in dig's order and spelling: {"qr", "rd", "ra"}.
  std::vector<std::string_view> flags() const;
};

/// Something in the message that is not as the RFCs have it.
struct Problem {
  std::size_t offset = 0;  // in the message
  std::string text;
};

struct Message {
  Header header;
  std::vector<Question> questions;
  std::vector<Record> answer, authority, additional;  // additional without OPT
  std::optional<Edns> edns;                           // of several OPTs: the first, with the options of all
  std::vector<Problem> problems;
  std::size_t size = 0;  // octets
  bool cut_off = false;  // it ends before what its header promises

  /// With the upper bits of the OPT (RFC 6891 section 6.1.3).
  std::uint16_t rcode = 0;

  /// What is absent from a reply that could not carry it says nothing. Whether all that it was to hold is in
  /// it:
  bool is_whole() const { return !header.tc && !cut_off; }
  /// Whether signatures and proofs would be in it, were there any: it answers a query with the DO bit (RFC
  /// 3225 section 3), in an OPT, and is whole.
  bool could_carry_dnssec() const { return edns && edns->dnssec_ok && is_whole(); }

  /// Errors: fewer than 12 octets.
  static Result<Message> parse(ByteView wire);
};

/// The records of `type` owned by `owner`.
std::vector<const Record*> select(const std::vector<Record>& section, const Name& owner, std::uint16_t type);

}  // namespace edig::dns

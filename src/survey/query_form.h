// The queries of a survey, which differ in nothing but the question: header and OPT are made once.
#pragma once

#include "dns/query.h"

namespace edig::survey {

/// In the low octet of the flags (RFC 4035 section 3.2.2).
inline constexpr std::uint8_t cd_bit = 0x10;

class QueryForm {
 public:
  /// Of what the question is put into; it is not signed.
  explicit QueryForm(const dns::Query& query);

  /// Header, with ID 0, and question, in `head`: what is kept of each query, and a reply is matched with.
  /// `unchecked`: with CD, whatever the query has.
  void begin(Bytes& head, ByteView name, std::uint16_t type, bool unchecked = false) const;
  /// The whole message that begins with `head`. A padding option makes it as long as `padding_block` says
  /// (RFC 8467).
  void complete(Bytes& message, ByteView head) const;
  std::uint16_t usual_type() const { return type_; }

 private:
  Bytes header_, opt_;
  std::uint16_t type_, cls_;
  std::uint16_t padding_block_;
};

/// Of a message: its question as it is on the wire, name, TYPE and CLASS; empty where it is cut.
ByteView question_of(ByteView message);

}  // namespace edig::survey

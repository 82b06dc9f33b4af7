// The queries of a survey, which differ in nothing but the question: header and OPT are made once.
#pragma once

#include "dns/query.h"

namespace edig::survey {

class QueryForm {
 public:
  /// Of what the question is put into; it is not signed.
  explicit QueryForm(const dns::Query& query);

  /// The whole message with ID 0, in `message`. A padding option makes it as long as `padding_block` says
  /// (RFC 8467). `unchecked`: with CD, whatever the query has.
  void fill(Bytes& message, ByteView name, std::uint16_t type, bool unchecked = false) const;
  std::uint16_t usual_type() const { return type_; }

 private:
  Bytes header_, opt_;
  std::uint16_t type_, cls_;
  std::uint16_t padding_block_;
};

/// Of a message: its question as it is on the wire, name, TYPE and CLASS; empty where it is cut.
ByteView question_of(ByteView message);

}  // namespace edig::survey

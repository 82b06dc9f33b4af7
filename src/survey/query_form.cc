#include "survey/query_form.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::survey {
namespace {

constexpr std::size_t flags_low = 3, root_question = 5, opt_header = 11, option_header = 4;

void set_u16(Bytes& bytes, std::size_t at, std::size_t value) {
  bytes[at] = static_cast<std::uint8_t>(value >> 8);
  bytes[at + 1] = static_cast<std::uint8_t>(value);
}

}  // namespace

QueryForm::QueryForm(const dns::Query& query)
    : type_(query.question.type), cls_(query.question.cls), padding_block_(query.padding_block) {
  auto plain = query;
  plain.question.name = dns::Name();
  plain.padding_block = 0;
  auto whole = dns::encode(plain, 0);
  auto behind = whole.begin() + dns::header_size + root_question;
  header_.assign(whole.begin(), whole.begin() + dns::header_size);
  opt_.assign(behind, whole.end());
}

void QueryForm::begin(Bytes& head, ByteView name, std::uint16_t type, bool unchecked) const {
  head.assign(header_.begin(), header_.end());
  if (unchecked) head[flags_low] |= cd_bit;
  append(head, name);
  append_u16(head, type);
  append_u16(head, cls_);
}

void QueryForm::complete(Bytes& message, ByteView head) const {
  message.assign(head.begin(), head.end());
  auto opt_at = message.size();
  append(message, opt_);
  if (padding_block_ == 0 || opt_.empty()) return;
  auto excess = (message.size() + option_header) % padding_block_;
  auto padding = excess == 0 ? 0 : padding_block_ - excess;
  append_u16(message, dns::option::padding);
  append_u16(message, padding);
  message.resize(message.size() + padding);
  set_u16(message, opt_at + opt_header - 2, message.size() - opt_at - opt_header);
}

ByteView question_of(ByteView message) {
  auto at = dns::header_size;
  while (at < message.size() && message[at] != 0 && message[at] < 64) at += message[at] + 1u;
  constexpr std::size_t end_type_class = 5;
  return at + end_type_class <= message.size()
             ? message.subspan(dns::header_size, at - dns::header_size + end_type_class)
             : ByteView();
}

}  // namespace edig::survey

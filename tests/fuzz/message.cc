// A whole DNS message, and every text that is made of it.
#include "dns/message.h"

#include "dns/types.h"
#include "ede/extended_error.h"
#include "expect.h"

using namespace edig;
using fuzz::expect;

namespace {

void check(const dns::Name& name) {
  auto again = dns::Name::parse(name.text());
  expect(again && *again == name);
}

void check(const std::vector<dns::Record>& records) {
  for (const auto& record : records) {
    check(record.owner);
    expect(!record.rdata().contains('\0'));
    expect(!dns::type_text(record.type).empty() && !dns::class_text(record.cls).empty());
  }
}

void check(const dns::Edns& edns) {
  for (const auto& option : edns.options) {
    expect(!dns::option_name(option.code).empty());
    dns::option_text(option);
    if (option.code == dns::option::extended_error)
      ede::decode(option.data, option.truncated, ede::Channel::authenticated);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto message = dns::Message::parse({data, size});
  expect(message.has_value() == (size >= 12));
  if (!message) return 0;

  expect(message->size == size);
  for (const auto& question : message->questions) check(question.name);
  for (const auto* section : {&message->answer, &message->authority, &message->additional}) check(*section);
  if (message->edns) check(*message->edns);
  for (const auto& problem : message->problems) expect(problem.offset <= size && !problem.text.empty());
  return 0;
}

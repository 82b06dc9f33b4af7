// Decoding of the EDE option and everything that is made of its text. The first octet chooses the channel and
// whether the option is truncated, the rest is OPTION-DATA.
#include "expect.h"

#include "ede/extended_error.h"
#include "ede/organization_name.h"

using namespace edig;
using fuzz::expect;
using fuzz::expect_harmless;

namespace {

void check_text(std::string_view text) {
  auto shown = ede::printable(text, text.size());
  expect_harmless(shown);
  expect_harmless(ede::printable(text));
  expect_harmless(ede::printable(text, 7));
  expect(shown.size() <= 8 * text.size());

  auto utf8 = ede::to_utf8(text);
  expect(ede::is_utf8(utf8));
  expect((utf8 == text) == ede::is_utf8(text));
  expect(ede::to_utf8(utf8) == utf8);
  expect(ede::display_width(utf8) <= 2 * utf8.size());
  if (ede::is_organization_name(text)) expect(shown == text);
}

void check_reading(const ede::Reading& read) {
  for (const auto& text : {read.zone, read.name, read.type, read.server, read.rcode, read.reason})
    expect_harmless(text);
  expect(read.zone.empty() || read.zone.ends_with('.'));
  expect(read.name.empty() || read.name.ends_with('.'));
  expect(!read.dialect.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  auto channel = static_cast<ede::Channel>(data[0] % 3);
  ByteView option(data + 1, size - 1);
  auto error = ede::decode(option, data[0] >= 128, channel);

  expect(error.info_code.has_value() == (option.size() >= 2));
  expect(error.extra_text.size() <= option.size());
  expect(!error.entry().purpose.empty());
  expect_harmless(error.malformed);
  check_text(error.extra_text);
  if (error.read) check_reading(*error.read);
  return 0;
}

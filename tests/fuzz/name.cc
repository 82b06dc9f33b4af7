// Names: presentation format, U-labels on their way in, A-labels on their way out.
#include "dns/name.h"

#include <algorithm>

#include "base/idna.h"
#include "expect.h"
#include "report/idn_out.h"

using namespace edig;
using fuzz::expect;

namespace {

void check(const dns::Name& name) {
  expect(name.wire().size() <= 255);
  auto again = dns::Name::parse(name.text());
  expect(again && std::ranges::equal(again->wire(), name.wire()));
  auto wire = dns::Name::from_wire(name.wire());
  expect(wire && *wire == name);
  expect(name.lower() == name && name.is_within(name.parent()));
  fuzz::expect_harmless(report::to_unicode(name.text()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = as_text({data, size});
  if (auto name = dns::Name::parse(text)) check(*name);
  if (auto name = dns::Name::from_wire({data, size})) check(*name);
  auto ascii = to_ascii(text);
  if (!ascii) return 0;
  expect(std::ranges::all_of(*ascii, [](char c) { return static_cast<unsigned char>(c) < 0x80; }));
  if (auto name = dns::Name::parse(*ascii)) check(*name);
  return 0;
}

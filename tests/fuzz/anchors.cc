// A file of trust anchors, in any of the forms that are read, and the same text as root hints.
#include "diagnosis/validation/anchors.h"

#include <algorithm>

#include "diagnosis/asking/hints.h"
#include "dns/types.h"
#include "expect.h"

using namespace edig;
using fuzz::expect;

namespace {

bool is_anchor(const dns::Record& record) {
  return record.type == dns::type::ds || record.type == dns::type::dnskey;
}

void check(const Error& error) {
  fuzz::expect_harmless(error.text);
  expect(!error.text.empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = as_text({data, size});
  auto anchors = diagnosis::Anchors::parse(text);
  if (!anchors) check(anchors.error());
  if (anchors) expect(!anchors->records.empty() && std::ranges::all_of(anchors->records, is_anchor));
  if (anchors)
    for (const auto& record : anchors->records) expect(anchors->closest(record.owner) == record.owner);
  auto hints = diagnosis::RootHints::parse(text);
  if (!hints) check(hints.error());
  if (hints) expect(hints->records.size() >= 2);
  return 0;
}

// resolv.conf: made by who knows what.
#include "cli/resolv_conf.h"

#include "base/bytes.h"
#include "cli/server_spec.h"
#include "expect.h"

using namespace edig;
using fuzz::expect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto conf = cli::parse_resolv_conf(as_text({data, size}));
  for (const auto& address : conf.nameservers) expect(cli::address_family(address) != AddressFamily::none);
  for (const auto& name : conf.search) expect(!name.empty());
  expect(conf.ndots >= 0 && conf.ndots <= 15);
  expect(!conf.timeout || (*conf.timeout >= 1 && *conf.timeout <= 30));
  expect(!conf.attempts || (*conf.attempts >= 1 && *conf.attempts <= 5));
  return 0;
}

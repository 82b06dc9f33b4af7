// The server's side of one GET, over HTTP/1.1 or HTTP/2 by the first bit: whatever comes, it comes to an end,
// and what is shown of it is fit to print.
//
// The first octet also says how many octets come at a time.
#include "transport/http_get.h"

#include <algorithm>

#include "expect.h"

using namespace edig;
using fuzz::expect;
using transport::HttpFault;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 1) return 0;
  auto get = (data[0] & 0x80) != 0 ? transport::http2_get("mta-sts.shop.example", "/.well-known/mta-sts.txt")
                                   : transport::http1_get("mta-sts.shop.example", "/.well-known/mta-sts.txt");
  expect(!get->output().empty());
  std::size_t at_a_time = (data[0] & 0x7f) + 1;
  bool more = true;
  for (ByteView rest(data + 1, size - 1); more && !rest.empty();) {
    auto count = std::min(at_a_time, rest.size());
    more = get->take(rest.first(count));
    rest = rest.subspan(count);
    expect(get->output().size() <= transport::largest_http_body);
  }
  if (more) get->end();
  const auto& response = get->response();
  expect(more || response.fault != HttpFault::none || response.status >= 200);
  expect(response.body.size() <= transport::largest_http_body);
  fuzz::expect_harmless(response.content_type);
  fuzz::expect_harmless(response.location);
  return 0;
}

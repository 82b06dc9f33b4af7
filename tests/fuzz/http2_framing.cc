// The stream of an HTTPS connection: what a server of DNS over HTTPS sends, or whoever says that he is one.
//
// The first two octets say how the stream is dealt with (stream.h); the first bit of all, whether by GET.
#include "stream.h"

using namespace edig;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  transport::Server server{
      .host = "dns.example", .protocol = transport::Protocol::https, .port = 443, .tls = {}, .http = {}};
  server.http.get = (data[0] & 0x80) != 0;
  transport::Peer peer{
      .address = "192.0.2.53", .port = 443, .name = "dns.example", .protocol = server.protocol};
  fuzz::Stream stream(transport::http2_framing(server, peer), {data, 2});
  stream.run({data + 2, size - 2});
  return 0;
}

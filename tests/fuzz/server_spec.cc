// A server as people write it, and as a line of a file may have it.
#include "cli/server_spec.h"

#include <algorithm>

#include "base/bytes.h"
#include "expect.h"

using namespace edig;
using fuzz::expect;

namespace {

std::string rendered(const cli::ServerSpec& server) {
  std::string text;
  if (server.protocol) text += std::string(transport::name(*server.protocol)) + "://";
  bool bracketed = cli::address_family(server.host) == AddressFamily::v6;
  text += bracketed ? "[" + server.host + "]" : server.host;
  if (server.port) text += "#" + std::to_string(*server.port);
  return text + server.path;
}

bool is_visible(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  auto text = as_text({data, size});
  auto server = cli::parse_server(text);
  if (!server) {
    expect(!server.error().text.empty());
    return 0;
  }
  expect(!server->host.empty() && is_visible(server->host));
  expect(is_visible(server->tls_name));
  expect(server->path.empty() || (server->path.starts_with('/') && is_visible(server->path)));
  bool more_than_a_url = !server->tls_name.empty() || !server->certificate_hashes.empty();
  if (more_than_a_url) return 0;
  auto again = cli::parse_server(rendered(*server));
  expect(again && *again == *server);
  return 0;
}

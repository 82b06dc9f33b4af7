#include "transport/doh_request.h"

#include <openssl/evp.h>

#include <algorithm>

#include "transport/trust.h"

namespace edig::transport {

std::string base64url(ByteView bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // EVP_EncodeBlock writes a final NUL
  auto length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(),
                                static_cast<int>(bytes.size()));
  text.resize(static_cast<std::size_t>(length));
  while (text.ends_with('=')) text.pop_back();
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  return text;
}

std::string request_path(const HttpPolicy& policy, ByteView message) {
  auto path = policy.path;
  for (std::string_view expression : {"{?dns}", "{&dns}"})
    if (path.ends_with(expression)) path.resize(path.size() - expression.size());
  if (!path.starts_with('/')) path.insert(0, 1, '/');
  if (!policy.get) return path;
  return path + (path.find('?') == path.npos ? "?dns=" : "&dns=") + base64url(message);
}

std::string authority(const Server& server) {
  auto host = indicated_name(server);
  if (host.find(':') != host.npos) host = "[" + host + "]";
  return server.port == default_port(server.protocol) ? host : host + ":" + std::to_string(server.port);
}

}  // namespace edig::transport

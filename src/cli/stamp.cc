#include "cli/stamp.h"

#include <algorithm>
#include <utility>

#include "cli/values.h"
#include "dns/base64.h"

namespace edig::cli {
namespace {

using transport::Protocol;

constexpr std::size_t max_stamp = 2048, hash_size = 32, props_size = 8;

struct StampProtocol {
  enum : std::uint8_t { plain = 0x00, https = 0x02, tls = 0x03 };
};

struct Unspoken {
  std::uint8_t id;
  std::string_view what;
};
constexpr Unspoken unspoken[] = {
    {0x01, "DNSCrypt"},
    {0x04, "DNS over QUIC"},
    {0x05, "an Oblivious DoH target (RFC 9230)"},
    {0x81, "a DNSCrypt relay"},
    {0x85, "an Oblivious DoH relay (RFC 9230)"},
};

std::unexpected<Error> wrong_stamp(std::string_view text, const std::string& why, std::string hint = {}) {
  return fail(Error::Kind::usage, "the stamp '" + std::string(text) + "' " + why, std::move(hint));
}

class StampReader {
 public:
  explicit StampReader(ByteView bytes) : reader_(bytes) {}

  std::optional<std::uint8_t> protocol() { return reader_.u8(); }
  bool props() { return reader_.take(props_size).has_value(); }

  std::optional<std::string> string() {
    auto length = reader_.u8();
    auto taken = length ? reader_.take(*length) : std::nullopt;
    return taken ? std::optional(std::string(as_text(*taken))) : std::nullopt;
  }

  std::optional<std::vector<std::string>> list() {
    constexpr unsigned more = 0x80;
    std::vector<std::string> all;
    for (unsigned length = more; length & more;) {
      auto next = reader_.u8();
      auto taken = next ? reader_.take(*next & ~more) : std::nullopt;
      if (!taken) return std::nullopt;
      if (!taken->empty()) all.emplace_back(as_text(*taken));
      length = *next;
    }
    return all;
  }

 private:
  Reader reader_;
};

/// What stands in the stamp, before it is judged.
struct Fields {
  std::string address, hostname, path;
  std::vector<std::string> hashes;
};

std::optional<Fields> read_fields(StampReader& reader, std::uint8_t protocol) {
  Fields fields;
  auto address = reader.props() ? reader.string() : std::nullopt;
  if (!address) return std::nullopt;
  fields.address = *address;
  if (protocol == StampProtocol::plain) return fields;
  auto hashes = reader.list();
  auto hostname = hashes ? reader.string() : std::nullopt;
  if (!hostname) return std::nullopt;
  fields.hashes = *hashes;
  fields.hostname = *hostname;
  if (protocol != StampProtocol::https) return fields;
  auto path = reader.string();
  if (!path) return std::nullopt;
  fields.path = *path;
  return fields;
}

// "192.0.2.1", "[2001:db8::1]:853", "dns.example:8443"
Result<ServerSpec> read_host(std::string_view host, std::string_view text) {
  if (host.find_first_of("/@#") != host.npos) return wrong_stamp(text, "has a server that is none");
  return parse_server(host);
}

// Where there is no address, or a port alone, that of the host name has to be looked up.
Result<ServerSpec> locate(const Fields& fields, std::string_view text) {
  bool port_alone = fields.address.starts_with(':');
  bool located = !fields.address.empty() && !port_alone;
  if (fields.hostname.empty())
    return located ? read_host(fields.address, text) : wrong_stamp(text, "has no server");
  auto named = read_host(fields.hostname, text);
  if (!named) return named;
  auto name = named->host;
  auto server = located ? read_host(fields.address, text) : named;
  if (!server) return server;
  if (located && address_family(server->host) == AddressFamily::none)
    return wrong_stamp(text, "has a name in place of an address");
  if (port_alone) {
    auto port = parse_number(fields.address.substr(1), 1, 65535, "the port of the stamp");
    if (!port) return std::unexpected(port.error());
    server->port = static_cast<std::uint16_t>(*port);
  }
  if (!server->port) server->port = named->port;
  server->tls_name = name;
  return server;
}

}  // namespace

Result<ServerSpec> parse_stamp(std::string_view text) {
  if (text.size() == stamp_scheme.size()) return wrong_stamp(text, "is empty");
  auto bytes =
      text.size() <= max_stamp ? dns::from_base64url(text.substr(stamp_scheme.size())) : std::nullopt;
  if (!bytes) return wrong_stamp(text.substr(0, max_stamp), "is no base64url of a reasonable length");
  StampReader reader(*bytes);
  auto protocol = reader.protocol();
  auto other = std::ranges::find(unspoken, *protocol, &Unspoken::id);
  if (other != std::end(unspoken))
    return wrong_stamp(text, "is for " + std::string(other->what) + ", which edig does not speak",
                       "it speaks those for DNS over TLS, over HTTPS and plain");
  if (*protocol != StampProtocol::plain && *protocol != StampProtocol::https &&
      *protocol != StampProtocol::tls)
    return wrong_stamp(text, "is for an unknown protocol, " + std::to_string(*protocol));
  auto fields = read_fields(reader, *protocol);
  if (!fields) return wrong_stamp(text, "breaks off");
  if (std::ranges::any_of(fields->hashes, [](const auto& hash) { return hash.size() != hash_size; }))
    return wrong_stamp(text, "has a hash that is no SHA-256");
  auto server = locate(*fields, text);
  if (!server) return server;
  server->certificate_hashes = fields->hashes;
  if (*protocol == StampProtocol::plain) return server;
  server->protocol = *protocol == StampProtocol::https ? Protocol::https : Protocol::tls;
  if (fields->path.empty()) return server;
  auto path = parse_path(fields->path, "the stamp '" + std::string(text) + "'");
  if (!path) return std::unexpected(path.error());
  server->path = *path;
  return server;
}

}  // namespace edig::cli

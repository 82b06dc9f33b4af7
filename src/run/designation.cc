#include "run/designation.h"

#include <algorithm>

#include "base/ip_address.h"
#include "diagnosis/asking/special_address.h"
#include "dns/service_binding.h"
#include "dns/types.h"

namespace edig::run {
namespace {

using transport::Protocol;

constexpr std::size_t max_considered = 32;

const dns::Name& resolver_arpa() {
  static const auto name = dns::Name::parse("_dns.resolver.arpa.").value();
  return name;
}

// DNS over TLS and HTTPS, by their ALPN (RFC 9461 section 4); the latter only where the path is known.
std::optional<Protocol> protocol_of(const dns::ServiceBinding& binding) {
  auto speaks = [&](std::string_view alpn) { return std::ranges::count(binding.alpn, alpn) > 0; };
  if (speaks("dot")) return Protocol::tls;
  if (speaks("h2") && binding.doh_path.starts_with('/')) return Protocol::https;
  return std::nullopt;
}

// In the order of preference; without those that edig cannot use (RFC 9460 sections 2.4 and 8).
std::vector<dns::ServiceBinding> usable(const dns::Message& message) {
  std::vector<dns::ServiceBinding> all;
  for (const auto& record : message.answer) {
    if (record.type != dns::type::svcb || record.owner != resolver_arpa() || all.size() == max_considered)
      continue;
    auto binding = dns::ServiceBinding::parse(record.octets());
    bool names_server = binding && binding->priority != 0 && !binding->target.is_root();
    if (names_server && binding->understood && protocol_of(*binding)) all.push_back(std::move(*binding));
  }
  std::ranges::stable_sort(all, {}, &dns::ServiceBinding::priority);
  return all;
}

// The resolver's own address before another one of its family, before any; else the name.
std::string host_of(const dns::ServiceBinding& binding, const std::string& resolver) {
  const auto& hints = binding.addresses;
  auto same = std::ranges::find(hints, resolver);
  auto family = [](const std::string& address) { return family_of_address(address); };
  auto near = same != hints.end() ? same : std::ranges::find(hints, family_of_address(resolver), family);
  if (near != hints.end()) return *near;
  return hints.empty() ? binding.target.text() : hints.front();
}

std::string without_dot(std::string name) {
  if (name.ends_with('.')) name.pop_back();
  return name;
}

}  // namespace

transport::Job designation_job(const Request& request) {
  dns::Query query;
  query.question = {resolver_arpa(), dns::type::svcb, dns::cls::in};
  auto job = transport::Job{query, request.servers, request.tactics};
  return job;
}

Result<Designated> read_designation(const Request& request, const transport::Exchange& exchange) {
  if (!exchange.reply) return std::unexpected(exchange.reply.error());
  const auto& resolver = exchange.peer.address;
  auto bindings = usable(exchange.reply->message);
  if (bindings.empty())
    return fail(Error::Kind::resolve,
                resolver + " designates no encrypted resolver that edig can speak with (DDR, RFC 9462)",
                "'edig @" + resolver + " _dns.resolver.arpa SVCB' shows what it says");
  const auto& binding = bindings.front();
  transport::Server server;
  server.host = host_of(binding, resolver);
  server.protocol = *protocol_of(binding);
  server.port = binding.port.value_or(transport::default_port(server.protocol));
  server.tls = *request.discover;
  server.tls.hostname = resolver;
  if (server.tls.sni.empty()) server.tls.sni = without_dot(binding.target.text());
  server.tls.insecure |= diagnosis::is_private_or_local(resolver) && server.host == resolver;
  if (server.protocol == Protocol::https) server.http.path = binding.doh_path;
  return Designated{std::move(server), {resolver, binding.target.text()}};
}

void redirect(Request& request, const Designated& designated) {
  request.servers = {designated.server};
  if (request.tactics.bootstrap.empty()) request.tactics.bootstrap = designated.designation.resolver;
}

}  // namespace edig::run

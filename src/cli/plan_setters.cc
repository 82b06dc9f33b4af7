#include "cli/plan_setters.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>

#include "base/idna.h"
#include "cli/server_spec.h"
#include "cli/setters.h"
#include "diagnosis/validation/algorithms.h"
#include "dns/dnssec.h"
#include "run/plan.h"

namespace edig::cli {
namespace {

std::unexpected<Error> no_server(const std::string& text) {
  return fail(Error::Kind::usage, "+ns is the name of a server, not '" + text + "'",
              "write its address behind it, as in +ns=ns1.example/192.0.2.1");
}

// As addresses are written elsewhere, so that the same one is known again.
std::string normal(const std::string& address) {
  std::array<unsigned char, 16> octets{};
  std::array<char, INET6_ADDRSTRLEN> text{};
  auto family = address_family(address) == AddressFamily::v4 ? AF_INET : AF_INET6;
  if (inet_pton(family, address.c_str(), octets.data()) != 1) return address;
  inet_ntop(family, octets.data(), text.data(), text.size());
  return text.data();
}

void add_address(diagnosis::NameServer& server, const std::string& address) {
  auto& known = server.addresses;
  if (std::ranges::find(known, address) != known.end()) return;
  bool v6 = address.find(':') != address.npos;
  auto first_v6 = std::ranges::find_if(known, [](const auto& one) { return one.find(':') != one.npos; });
  known.insert(v6 ? known.end() : first_v6, address);
  server.glue = true;
}

}  // namespace

Result<void> add_server(run::Plan& plan, const std::string& text) {
  auto slash = std::min(text.find('/'), text.size());
  auto host = text.substr(0, slash);
  if (address_family(host) != AddressFamily::none) return no_server(text);
  auto ascii = to_ascii(host);
  auto name = ascii ? dns::Name::parse(*ascii) : std::unexpected(ascii.error());
  if (!name) return fail(Error::Kind::usage, "+ns: " + name.error().text, name.error().hint);
  auto known = std::ranges::find(plan.servers, *name, &diagnosis::NameServer::name);
  diagnosis::NameServer server{.name = *name, .addresses = {}, .trouble = {}};
  if (known != plan.servers.end()) server = *known;
  if (slash < text.size()) {
    auto address = text.substr(slash + 1);
    if (address_family(address) == AddressFamily::none || address.find('%') != address.npos)
      return fail(Error::Kind::usage, "+ns: '" + address + "' is not an address");
    add_address(server, normal(address));
  }
  if (known != plan.servers.end())
    *known = std::move(server);
  else
    plan.servers.push_back(std::move(server));
  return {};
}

Result<void> add_ds(run::Plan& plan, const std::string& text) {
  bool none = text == "none";
  if (plan.ds && (none || plan.ds->empty()))
    return fail(Error::Kind::usage, "+ds=none is that there is no DS", "leave it out, or the other +ds");
  if (none) {
    plan.ds.emplace();
    return {};
  }
  auto record = run::planned_ds(".", text);
  auto ds = record ? dns::read_ds(*record) : std::nullopt;
  if (!ds)
    return fail(Error::Kind::usage, "+ds is none or the RDATA of a DS, not '" + text + "'",
                "write key tag, algorithm, digest type and digest, as in +ds='2371 13 2 1F98...'");
  auto size = dns::digest_size(ds->digest_type);
  if (size && *size != ds->digest.size())
    return fail(Error::Kind::usage, "+ds: a digest of " + diagnosis::digest_text(ds->digest_type) + " is " +
                                        std::to_string(2 * *size) + " hexadecimal digits, not " +
                                        std::to_string(2 * ds->digest.size()));
  if (!plan.ds) plan.ds.emplace();
  plan.ds->push_back(record->rdata());
  return {};
}

Result<void> set_ns(LineSettings&, QuestionSettings& question, const Given& given) {
  return add_server(question.why.plan, *given.value);
}

Result<void> set_ds(LineSettings&, QuestionSettings& question, const Given& given) {
  return add_ds(question.why.plan, *given.value);
}

}  // namespace edig::cli

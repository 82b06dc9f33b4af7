#include "report/verify.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/ip_address.h"
#include "base/shell_word.h"
#include "dns/types.h"

namespace edig::report {
namespace {

using diagnosis::Fault;
using diagnosis::Finding;
using diagnosis::FindingKind;

template <std::size_t size>
bool is_one_of(const Finding& finding, const std::array<FindingKind, size>& kinds) {
  return std::ranges::find(kinds, finding.kind) != kinds.end();
}

// No server can be asked for it.
constexpr std::array<FindingKind, 4> nowhere_to_ask = {"clock-of-this-machine", "bound-reached",
                                                       "no-trust-anchor", "anchor-matches-no-key"};
// Of all servers of the zone.
constexpr std::array<FindingKind, 7> from_the_root = {"no-reachable-authority",
                                                      "servers-lame",
                                                      "servers-fail",
                                                      "servers-slow",
                                                      "empty-non-terminal-denied",
                                                      "letter-case-matters",
                                                      "name-denied-for-other-types"};
// What the resolver has, and validation is in the way of.
constexpr std::array<FindingKind, 4> unvalidated = {"resolver-data-differ", "old-copy-in-cache",
                                                    "resolver-strips-dnssec", "resolver-validates-nothing"};
// Of a server as such, which is asked for what the user asked.
constexpr std::array<FindingKind, 1> with_the_question = {"nodata-without-soa"};

// The first of "192.0.2.1, 192.0.2.2".
std::string address_of(const Finding& finding) {
  auto first = finding.server.substr(0, finding.server.find(','));
  return family_of_address(first) != AddressFamily::none ? first : "";
}

std::uint16_t type_of_zone(const Finding& finding) {
  if (finding.kind == "nsec3-iterations") return dns::type::nsec3param;
  return finding.kind == "ns-is-alias" || finding.kind == "glue-differs" ? dns::type::ns : dns::type::soa;
}

// "www.example. A", or a name alone.
std::optional<dns::Question> rrset_of(const Finding& finding, std::uint16_t type) {
  auto space = finding.rrset.rfind(' ');
  auto name = dns::Name::parse(finding.rrset.substr(0, space));
  auto told =
      space == std::string::npos ? std::optional(type) : dns::parse_type(finding.rrset.substr(space + 1));
  if (!name || !told) return std::nullopt;
  return dns::Question{*name, *told, dns::cls::in};
}

std::optional<dns::Question> question_of(const Report& report, const Finding& finding) {
  const auto& asked = report.query.question;
  if (!finding.rrset.empty()) return rrset_of(finding, asked.type);
  if (!finding.server.empty() && address_of(finding).empty()) {
    auto name = dns::Name::parse(finding.server);  // of a server without an address
    return name ? std::optional(dns::Question{*name, dns::type::a, dns::cls::in}) : std::nullopt;
  }
  bool of_zone = finding.fault == Fault::zone || finding.fault == Fault::parent;
  if (!of_zone || is_one_of(finding, with_the_question)) return asked;
  return dns::Question{finding.zone, type_of_zone(finding), dns::cls::in};
}

// What dig could take for an option, a server or a comment is named as a name.
std::string dig_name(const dns::Name& name) {
  auto text = name.text();
  bool odd = std::string_view("-+@%").find(text.front()) != std::string_view::npos;
  return (odd ? "-q " : "") + shell_word(text);
}

std::string resolver_words(const transport::Peer& peer) {
  if (peer.address.empty()) return {};
  auto words = " @" + shell_word(peer.address);
  if (peer.port != 0 && peer.port != transport::default_port(peer.protocol))
    words += fmt::format(" -p {}", peer.port);
  return words;
}

std::string_view transport_option(transport::Protocol protocol) {
  constexpr std::string_view options[] = {"", " +tcp", " +tls", " +https"};
  return options[static_cast<std::size_t>(protocol)];
}

std::string line(std::string_view server, const dns::Question& question, std::string_view options) {
  return fmt::format("dig{} {} {}{}", server, dig_name(question.name), dns::type_text(question.type),
                     options);
}

std::string to_resolver(const Report& report, const Finding& finding, const dns::Question& question) {
  const auto& peer = report.exchange.peer;
  bool about_it = finding.fault == Fault::resolver || finding.fault == Fault::network;
  bool validation_fails = !about_it || is_one_of(finding, unvalidated);
  auto options =
      fmt::format("{} +dnssec{}{}", transport_option(peer.protocol), validation_fails ? " +cd" : "",
                  finding.kind == "recursion-not-asked" ? " +norecurse" : "");
  return line(resolver_words(peer), question, options);
}

// One that serves the zone at fault, and answers for the question itself: a DS is its parent's.
std::string server_of_zone(const Report& report, const Finding& finding, const dns::Question& question) {
  const auto* diagnosis = report.diagnosis ? &*report.diagnosis : nullptr;
  bool its_own = diagnosis && finding.fault == Fault::zone && !diagnosis->findings.empty() &&
                 diagnosis->findings.front().zone == finding.zone && question.name.is_within(finding.zone) &&
                 !(question.type == dns::type::ds && question.name == finding.zone);
  if (!its_own) return {};
  auto good = std::ranges::find_if(diagnosis->servers, [](const auto& server) { return !!server.serial; });
  return good == diagnosis->servers.end() ? "" : good->address;
}

// Where other servers are planned: a resolver asks those that the parent names.
bool is_of_planned_servers(const Report& report, const dns::Question& question) {
  const auto* plan = report.diagnosis && report.diagnosis->plan ? &*report.diagnosis->plan : nullptr;
  return plan && !plan->servers.empty() && question.name.is_within(plan->zone);
}

std::string to_planned_server(const diagnosis::PlannedDelegation& plan, const dns::Question& question) {
  for (const auto& server : plan.servers)
    if (!server.addresses.empty())
      return line(" @" + server.addresses.front(), question, " +dnssec +norecurse");
  return {};
}

}  // namespace

std::string dig_line(const Report& report, const Finding& finding) {
  if (finding.severity == diagnosis::Severity::note || is_one_of(finding, nowhere_to_ask)) return {};
  if (report.query.question.cls != dns::cls::in) return {};
  if (finding.kind == "port-53-redirected")
    return line(" @a.root-servers.net.", {dns::Name(), dns::type::soa, dns::cls::in}, " +norecurse");
  auto question = question_of(report, finding);
  if (!question) return {};
  auto server = address_of(finding);
  if (!server.empty())
    return line(" @" + server, *question,
                finding.kind == "server-without-tcp" ? " +tcp +norecurse" : " +dnssec +norecurse");
  if (is_of_planned_servers(report, *question)) return to_planned_server(*report.diagnosis->plan, *question);
  if (is_one_of(finding, from_the_root)) return line("", *question, " +trace");
  if (server = server_of_zone(report, finding, *question); !server.empty())
    return line(" @" + server, *question, " +dnssec +norecurse");
  return to_resolver(report, finding, *question);
}

}  // namespace edig::report

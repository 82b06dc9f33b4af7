#include "diagnosis/asking/delegation.h"

#include <algorithm>

#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

const dns::Record* first_ns(const dns::Message& message) {
  for (const auto& record : message.authority)
    if (record.type == dns::type::ns) return &record;
  return nullptr;
}

bool has_soa(const dns::Message& message) {
  return std::ranges::any_of(message.authority,
                             [](const auto& record) { return record.type == dns::type::soa; });
}

}  // namespace

std::vector<std::string> Delegation::addresses() const {
  std::vector<std::string> all;
  for (bool v6 : {false, true})
    for (const auto& server : servers)
      for (const auto& address : server.addresses)
        if ((address.find(':') != address.npos) == v6 && std::ranges::find(all, address) == all.end())
          all.push_back(address);
  return all;
}

Delegation read_delegation(const dns::Name& zone, const std::vector<dns::Record>& ns,
                           const std::vector<dns::Record>& addresses) {
  Delegation delegation{.zone = zone, .servers = {}};
  for (const auto* record : dns::select(ns, zone, dns::type::ns)) {
    auto target = dns::read_target(*record);
    if (!target ||
        std::ranges::find(delegation.servers, *target, &NameServer::name) != delegation.servers.end())
      continue;
    NameServer server{.name = *target, .addresses = {}, .trouble = {}};
    for (auto type : {dns::type::a, dns::type::aaaa})
      for (const auto* glue : dns::select(addresses, *target, type))
        if (auto address = dns::read_address(*glue)) server.addresses.push_back(*address);
    server.glue = !server.addresses.empty();
    delegation.servers.push_back(std::move(server));
  }
  return delegation;
}

dns::Name referred_zone(const dns::Message& message) {
  const auto* ns = first_ns(message);
  return ns ? ns->owner : dns::Name();
}

ReplyKind classify(const dns::Message& message, const dns::Name& zone, const dns::Question& question) {
  if (message.rcode != dns::rcode::noerror && message.rcode != dns::rcode::nxdomain)
    return ReplyKind::failure;
  const auto* ns = first_ns(message);
  if (!message.header.aa && message.answer.empty() && ns && !has_soa(message)) {
    bool down = ns->owner != zone && ns->owner.is_within(zone) && question.name.is_within(ns->owner);
    return down ? ReplyKind::referral : ReplyKind::upward;
  }
  return message.header.aa ? ReplyKind::answer : ReplyKind::no_authority;
}

}  // namespace edig::diagnosis

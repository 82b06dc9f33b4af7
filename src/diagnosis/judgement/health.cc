#include "diagnosis/judgement/health.h"

#include <algorithm>

#include "diagnosis/asking/planned_delegation.h"
#include "diagnosis/asking/special_address.h"
#include "diagnosis/judgement/server_probe.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::size_t max_parents = 4;  // of the parent's servers that are asked about the zone
using Questions = std::vector<dns::Question>;

class HealthCheck {
 public:
  HealthCheck(const dns::Name& zone, const dns::Question& question, Source& names, Asker& asker,
              const Budget& budget)
      : names_(names), asker_(asker), budget_(budget), probe_(zone, question, asker) {
    health_.zone = zone;
  }

  ZoneHealth run(Delegation above, const Delegation* delegation) {
    health_.asked = true;
    health_.names_by_servers = delegation != nullptr;
    health_.parent = above.zone;
    auto own = ns_of(health_.zone);
    if (above.addresses().empty()) {
      above = ns_of(above.zone);
      find_addresses({&own, &above});
    } else {
      find_addresses({&own});
    }
    health_.planned = delegation && delegation->planned;
    if (delegation) add(health_.planned ? completed(*delegation) : *delegation, true);
    add(own, false);
    auto parents = above.addresses();
    parents.resize(std::min(parents.size(), max_parents));
    probe(parents);
    if (!delegation && ask_parents(above.zone, parents)) probe({});
    if (ask_servers()) probe({});
    confirm_addresses();
    read(parents);
    forget_unreachable_family(health_, asker_);
    health_.quickest_of_all_ms = asker_.quickest_ms();
    return std::move(health_);
  }

 private:
  Delegation ns_of(const dns::Name& zone) {
    auto reply = names_.get({zone, dns::type::ns, dns::cls::in});
    return reply ? read_delegation(zone, reply.message->answer, {}) : Delegation{.zone = zone, .servers = {}};
  }

  static Questions address_questions(const dns::Name& name) {
    return {{name, dns::type::a, dns::cls::in}, {name, dns::type::aaaa, dns::cls::in}};
  }

  void find_addresses(std::initializer_list<Delegation*> delegations) {
    Questions wanted;
    for (auto* delegation : delegations)
      for (const auto& server : delegation->servers)
        for (auto& question : address_questions(server.name)) wanted.push_back(std::move(question));
    const auto most = std::size_t{4} * budget_.limits().servers;
    if (wanted.size() > most) wanted.resize(most);
    names_.want(wanted);
    for (auto* delegation : delegations)
      for (auto& server : delegation->servers)
        if (server.addresses.empty()) fill(server);
  }

  // Of a plan each server counts, not only one that leads to the zone.
  Delegation completed(Delegation planned) {
    Questions wanted;
    for (auto& server : planned.servers) {
      if (!server.addresses.empty()) continue;
      if (needs_address(server))
        server.trouble = no_planned_address;
      else
        for (auto& question : address_questions(server.name)) wanted.push_back(std::move(question));
    }
    names_.want(wanted);
    for (auto& server : planned.servers)
      if (server.addresses.empty() && !needs_address(server)) fill(server);
    return planned;
  }

  // Whom only the delegation itself can say where to find, so that what the zone says does not make up for
  // it.
  bool needs_address(const NameServer& server) const {
    return health_.planned && server.name.is_within(health_.zone);
  }

  void fill(NameServer& server) {
    for (const auto& question : address_questions(server.name)) {
      auto reply = names_.get(question);
      if (!reply) {
        server.trouble = "unresolved";
        server.failure = reply.failure;
        continue;
      }
      server.alias |= !dns::select(reply.message->answer, server.name, dns::type::cname).empty();
      if (server.trouble.empty())
        server.trouble = reply.message->rcode == dns::rcode::nxdomain ? "no such name" : "no address";
      for (const auto& record : reply.message->answer)
        if (record.type == question.type)
          if (auto address = dns::read_address(record)) server.addresses.push_back(*address);
    }
    if (!server.addresses.empty()) server.trouble.clear();
  }

  void add(const Delegation& delegation, bool at_parent) {
    for (const auto& server : delegation.servers) {
      if (server.alias && std::ranges::find(health_.aliases, server.name) == health_.aliases.end())
        health_.aliases.push_back(server.name);
      if (at_parent) health_.parent_ns.push_back(server.name);
      for (const auto& address : server.addresses) add(server.name, address, at_parent);
      if (!server.addresses.empty())
        std::erase_if(health_.nowhere,
                      [&](const auto& other) { return other.name == server.name && !needs_address(other); });
      if (server.addresses.empty() && !is_known(server.name)) health_.nowhere.push_back(server);
    }
  }

  void add(const dns::Name& name, const std::string& address, bool at_parent) {
    auto known = std::ranges::find(health_.servers, address, &ServerState::address);
    if (known == health_.servers.end()) {
      if (health_.servers.size() >= budget_.limits().servers) return;
      known = health_.servers.insert(
          known, ServerState{.name = name, .address = address, .failure = {}, .says = {}, .serial = {}});
    }
    (at_parent ? known->at_parent : known->at_child) = true;
    known->own_address |= !at_parent;
  }

  // All servers that are known, and the parent's for what they say of the zone.
  void probe(const std::vector<std::string>& parents) {
    std::vector<Ask> asks;
    for (const auto& parent : parents)
      for (auto type : {dns::type::ns, dns::type::ds}) asks.push_back(probe_.ask(parent, type));
    health_.network_reached |= probe_.run(health_.servers, std::move(asks));
  }

  // Whether the parent named servers that were not known yet.
  bool ask_parents(const dns::Name& zone, const std::vector<std::string>& parents) {
    auto before = health_.servers.size();
    dns::Question question{health_.zone, dns::type::ns, dns::cls::in};
    for (const auto& parent : parents) {
      const auto& answer = asker_.answer(probe_.ask(parent, dns::type::ns));
      if (!failure_of(answer).empty() || classify(*answer.reply, zone, question) != ReplyKind::referral)
        continue;
      auto delegation = read_delegation(health_.zone, answer.reply->authority, answer.reply->additional);
      for (auto& server : delegation.servers)
        if (server.addresses.empty()) {
          if (server.name.is_within(health_.zone)) server.trouble = "no glue";
          fill(server);
        }
      add(delegation, true);
      break;
    }
    return health_.servers.size() > before;
  }

  // The zone's own NS RRset, from its servers: a resolver may show the parent's for it. Whether it names
  // servers that were not known yet.
  bool ask_servers() {
    auto before = health_.servers.size();
    for (std::size_t i = 0; i < before; ++i) {
      const auto& answer = asker_.answer(probe_.ask(health_.servers[i].address, dns::type::ns));
      if (!failure_of(answer).empty() || !answer.reply->header.aa) continue;
      auto own = read_delegation(health_.zone, answer.reply->answer, answer.reply->additional);
      if (own.servers.empty()) continue;
      for (const auto& server : own.servers) health_.child_ns.push_back(server.name);
      std::erase_if(own.servers, [&](const auto& server) { return is_known(server.name); });
      if (!own.servers.empty()) find_addresses({&own});
      add(own, false);
      for (auto& state : health_.servers)
        state.at_child |= std::ranges::find(health_.child_ns, state.name) != health_.child_ns.end();
      break;
    }
    return health_.servers.size() > before;
  }

  // What a resolver gives as the address of a server, and the parent does not, the server itself has to say.
  void confirm_addresses() {
    if (health_.names_by_servers) return;
    std::vector<Ask> asks;
    for (const auto& server : health_.servers)
      if (server.own_address && !server.at_parent && server.name.is_within(health_.zone))
        asks.push_back(ask_address(server));
    asker_.ask(asks);
    health_.names_by_servers = std::ranges::any_of(asks, [&](const Ask& ask) { return confirms(ask); });
  }

  static Ask ask_address(const ServerState& server) {
    auto type = server.address.find(':') == server.address.npos ? dns::type::a : dns::type::aaaa;
    return Ask{.question = {server.name, type, dns::cls::in}, .server = server.address, .rd = false};
  }

  bool confirms(const Ask& ask) const {
    const auto& answer = asker_.answer(ask);
    if (!failure_of(answer).empty() || !answer.reply->header.aa) return false;
    return std::ranges::any_of(answer.reply->answer, [&](const auto& record) {
      return record.owner == ask.question.name && dns::read_address(record) == ask.server;
    });
  }

  bool is_known(const dns::Name& name) const {
    return std::ranges::any_of(health_.servers, [&](const auto& state) { return state.name == name; }) ||
           std::ranges::any_of(health_.nowhere, [&](const auto& server) { return server.name == name; });
  }

  void read(const std::vector<std::string>& parents) {
    for (auto& server : health_.servers) probe_.read(server, health_.planned);
    for (const auto& parent : parents) {
      const auto& ds = asker_.answer(probe_.ask(parent, dns::type::ds));
      const auto& ns = asker_.answer(probe_.ask(parent, dns::type::ns));
      if (!failure_of(ds).empty() || kind_of(ds, dns::type::ds) != ReplyKind::answer) continue;
      bool refers = failure_of(ns).empty() && kind_of(ns, dns::type::ns) == ReplyKind::referral;
      health_.parents.push_back({parent, &*ds.reply, refers ? &*ns.reply : nullptr});
    }
  }

  // What a server of the parent says of the zone.
  ReplyKind kind_of(const Answer& answer, std::uint16_t type) const {
    return classify(*answer.reply, health_.parent, {health_.zone, type, dns::cls::in});
  }

  Source& names_;
  Asker& asker_;
  const Budget& budget_;
  ServerProbe probe_;
  ZoneHealth health_;
};

}  // namespace

void forget_unreachable_family(ZoneHealth& health, const Asker& asker) {
  if (asker.heard_over_ipv6()) return;
  auto out_of_reach = [](const ServerState& server) {
    return server.failure == "unreachable" && server.address.find(':') != server.address.npos &&
           !special_address(server.address);
  };
  health.out_of_reach = !health.servers.empty() && std::ranges::all_of(health.servers, out_of_reach);
  if (health.out_of_reach) return;
  std::erase_if(health.servers, out_of_reach);
}

bool ZoneHealth::dead() const {
  return asked && !(servers.empty() && nowhere.empty()) && good() == 0 &&
         std::ranges::none_of(servers, &ServerState::unknown);
}

std::size_t ZoneHealth::good() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(servers, [](const auto& server) { return server.good(); }));
}

ZoneHealth check_health(const dns::Name& zone, Delegation above, const Delegation* delegation,
                        const dns::Question& question, Source& names, Asker& asker, const Budget& budget) {
  return HealthCheck(zone, question, names, asker, budget).run(std::move(above), delegation);
}

}  // namespace edig::diagnosis

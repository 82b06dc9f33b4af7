#include "diagnosis/judgement/health.h"

#include <algorithm>
#include <limits>
#include <set>

#include "diagnosis/asking/special_address.h"
#include "dns/types.h"
#include "ede/extended_error.h"

namespace edig::diagnosis {
namespace {

constexpr std::chrono::milliseconds for_slow_servers{4500};
constexpr std::size_t max_parents = 4;  // of the parent's servers that are asked about the zone
using Questions = std::vector<dns::Question>;

class HealthCheck {
 public:
  HealthCheck(const dns::Name& zone, const dns::Question& question, Source& names, Asker& asker,
              const Budget& budget)
      : question_(question),
        names_(names),
        asker_(asker),
        budget_(budget),
        patience_(asker.patient()),
        for_late_replies_(asker.resolver_is_silent() ? patience_ : for_slow_servers) {
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
    if (delegation) add(*delegation, true);
    add(own, false);
    auto parents = above.addresses();
    parents.resize(std::min(parents.size(), max_parents));
    probe(parents);
    if (!delegation && ask_parents(above.zone, parents)) probe({});
    if (ask_servers()) probe({});
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

  void fill(NameServer& server) {
    for (const auto& question : address_questions(server.name)) {
      auto reply = names_.get(question);
      if (!reply) {
        server.trouble = "its name cannot be resolved: " + reply.failure;
        continue;
      }
      server.alias |= !dns::select(reply.message->answer, server.name, dns::type::cname).empty();
      if (server.trouble.empty())
        server.trouble = reply.message->rcode == dns::rcode::nxdomain ? "its name does not exist"
                                                                      : "its name has no address";
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
        std::erase_if(health_.nowhere, [&](const auto& other) { return other.name == server.name; });
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

  Ask ask(const std::string& server, std::uint16_t type, bool tcp = false) const {
    // One question is left to wait all the time: who answers that one is slow, not dead.
    return Ask{.question = {health_.zone, type, dns::cls::in},
               .server = server,
               .rd = false,
               .cd = true,
               .tcp = tcp,
               .wait = type == dns::type::ns ? for_late_replies_ : patience_,
               .sends = type == dns::type::ns ? 1u : 3u};
  }
  Ask ask_question(const std::string& server) const {
    return Ask{.question = question_, .server = server, .rd = false, .cd = true, .wait = patience_};
  }
  bool asks_question() const { return question_.name.is_within(health_.zone); }

  // All servers that are known, and the parent's for what they say of the zone.
  void probe(const std::vector<std::string>& parents) {
    std::vector<Ask> asks;
    for (const auto& server : health_.servers) {
      for (auto& each : this->asks(server.address)) asks.push_back(std::move(each));
      asks.push_back(ask(server.address, dns::type::soa, true));
    }
    for (const auto& parent : parents) {
      asks.push_back(ask(parent, dns::type::ns));
      asks.push_back(ask(parent, dns::type::ds));
    }
    asker_.ask(asks);
    ask_slow_servers(asks);
    ask_again_over_tcp();
    for (const auto& each : asks) health_.network_reached |= asker_.answer(each).reply.has_value();
  }

  // Those that answered something, too late for the rest.
  void ask_slow_servers(std::vector<Ask> asks) {
    std::set<std::string> heard;
    for (const auto& each : asks)
      if (asker_.answer(each).reply) heard.insert(each.server);
    std::erase_if(asks, [&](const Ask& each) { return each.tcp || !heard.contains(each.server); });
    for (auto& each : asks) each.wait = for_slow_servers, each.sends = 1;
    asker_.ask(asks);
  }

  // What was silent over TCP, and is heard over UDP.
  void ask_again_over_tcp() {
    std::vector<Ask> again;
    for (const auto& server : health_.servers) {
      auto asked = over_tcp(server.address);
      bool heard = asker_.answer(ask(server.address, dns::type::soa)).reply.has_value();
      if (heard && !asker_.answer(asked[0]).reply) again.insert(again.end(), asked.begin() + 1, asked.end());
    }
    asker_.ask(again);
  }

  // Whether the parent named servers that were not known yet.
  bool ask_parents(const dns::Name& zone, const std::vector<std::string>& parents) {
    auto before = health_.servers.size();
    dns::Question question{health_.zone, dns::type::ns, dns::cls::in};
    for (const auto& parent : parents) {
      const auto& answer = asker_.answer(ask(parent, dns::type::ns));
      if (!failure_of(answer).empty() || classify(*answer.reply, zone, question) != ReplyKind::referral)
        continue;
      auto delegation = read_delegation(health_.zone, answer.reply->authority, answer.reply->additional);
      for (auto& server : delegation.servers)
        if (server.addresses.empty()) {
          if (server.name.is_within(health_.zone)) server.trouble = "the parent has no glue for it";
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
      const auto& answer = asker_.answer(ask(health_.servers[i].address, dns::type::ns));
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

  bool is_known(const dns::Name& name) const {
    return std::ranges::any_of(health_.servers, [&](const auto& state) { return state.name == name; }) ||
           std::ranges::any_of(health_.nowhere, [&](const auto& server) { return server.name == name; });
  }

  void read(const std::vector<std::string>& parents) {
    for (auto& server : health_.servers) read(server);
    for (const auto& parent : parents) {
      const auto& answer = asker_.answer(ask(parent, dns::type::ds));
      if (failure_of(answer).empty() &&
          classify(*answer.reply, health_.parent, {health_.zone, dns::type::ds, dns::cls::in}) ==
              ReplyKind::answer)
        health_.parents.push_back({parent, &*answer.reply});
    }
  }

  std::vector<Ask> asks(const std::string& server) const {
    std::vector<Ask> asks{ask(server, dns::type::soa), ask(server, dns::type::dnskey),
                          ask(server, dns::type::ns)};
    if (asks_question()) asks.push_back(ask_question(server));
    return asks;
  }

  void read(ServerState& server) {
    auto asked = asks(server.address);
    read_replies(server, health_.zone, asked, asker_);
    const auto& soa = asker_.answer(asked[0]);
    if (soa.reply && soa.reply->edns)
      for (const auto& option : soa.reply->edns->options)
        if (option.code == dns::option::extended_error)
          if (auto error = ede::decode(option.data, option.truncated, ede::Channel::plain); error.info_code)
            server.says.push_back(*error.info_code);
    if (!server.good()) return;
    if (soa.reply)
      for (const auto* record : dns::select(soa.reply->answer, health_.zone, dns::type::soa))
        server.serial = dns::read_serial(*record);
    server.without_tcp = without_tcp(server);
    const auto& keys = asker_.answer(asked[1]);
    if (lameness(keys, health_.zone, asked[1].question).empty()) server.keys = &*keys.reply;
    server.quickest_ms = quickest(asked);
    if (!asks_question()) return;
    const auto& answer = asker_.answer(asked[3]);
    if (!failure_of(answer).empty()) return;
    auto kind = classify(*answer.reply, health_.zone, question_);
    if (kind == ReplyKind::answer) server.answer = &*answer.reply;
    server.refers = kind == ReplyKind::referral;
  }

  double quickest(const std::vector<Ask>& asks) const {
    double best = std::numeric_limits<double>::max();
    for (const auto& each : asks)
      if (const auto& answer = asker_.answer(each); answer.reply) best = std::min(best, answer.ms);
    return best;
  }

  // One lost reply is no evidence, nor are some where others are lost as well, or what was not asked.
  bool without_tcp(const ServerState& server) const {
    auto silent = [&](const Ask& each) {
      const auto& answer = asker_.answer(each);
      return answer.asked && !answer.reply;
    };
    auto replied = [&](const Ask& each) { return asker_.answer(each).reply.has_value(); };
    return std::ranges::all_of(over_tcp(server.address), silent) &&
           std::ranges::all_of(asks(server.address), replied);
  }

  std::vector<Ask> over_tcp(const std::string& server) const {
    return {ask(server, dns::type::soa, true), ask(server, dns::type::ns, true),
            ask(server, dns::type::dnskey, true)};
  }

  const dns::Question& question_;
  Source& names_;
  Asker& asker_;
  const Budget& budget_;
  std::chrono::milliseconds patience_,
      for_late_replies_;  // much was waited for already where the resolver is silent
  ZoneHealth health_;
};

}  // namespace

void forget_unreachable_family(ZoneHealth& health, const Asker& asker) {
  if (asker.heard_over_ipv6()) return;
  auto out_of_reach = [](const ServerState& server) {
    return server.failure == "unreachable" && server.address.find(':') != server.address.npos &&
           !special_address(server.address);
  };
  if (std::ranges::all_of(health.servers, out_of_reach)) return;
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

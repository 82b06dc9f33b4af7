#include "diagnosis/judgement/chain_health.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::size_t max_servers_of_zone = 6;

// The closest zone above that the walk came through.
const dns::Name* closest_zone_above(const Walk& walk, const dns::Name& zone) {
  const dns::Name* above = nullptr;
  for (const auto& trust : walk.zones)
    if (trust.zone != zone && zone.is_within(trust.zone) && (!above || trust.zone.is_within(*above)))
      above = &trust.zone;
  return above;
}

std::vector<dns::Name> zones_below(const Walk& walk, const dns::Name& zone) {
  std::vector<dns::Name> below;
  for (const auto& trust : walk.zones) {
    const auto* above = closest_zone_above(walk, trust.zone);
    if (above && *above == zone) below.push_back(trust.zone);
  }
  return below;
}

dns::Question ds_of(const dns::Name& zone) { return {zone, dns::type::ds, dns::cls::in}; }

}  // namespace

Delegation ChainCheck::delegation_of(const dns::Name& zone) {
  if (const auto* known = iterator_ ? iterator_->delegation(zone) : nullptr) return *known;
  auto reply = names_.get({zone, dns::type::ns, dns::cls::in});
  if (!reply) return {.zone = zone, .servers = {}};
  auto delegation = read_delegation(zone, reply.message->answer, reply.message->additional);
  if (iterator_) return delegation;
  for (auto& server : delegation.servers)
    for (auto type : {dns::type::a, dns::type::aaaa}) {
      auto found = names_.get({server.name, type, dns::cls::in});
      if (!found || !server.addresses.empty()) continue;
      for (const auto* record : dns::select(found.message->answer, server.name, type))
        if (auto address = dns::read_address(*record)) server.addresses.push_back(*address);
    }
  return delegation;
}

void ChainCheck::want_addresses() {
  if (iterator_) return;
  std::vector<dns::Question> wanted;
  for (const auto& trust : walk_.zones) {
    auto reply = names_.get({trust.zone, dns::type::ns, dns::cls::in});
    if (!reply) continue;
    auto delegation = read_delegation(trust.zone, reply.message->answer, {});
    for (const auto& server : delegation.servers)
      for (auto type : {dns::type::a, dns::type::aaaa}) {
        dns::Question question{server.name, type, dns::cls::in};
        if (std::ranges::find(wanted, question) == wanted.end()) wanted.push_back(std::move(question));
      }
  }
  names_.want(wanted);
}

void ChainCheck::add(const dns::Name& zone) {
  ChainZone added;
  auto& health = added.health;
  health.zone = zone;
  health.asked = true;
  if (const auto* above = closest_zone_above(walk_, zone)) health.parent = *above;
  auto hop = std::ranges::find(walk_.hops, zone, &Walk::Hop::zone);
  if (hop != walk_.hops.end()) added.question = hop->question;
  auto delegation = delegation_of(zone);
  auto addresses = delegation.addresses();
  for (const auto& address : addresses) {
    if (health.servers.size() == max_servers_of_zone) break;
    auto has = [&](const NameServer& server) {
      return std::ranges::find(server.addresses, address) != server.addresses.end();
    };
    auto owner = std::ranges::find_if(delegation.servers, has);
    health.servers.push_back(
        {.name = owner->name, .address = address, .failure = {}, .says = {}, .serial = {}});
  }
  health.not_asked = addresses.size() - health.servers.size();
  zones_.push_back(std::move(added));
}

std::vector<Ask> ChainCheck::asks(const ChainZone& zone, const ServerState& server) const {
  std::vector<Ask> asks;
  auto add = [&](const dns::Question& question) {
    asks.push_back({.question = question, .server = server.address, .rd = false, .cd = true});
  };
  add({zone.health.zone, dns::type::dnskey, dns::cls::in});
  for (const auto& below : zones_below(walk_, zone.health.zone)) add(ds_of(below));
  if (zone.question) add(*zone.question);
  return asks;
}

// Brief at first, as a rule all answer. Those that do not are given the time that it takes to call them dead.
std::vector<Ask> ChainCheck::all_asks(bool patiently) const {
  std::vector<Ask> all;
  for (const auto& zone : zones_)
    for (const auto& server : zone.health.servers)
      for (auto& each : asks(zone, server)) {
        each.wait = patiently ? asker_.patient() : asker_.brief();
        each.sends = patiently ? 3 : 2;
        all.push_back(std::move(each));
      }
  return all;
}

void ChainCheck::prepare() {
  want_addresses();
  for (const auto& trust : walk_.zones)
    if (trust.zone != main_) add(trust.zone);
  asker_.ask_along(all_asks(false));
}

void ChainCheck::read(ChainZone& zone) {
  auto& health = zone.health;
  for (auto& server : health.servers) {
    auto asked = asks(zone, server);
    auto known = asked;
    Ask ns{.question = {health.zone, dns::type::ns, dns::cls::in}, .server = server.address, .rd = false};
    if (asker_.asked(ns)) known.push_back(std::move(ns));
    read_replies(server, health.zone, known, asker_);
    for (const auto& each : asked) health.network_reached |= asker_.answer(each).reply.has_value();
    const auto& keys = asker_.answer(asked[0]);
    if (lameness(keys, health.zone, asked[0].question).empty()) server.keys = &*keys.reply;
    if (!zone.question || !server.good()) continue;
    const auto& answer = asker_.answer(asked.back());
    if (failure_of(answer).empty() &&
        classify(*answer.reply, health.zone, *zone.question) == ReplyKind::answer)
      server.answer = &*answer.reply;
  }
  forget_unreachable_family(health, asker_);
}

std::vector<ChainZone> ChainCheck::run() {
  asker_.ask(all_asks(false));
  asker_.ask(all_asks(true));
  for (auto& zone : zones_) read(zone);
  // What each server of the zone above says of this one.
  for (auto& zone : zones_)
    for (const auto& above : zones_) {
      if (above.health.zone != zone.health.parent || zone.health.zone.is_root()) continue;
      for (const auto& server : above.health.servers) {
        Ask ask{.question = ds_of(zone.health.zone), .server = server.address, .rd = false, .cd = true};
        const auto& answer = asker_.answer(ask);
        if (failure_of(answer).empty() &&
            classify(*answer.reply, above.health.zone, ask.question) == ReplyKind::answer)
          zone.health.parents.push_back({server.address, &*answer.reply});
      }
    }
  return std::move(zones_);
}

}  // namespace edig::diagnosis

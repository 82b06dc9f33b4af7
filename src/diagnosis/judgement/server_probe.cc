#include "diagnosis/judgement/server_probe.h"

#include <algorithm>
#include <limits>
#include <set>

#include "base/ascii.h"
#include "diagnosis/asking/delegation.h"
#include "diagnosis/asking/source.h"
#include "dns/dnssec.h"
#include "dns/types.h"
#include "ede/extended_error.h"

namespace edig::diagnosis {
namespace {

constexpr std::chrono::milliseconds for_slow_servers{4500}, for_tcp_probe{3500};
constexpr double quick_ms = 300;

}  // namespace

dns::Name in_mixed_case(const dns::Name& name) {
  auto text = name.lower().text();
  bool upper = false;
  for (auto& c : text)
    if (ascii::is_lower(c)) {
      if (upper) c = ascii::to_upper(c);
      upper = !upper;
    }
  return dns::Name::parse(text).value_or(name);
}

ServerProbe::ServerProbe(const dns::Name& zone, const dns::Question& question, Asker& asker)
    : zone_(zone),
      question_(question),
      asker_(asker),
      patience_(asker.patient()),
      for_late_replies_(asker.resolver_is_silent() ? patience_ : for_slow_servers) {}

// ---- the questions ----

Ask ServerProbe::ask(const std::string& server, std::uint16_t type, bool tcp) const {
  // One question is left to wait all the time: who answers that one is slow, not dead.
  return Ask{.question = {zone_, type, dns::cls::in},
             .server = server,
             .rd = false,
             .cd = true,
             .tcp = tcp,
             .wait = type == dns::type::ns ? for_late_replies_ : patience_,
             .sends = type == dns::type::ns ? 1u : 3u};
}

Ask ServerProbe::ask_question(const std::string& server) const {
  return Ask{.question = question_, .server = server, .rd = false, .cd = true, .wait = patience_};
}

Ask ServerProbe::with_cookie(const std::string& server, std::uint16_t type) const {
  auto ask = this->ask(server, type);
  ask.cookie = true;
  ask.wait = asker_.brief();
  ask.sends = 3;
  return ask;
}

Ask ServerProbe::in_capitals(const std::string& server) const {
  auto ask = this->ask(server, dns::type::soa, true);
  ask.question.name = in_mixed_case(zone_);
  return ask;
}

// As it counts: in plain form where that was needed.
Ask ServerProbe::soa(const std::string& server) const {
  auto plain = ask(server, dns::type::soa);
  return asker_.asked(plain) ? plain : with_cookie(server, dns::type::soa);
}

std::vector<Ask> ServerProbe::over_udp(const std::string& server) const {
  std::vector<Ask> asks{soa(server), ask(server, dns::type::dnskey), ask(server, dns::type::ns)};
  if (asks_question()) asks.push_back(ask_question(server));
  return asks;
}

std::vector<Ask> ServerProbe::over_tcp(const std::string& server) const {
  return {in_capitals(server), ask(server, dns::type::ns, true), ask(server, dns::type::dnskey, true)};
}

// ---- asking ----

bool ServerProbe::run(std::span<const ServerState> servers, std::vector<Ask> others) {
  auto asks = std::move(others);
  for (const auto& server : servers) {
    for (auto& each : over_udp(server.address)) asks.push_back(std::move(each));
    asks.push_back(in_capitals(server.address));
  }
  asker_.ask(asks);
  ask_slow_servers(asks);
  ask_in_plain_form(servers);
  return std::ranges::any_of(asks, [&](const auto& each) { return asker_.answer(each).reply.has_value(); });
}

// Those that answered something, too late for the rest.
void ServerProbe::ask_slow_servers(std::vector<Ask> asks) {
  std::set<std::string> heard;
  for (const auto& each : asks)
    if (asker_.answer(each).reply) heard.insert(each.server);
  std::erase_if(asks,
                [&](const Ask& each) { return each.tcp || each.cookie || !heard.contains(each.server); });
  for (auto& each : asks) each.wait = for_slow_servers, each.sends = 1;
  asker_.ask(asks);
}

void ServerProbe::ask_in_plain_form(std::span<const ServerState> servers) {
  std::vector<Ask> again;
  for (const auto& server : servers) {
    const auto& address = server.address;
    if (!asker_.heard(address)) continue;
    if (refuses_options(with_cookie(address, dns::type::soa))) {
      again.push_back(ask(address, dns::type::soa));
      again.back().wait = for_slow_servers;
    }
    auto keys = ask(address, dns::type::dnskey);
    if (asker_.answer(keys).reply && !lameness(asker_.answer(keys), zone_, keys.question).empty())
      again.push_back(ask(address, dns::type::dnskey, true));
    if (fails_over_tcp(address)) {
      auto plain = over_tcp(address);
      plain.push_back(ask(address, dns::type::soa, true));
      for (auto& each : plain) each.wait = for_tcp_probe, again.push_back(std::move(each));
    }
  }
  asker_.ask(again);
  ask_with_other_cookies(servers);
}

// Twice more, for as long as the same server took without one, three times over.
void ServerProbe::ask_with_other_cookies(std::span<const ServerState> servers) {
  std::vector<Ask> asks;
  for (const auto& server : servers) {
    auto plain = ask(server.address, dns::type::soa);
    if (!asker_.answer(plain).reply || refuses_options(plain)) continue;
    auto taken = std::chrono::milliseconds(static_cast<int>(asker_.answer(plain).ms));
    for (auto type : {dns::type::ns, dns::type::dnskey}) {
      asks.push_back(with_cookie(server.address, type));
      asks.back().wait = std::max(asks.back().wait, 3 * taken);
    }
  }
  asker_.ask(asks);
}

bool ServerProbe::fails_over_tcp(const std::string& server) const {
  auto ask = in_capitals(server);
  return !lameness(asker_.answer(ask), zone_, ask.question).empty();
}

// What came without an OPT may have come so because of the option.
bool ServerProbe::refuses_options(const Ask& ask) const {
  const auto& answer = asker_.answer(ask);
  if (!answer.asked) return false;
  return answer.lost_over_udp || answer.without_options || answer.without_edns ||
         !failure_of(answer).empty() || !answer.reply->edns;
}

// ---- reading ----

void ServerProbe::read(ServerState& server, bool planned) const {
  auto asked = over_udp(server.address);
  read_replies(server, zone_, asked, asker_);
  const auto& soa = asker_.answer(asked[0]);
  // Where the parent does not refer to it yet, whoever has the zone above denies the zone with authority.
  if (planned && server.good() && soa.reply) server.failure = lameness(soa, zone_, asked[0].question);
  if (soa.reply && soa.reply->edns)
    for (const auto& option : soa.reply->edns->options)
      if (option.code == dns::option::extended_error)
        if (auto error = ede::decode(option.data, option.truncated, ede::Channel::plain); error.info_code)
          server.says.push_back(*error.info_code);
  if (!server.good()) return;
  if (soa.reply)
    for (const auto* record : dns::select(soa.reply->answer, zone_, dns::type::soa)) {
      server.serial = dns::read_serial(*record);
      server.contact = dns::read_contact(*record);
    }
  server.without_tcp = without_tcp(server.address);
  if (const auto* keys = this->keys(server.address)) {
    server.keys = &*keys->reply;
    std::erase_if(server.failing, [&](const auto& each) { return each.question == asked[1].question; });
  }
  read_sizes(server);
  read_forms(server);
  if (!asks_question()) return;
  const auto& answer = asker_.answer(asked[3]);
  if (!failure_of(answer).empty()) return;
  auto kind = classify(*answer.reply, zone_, question_);
  if (kind == ReplyKind::answer) server.answer = &*answer.reply;
  server.refers = kind == ReplyKind::referral;
}

// One reply that fails is no evidence: the DNSKEY RRset was asked for once more then.
const Answer* ServerProbe::keys(const std::string& server) const {
  for (bool tcp : {false, true}) {
    auto asked = ask(server, dns::type::dnskey, tcp);
    const auto& answer = asker_.answer(asked);
    if (lameness(answer, zone_, asked.question).empty()) return &answer;
  }
  return nullptr;
}

void ServerProbe::read_forms(ServerState& server) const {
  const auto& address = server.address;
  auto plain = ask(address, dns::type::soa);
  auto refused = [&](std::uint16_t type) { return refuses_options(with_cookie(address, type)); };
  server.refuses_options = asker_.asked(plain) && !refuses_options(plain) && refused(dns::type::soa) &&
                           refused(dns::type::ns) && refused(dns::type::dnskey);
  const auto& soa = asker_.answer(this->soa(address));
  if (lameness(soa, zone_, plain.question).empty()) server.soa = &*soa.reply;
  const auto& capitals = asker_.answer(in_capitals(address));
  server.cuts_replies = capitals.reply && capitals.reply->cut_off && soa.reply && soa.reply->cut_off;
  auto why = lameness(capitals, zone_, plain.question);
  if (why.empty()) server.soa_in_capitals = &*capitals.reply;
  // Words only, and the same question in lower case is answered the same way.
  const auto& lower = asker_.answer(ask(address, dns::type::soa, true));
  server.case_matters = capitals.reply && !why.empty() && lameness(lower, zone_, plain.question).empty();
}

// What was lost each time over UDP, and is larger than all that came. Who is slow may have sent it too late.
void ServerProbe::read_sizes(ServerState& server) const {
  std::size_t largest = 0;
  server.quickest_ms = std::numeric_limits<double>::max();
  for (const auto& each : over_udp(server.address)) {
    const auto& answer = asker_.answer(each);
    if (!answer.reply) continue;
    server.quickest_ms = std::min(server.quickest_ms, answer.ms);
    if (answer.lost_over_udp)
      server.lost.push_back(answer.reply->size);
    else if (!answer.without_edns && !answer.over_tcp)
      largest = std::max(largest, answer.reply->size);
  }
  if (server.quickest_ms > quick_ms) server.lost.clear();
  std::erase_if(server.lost, [&](auto size) { return size <= largest; });
}

// One lost reply is no evidence, nor are some where others are lost as well, or what was not asked.
bool ServerProbe::without_tcp(const std::string& server) const {
  auto silent = [&](const Ask& each) {
    const auto& answer = asker_.answer(each);
    return answer.asked && !answer.reply;
  };
  auto replied = [&](const Ask& each) { return asker_.answer(each).reply.has_value(); };
  return std::ranges::all_of(over_tcp(server), silent) && std::ranges::all_of(over_udp(server), replied);
}

}  // namespace edig::diagnosis

#include "run/trace.h"

#include <algorithm>
#include <random>
#include <utility>

#include "diagnosis/asking/delegation.h"
#include "diagnosis/asking/hints.h"
#include "diagnosis/validation/zone_link.h"
#include "dns/types.h"
#include "run/name_servers.h"

namespace edig::run {
namespace {

using diagnosis::ReplyKind;
using TroubleKind = report::Trouble::Kind;

constexpr std::size_t max_steps = 64;  // dig's bound on its look-ups
constexpr std::size_t max_asked = 8;   // addresses of one zone, where all are silent or lame; not as dig

// "ns1.example. (192.0.2.1)"
std::string server_text(const transport::Peer& peer) {
  return peer.name.empty() ? peer.address
                           : peer.name + (peer.name == "." ? " (" : ". (") + peer.address + ')';
}

bool has_type(const std::vector<dns::Record>& section, std::uint16_t type) {
  return std::ranges::any_of(section, [&](const auto& record) { return record.type == type; });
}

std::vector<dns::Record> ds_of(const dns::Message& referral, const dns::Name& zone) {
  std::vector<dns::Record> found;
  for (const auto* record : dns::select(referral.authority, zone, dns::type::ds)) found.push_back(*record);
  return found;
}

class Walk {
 public:
  Walk(transport::Client& client, const Request& request, report::Report root)
      : client_(client), request_(request), recursive_(offers_recursion(root)) {
    auto first = root.exchange.reply ? std::optional(root.exchange.reply->message) : std::nullopt;
    add(dns::Name(), std::move(root));
    if (first) begin(*first);
    if (trace_.steps.back().unplaced.empty() && next_.places.empty() && !like_dig()) begin_with_hints();
  }

  report::Report run() {
    while (!next_.places.empty() && trace_.steps.size() < max_steps) step();
    if (!next_.places.empty()) tell({TroubleKind::endless, {std::to_string(max_steps)}});
    auto whole = trace_.reports.back();
    whole.query.question = request_.follow_up.question;
    whole.trace = std::move(trace_);
    return whole;
  }

 private:
  bool like_dig() const { return request_.style.like_dig; }

  void add(const dns::Name& zone, report::Report report) {
    trace_.reports.push_back(std::move(report));
    trace_.steps.push_back({.zone = zone});
  }
  void tell(report::Trouble trouble) {
    if (!like_dig()) trace_.steps.back().troubles.push_back(std::move(trouble));
  }

  // Whatever names the root's servers.
  void begin(const dns::Message& reply) {
    bool answers = has_type(reply.answer, dns::type::ns);
    go_to(dns::Name(), reply, answers ? reply.answer : reply.authority);
    if (next_.places.empty() && next_.unplaced.empty()) tell({TroubleKind::no_servers, {"."}});
  }

  // The resolver leads nowhere: it is silent, or refuses, or does not know the root.
  void begin_with_hints() {
    auto known = request_.why.hints.value_or(diagnosis::RootHints::built_in());
    dns::Message hints;
    hints.additional = known.records;
    tell({TroubleKind::own_hints, {}});
    go_to(dns::Name(), hints, known.records);
  }

  void go_to(const dns::Name& zone, const dns::Message& reply, const std::vector<dns::Record>& section) {
    auto bailiwick = trace_.steps.back().zone;
    next_ = find_name_servers(client_, request_, reply, section, zone, bailiwick, recursive_);
    static std::minstd_rand random{std::random_device{}()};
    std::ranges::shuffle(next_.places, random);
    if (!like_dig() && next_.places.size() > max_asked) next_.places.resize(max_asked);
    for (const auto& server : next_.unplaced)
      tell(server.address.empty()
               ? report::Trouble{TroubleKind::no_address, {server.name.text(), zone.text()}}
               : report::Trouble{TroubleKind::nowhere, {server.name.text(), zone.text(), server.address}});
    trace_.steps.back().unplaced = next_.unplaced;
    trace_.stranded = next_.places.empty() && !next_.unplaced.empty();
  }

  void step() {
    auto servers = std::exchange(next_, {});
    std::vector jobs{job_for(request_, request_.follow_up.question, servers.places)};
    bool keys = !ds_.empty() && !like_dig();
    if (keys)
      jobs.push_back(job_for(request_, {servers.zone, dns::type::dnskey, dns::cls::in}, servers.places));
    auto reports = ask_name_servers(client_, std::move(jobs), servers.places);
    add(servers.zone, std::move(reports.front()));
    if (keys) judge_keys(servers.zone, reports.back());
    ds_.clear();
    const auto& exchange = trace_.reports.back().exchange;
    if (!exchange.reply)
      tell({TroubleKind::no_reply, {servers.zone.text()}});
    else if (auto message = exchange.reply->message; like_dig())
      follow_as_dig(servers.zone, message);
    else
      follow(servers, message);
  }

  // Of the zone's keys nothing is said where they did not come.
  void judge_keys(const dns::Name& zone, const report::Report& report) {
    const auto& reply = report.exchange.reply;
    if (!reply || reply->message.rcode != dns::rcode::noerror || !reply->message.header.aa ||
        !reply->message.could_carry_dnssec())
      return;
    auto sets = diagnosis::rrsets(reply->message, diagnosis::Section::answer);
    diagnosis::Budget budget{diagnosis::Limits{}};
    auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    auto verdict =
        judge_link(zone, ds_, find(sets, zone, dns::type::dnskey), request_.why.at.value_or(now), budget);
    if (verdict.secure() || verdict.unknown() || verdict.counts_as_unsigned()) return;
    tell({verdict.state == diagnosis::LinkState::no_dnskey ? TroubleKind::dnskey : TroubleKind::ds,
          {zone.text()}});
  }

  void follow(const NameServers& servers, const dns::Message& message) {
    const auto& question = request_.follow_up.question;
    const auto& peer = trace_.reports.back().exchange.peer;
    auto who = server_text(peer), zone = servers.zone.text();
    switch (diagnosis::classify(message, servers.zone, question)) {
      case ReplyKind::answer:
        return;
      case ReplyKind::referral: {
        auto below = diagnosis::referred_zone(message);
        ds_ = ds_of(message, below);
        return go_to(below, message, message.authority);
      }
      case ReplyKind::no_authority:
        tell({TroubleKind::not_authoritative, {who, zone}});
        break;
      case ReplyKind::upward: {
        auto above = diagnosis::referred_zone(message);
        tell(
            {above == servers.zone ? TroubleKind::sideways : TroubleKind::upward, {who, zone, above.text()}});
        break;
      }
      case ReplyKind::failure:
        tell({TroubleKind::rcode, {who, zone, dns::rcode_text(message.rcode)}});
        break;
    }
    go_past(servers, peer.address);
  }

  // To the zone's other servers.
  void go_past(const NameServers& servers, const std::string& lame) {
    auto at = std::ranges::find(servers.places, lame, &NameServers::Place::address);
    next_.zone = servers.zone;
    if (at != servers.places.end()) next_.places.assign(at + 1, servers.places.end());
  }

  void follow_as_dig(const dns::Name& zone, const dns::Message& message) {
    if (!message.answer.empty() || has_type(message.authority, dns::type::soa)) return;
    for (const auto& record : message.authority) {
      if (record.type != dns::type::ns) continue;
      auto& step = trace_.steps.back();
      step.horizontal_referral = record.owner == zone;
      step.bad_referral = !record.owner.is_within(zone);
      if (step.bad_referral) continue;
      return go_to(record.owner, message, message.authority);
    }
  }

  transport::Client& client_;
  const Request& request_;
  bool recursive_;
  report::Trace trace_;
  NameServers next_;
  std::vector<dns::Record> ds_;  // of the zone that comes next
};

}  // namespace

report::Report trace(transport::Client& client, const Request& request, report::Report root) {
  return Walk(client, request, std::move(root)).run();
}

}  // namespace edig::run

#include "diagnosis/judgement/inquiry.h"

#include <algorithm>

#include "diagnosis/judgement/as_resolvers_ask.h"
#include "diagnosis/judgement/denied_name.h"
#include "diagnosis/judgement/old_copies.h"
#include "diagnosis/judgement/policy.h"
#include "diagnosis/judgement/resolver_info.h"
#include "diagnosis/judgement/siblings.h"
#include "diagnosis/judgement/told.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// INFO-CODEs that say that the answer is not simply the zone's: the zone's servers have to be heard.
bool doubtful_code(std::uint16_t code) {
  return code != 0 && code != 29 && code != 27 && code != 1 && code != 2;
}

// The reply was asked for before the evidence was: where it is not there yet, the servers are asked
// meanwhile.
constexpr std::chrono::milliseconds for_the_reply{700};

}  // namespace

Inquiry::Inquiry(Request request, Fetcher& fetcher)
    : request_(std::move(request)),
      budget_(request_.limits, request_.deadline, request_.more_time),
      asker_(fetcher, budget_, request_.reach),
      context_{request_.now, &budget_, request_.planned ? &*request_.planned : nullptr},
      resolver_(asker_),
      resolver_state_(asker_) {
  request_.direct |= request_.planned.has_value();  // no resolver knows of the plan
}

void Inquiry::run() {
  if (!request_.direct) {
    by_resolver_ = Chain(request_.anchors, resolver_, context_).walk(request_.question);
    if (has_reply(for_the_reply) && !in_doubt(*by_resolver_)) {
      look_around(*by_resolver_, resolver_);
      if (!contradicted(request_, health_) && !outdated()) return;
    }
  }
  const auto from = root();
  ask_servers(from, false);
  if (passed_over_a_slow_server()) ask_servers(from, true);
  if (by_servers_->faulty()) prefer_sound_servers(from);
  has_reply(Asker::Clock::duration::max());
  if (request_.planned) request_.info_codes.clear();  // they are about what the parent has
  if (by_resolver_ && worth_the_wait()) {
    resolver_.be_patient();
    by_resolver_ = Chain(request_.anchors, resolver_, context_).walk(request_.question);
  }
}

bool Inquiry::has_reply(Asker::Clock::duration patience) {
  if (!request_.arrival) return ask_about_resolver(), true;
  auto left = request_.deadline - Asker::Clock::now();
  if (!request_.arrival(request_, Asker::Clock::now() + std::min(patience, left))) return false;
  request_.arrival = nullptr;
  ask_about_resolver();
  return true;
}

void Inquiry::ask_about_resolver() {
  if (!request_.direct && request_.reply && !answered()) asker_.ask_beside(resolver_info_ask());
}

std::unique_ptr<Iterator> Inquiry::iterator_from(const Delegation& root, bool patiently) {
  auto made = std::make_unique<Iterator>(asker_, budget_, root, patiently);
  if (const auto& planned = request_.planned; planned && !planned->servers.empty())
    made->expect({.zone = planned->zone, .servers = planned->servers, .planned = true});
  return made;
}

void Inquiry::ask_servers(const Delegation& root, bool patiently) {
  iterator_ = iterator_from(root, patiently);
  auto walk = Chain(request_.anchors, *iterator_, context_).walk(request_.question);
  // What was found before the time was up is more than what was not.
  if (by_servers_ && asker_.out_of_time() && !walk.message) return;
  by_servers_ = std::move(walk);
  if (iterator_->reached()) look_around(*by_servers_, *iterator_);
}

// Servers whose own data are at fault, while a sibling's are not.
std::set<std::pair<dns::Name, std::string>> Inquiry::bad_servers() const {
  std::set<std::pair<dns::Name, std::string>> bad;
  auto judge = [&](const ZoneHealth& health, const dns::Question& question) {
    const auto* trust = by_servers_->trust_of(health.zone);
    if (!trust) return;
    auto servers = judge_servers(health, *trust, question, context_);
    bool any_sound = std::ranges::any_of(servers, [](const auto& one) { return one.findings.empty(); });
    for (const auto& [server, findings] : servers)
      if (any_sound && !findings.empty()) bad.emplace(health.zone, server->address);
    if (const auto* above = by_servers_->trust_of(health.parent))
      for (const auto& finding : judge_parents(health, *trust, *above, context_))
        bad.emplace(health.parent, finding.server);
  };
  judge(health_, by_servers_->question_in(health_.zone));
  for (const auto& [health, question] : chain_) judge(health, question.value_or(dns::Question{}));
  return bad;
}

// One bad server of several is a finding of its own; the chain is judged by what the others say.
void Inquiry::prefer_sound_servers(const Delegation& root) {
  auto bad = bad_servers();
  if (bad.empty()) return;
  iterator_ = iterator_from(root, false);
  for (const auto& [zone, address] : bad) iterator_->avoid(zone, address);
  by_servers_ = Chain(request_.anchors, *iterator_, context_).walk(request_.question);
}

// Each of the zone's servers gives what fails by the DS and keys that the resolver has: one of the two is
// old.
bool Inquiry::outdated() {
  const auto* trust = by_resolver_->trust_of(health_.zone);
  if (!trust) return false;
  auto judged = judge_servers(health_, *trust, by_resolver_->question_in(health_.zone), context_);
  return !judged.empty() &&
         std::ranges::none_of(judged, [](const auto& one) { return one.findings.empty(); });
}

// The walk ended for want of a server that answers all the same, when it is given the time or asked again.
bool Inquiry::passed_over_a_slow_server() const {
  return !by_servers_->undelivered.empty() && std::ranges::any_of(health_.servers, [&](const auto& server) {
    return server.good() && iterator_->passed_over(server.address);
  });
}

// The resolver may have more to say than it had at hand: where there is nothing else, and where it failed and
// the zone's servers do not.
bool Inquiry::worth_the_wait() const {
  if (by_resolver_->undelivered.empty() || !resolver_.heard()) return false;
  bool sound = by_servers_->message && by_servers_->undelivered.empty() && !by_servers_->faulty();
  return !iterator_->reached() || (!answered() && sound);
}

bool Inquiry::resolver_has_more() const {
  return by_resolver_ && by_resolver_->message && by_resolver_->undelivered.empty() &&
         by_resolver_->status != Status::indeterminate && !by_servers_->undelivered.empty();
}

bool Inquiry::in_doubt(const Walk& walk) {
  if (!request_.reply || !request_.reply->is_whole() || walk.contradictory || walk.faulty() ||
      !walk.undelivered.empty() || walk.status == Status::indeterminate)
    return true;
  auto rcode = request_.reply->rcode;
  if (rcode != dns::rcode::noerror && rcode != dns::rcode::nxdomain) return true;
  if (walk.message && walk.message->rcode != rcode) return true;
  if (walk.status == Status::secure && walk.message &&
      !is_subset(all_data_of(*request_.reply), all_data_of(walk.proven())))
    return true;
  return std::ranges::any_of(request_.info_codes, doubtful_code);
}

Delegation Inquiry::root() {
  if (request_.hints) return read_delegation({}, request_.hints->records, request_.hints->records);
  auto delegation = request_.direct ? Delegation{} : root_of_resolver();
  if (!delegation.addresses().empty()) return delegation;
  auto hints = RootHints::built_in();
  return read_delegation({}, hints.records, hints.records);
}

Delegation Inquiry::root_of_resolver() {
  auto reply = resolver_.get({dns::Name(), dns::type::ns, dns::cls::in});
  if (!reply) return {};
  auto delegation = read_delegation({}, reply.message->answer, reply.message->additional);
  std::vector<dns::Question> wanted;
  for (const auto& server : delegation.servers)
    for (auto type : {dns::type::a, dns::type::aaaa}) wanted.push_back({server.name, type, dns::cls::in});
  resolver_.want(wanted);
  std::vector<dns::Record> addresses = reply.message->additional;
  for (const auto& question : wanted)
    if (auto found = resolver_.get(question))
      addresses.insert(addresses.end(), found.message->answer.begin(), found.message->answer.end());
  return read_delegation({}, reply.message->answer, addresses);
}

// The zone that matters most: the one whose evidence could not be had, then the one that is planned, the one
// at fault, the answer's.
dns::Name Inquiry::zone_to_look_at(const Walk& walk) const {
  if (!walk.undelivered.empty()) {
    const auto& question = walk.undelivered.front().first;
    auto above = question.type == dns::type::ds ? question.name.parent() : question.name;
    if (iterator_) return iterator_->closest(above).zone;
  }
  if (request_.planned) return request_.planned->zone;
  auto fault = std::ranges::find_if(walk.findings, &Finding::is_error);
  if (fault != walk.findings.end()) return fault->zone;
  return walk.zones.empty() ? dns::Name() : walk.zones.back().zone;
}

dns::Name Inquiry::parent_of(const dns::Name& zone) const {
  if (iterator_) return iterator_->closest(zone.parent()).zone;
  const auto& chain = by_resolver_->chain;
  dns::Name parent;
  for (const auto& link : chain)
    if (link.zone != zone && zone.is_within(link.zone) && link.zone.is_within(parent)) parent = link.zone;
  return parent;
}

void Inquiry::look_around(const Walk& walk, Source& names) {
  auto zone = zone_to_look_at(walk);
  ChainCheck rest(walk, zone, names, iterator_.get(), asker_);
  rest.prepare();
  if (!zone.is_root()) {
    const auto* delegation = iterator_ ? iterator_->delegation(zone) : nullptr;
    auto parent = parent_of(zone);
    const auto* known = iterator_ ? iterator_->delegation(parent) : nullptr;
    auto above = known ? *known : Delegation{.zone = parent, .servers = {}};
    health_ =
        check_health(zone, std::move(above), delegation, walk.question_in(zone), names, asker_, budget_);
  }
  chain_ = rest.run();
}

bool Inquiry::answered() const {
  return request_.reply &&
         (request_.reply->rcode == dns::rcode::noerror || request_.reply->rcode == dns::rcode::nxdomain);
}

Walk Inquiry::walk(const dns::Question& question) {
  auto& source = direct() ? static_cast<Source&>(*iterator_) : resolver_;
  return Chain(request_.anchors, source, context_).walk(question);
}

std::optional<Finding> Inquiry::old_copy_at_resolver() {
  return by_servers_ && by_resolver_ ? old_copy(*by_servers_, resolver_, *iterator_, request_.now)
                                     : std::nullopt;
}

std::vector<Finding> Inquiry::inconsistent_servers() {
  if (!base().message || base().proven().rcode != dns::rcode::noerror) return {};
  return inconsistencies(base().last, health_, asker_);
}

std::optional<Finding> Inquiry::name_denied_for_type() {
  return denied_for_type(base().question_in(health_.zone), health_, asker_);
}

}  // namespace edig::diagnosis

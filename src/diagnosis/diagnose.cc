#include "diagnosis/diagnose.h"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>

#include "diagnosis/chain.h"
#include "diagnosis/claim.h"
#include "diagnosis/health.h"
#include "diagnosis/iterator.h"
#include "diagnosis/policy.h"
#include "diagnosis/siblings.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

bool is_error(const Finding& finding) { return finding.severity == Severity::error; }

constexpr std::size_t max_homes = 3;  // zones that servers' names lie in, which are looked into

// INFO-CODEs that say that the answer is not simply the zone's: the zone's servers have to be heard.
bool doubtful_code(std::uint16_t code) {
  return code != 0 && code != 29 && code != 27 && code != 1 && code != 2;
}

class Diagnoser {
 public:
  Diagnoser(const Request& request, Fetcher& fetcher)
      : request_(request),
        budget_(request.limits),
        asker_(fetcher, budget_, request.deadline),
        context_{request.now, &budget_},
        resolver_(asker_) {}

  Diagnosis run() {
    result_.validated_at = request_.now;
    gather();
    judge();
    finish();
    return std::move(result_);
  }

  const Work& work() const { return budget_.work(); }

 private:
  // ---- evidence ----

  void gather() {
    if (!request_.direct) {
      by_resolver_ = Chain(request_.anchors, resolver_, context_).walk(request_.question);
      if (!in_doubt(*by_resolver_)) {
        health_ = look_at(*by_resolver_, resolver_);
        if (!contradicted(request_, health_)) return;
      }
    }
    iterator_ = std::make_unique<Iterator>(asker_, budget_, root());
    by_servers_ = Chain(request_.anchors, *iterator_, context_).walk(request_.question);
    if (!iterator_->reached()) return;
    health_ = look_at(*by_servers_, *iterator_);
  }

  bool in_doubt(const Walk& walk) const {
    if (!request_.reply || walk.faulty() || !walk.undelivered.empty() || walk.status == Status::indeterminate)
      return true;
    auto rcode = request_.reply->rcode;
    if (rcode != dns::rcode::noerror && rcode != dns::rcode::nxdomain) return true;
    if (walk.message && walk.message->rcode != rcode) return true;
    return std::ranges::any_of(request_.info_codes, doubtful_code);
  }

  Delegation root() {
    if (request_.hints) return read_delegation({}, request_.hints->records, request_.hints->records);
    auto delegation = request_.direct ? Delegation{} : root_of_resolver();
    if (!delegation.addresses().empty()) return delegation;
    auto hints = RootHints::built_in();
    return read_delegation({}, hints.records, hints.records);
  }

  Delegation root_of_resolver() {
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

  // The zone that matters most: the one whose evidence could not be had, then the one at fault, then the
  // answer's.
  dns::Name zone_to_look_at(const Walk& walk) const {
    if (!walk.undelivered.empty()) {
      const auto& question = walk.undelivered.front().first;
      auto above = question.type == dns::type::ds ? question.name.parent() : question.name;
      if (iterator_) return iterator_->closest(above).zone;
    }
    auto fault = std::ranges::find_if(walk.findings, is_error);
    if (fault != walk.findings.end()) return fault->zone;
    return walk.zones.empty() ? dns::Name() : walk.zones.back().zone;
  }

  dns::Name parent_of(const dns::Name& zone) const {
    if (iterator_) return iterator_->closest(zone.parent()).zone;
    const auto& chain = by_resolver_->chain;
    dns::Name parent;
    for (const auto& link : chain)
      if (link.zone != zone && zone.is_within(link.zone) && link.zone.is_within(parent)) parent = link.zone;
    return parent;
  }

  ZoneHealth look_at(const Walk& walk, Source& names) {
    auto zone = zone_to_look_at(walk);
    if (zone.is_root()) return ZoneHealth();
    const auto* delegation = iterator_ ? iterator_->delegation(zone) : nullptr;
    auto parent = parent_of(zone);
    const auto* known = iterator_ ? iterator_->delegation(parent) : nullptr;
    auto above = known ? *known : Delegation{.zone = parent, .servers = {}};
    return check_health(zone, std::move(above), delegation, walk.last, names, asker_, budget_);
  }

  // ---- judgement ----

  bool direct() const { return by_servers_ && iterator_->reached(); }
  const Walk& base() const { return direct() || !by_resolver_ ? *by_servers_ : *by_resolver_; }
  bool answered() const {
    return request_.reply &&
           (request_.reply->rcode == dns::rcode::noerror || request_.reply->rcode == dns::rcode::nxdomain);
  }

  void judge() {
    const auto& walk = base();
    result_.status = walk.status;
    result_.chain = walk.chain;
    result_.answer = walk.answer;
    result_.findings = walk.findings;
    if (borne_out(walk)) result_.proven = *walk.message;
    merge_health();
    judge_undelivered();
    server_names();
    policies();
    resolver_alone();
    bounds();
    no_anchor();
  }

  // By signatures, or by the zone's servers; an unsigned answer of the resolver alone proves nothing.
  bool borne_out(const Walk& walk) const {
    if (!walk.message || walk.faulty()) return false;
    return walk.status == Status::secure ||
           (walk.status == Status::insecure && (direct() || health_.good() > 0));
  }

  const ZoneTrust* trust_of(const dns::Name& zone) const {
    auto found = std::ranges::find(base().zones, zone, &ZoneTrust::zone);
    return found == base().zones.end() ? nullptr : &*found;
  }

  void merge_health() {
    if (!health_.asked) return;
    if (const auto* trust = trust_of(health_.zone)) {
      auto servers = judge_servers(health_, *trust, base().last, context_);
      merge_servers(result_.findings, servers, health_.zone);
      settle_intermittent(servers);
      if (const auto* above = trust_of(health_.parent))
        for (auto& warning : judge_parents(health_, *trust, *above, context_)) add(std::move(warning));
      if (trust->status == Status::insecure)
        for (auto& note : data_differ(health_, base().last)) result_.findings.push_back(std::move(note));
    }
    if (health_.dead()) return dead_zone();
    for (auto& finding : health_findings(health_)) {
      // A server whose data are at fault already is not told again for its serial.
      bool known =
          finding.severity == Severity::note && std::ranges::any_of(result_.findings, [&](const auto& other) {
            return !finding.server.empty() && other.server == finding.server &&
                   other.severity != Severity::note;
          });
      if (!known) result_.findings.push_back(std::move(finding));
    }
  }

  // A fault of some servers only: where this answer was good all the same, it is a warning.
  void settle_intermittent(const std::vector<ServerFaults>& servers) {
    bool sound_server = std::ranges::any_of(servers, [](const auto& one) { return one.findings.empty(); });
    bool all_of_some = std::ranges::all_of(result_.findings, [](const Finding& finding) {
      return !is_error(finding) || !finding.server.empty();
    });
    if (!answered() || !sound_server || !all_of_some || result_.status != Status::bogus) return;
    for (auto& finding : result_.findings)
      if (is_error(finding)) finding.severity = Severity::warning;
    result_.status = Status::secure;
    for (auto& link : result_.chain)
      if (link.zone.is_within(health_.zone) && link.status == Status::bogus) link.status = Status::secure;
  }

  void dead_zone() {
    auto findings = health_findings(health_);
    // Who delegates on and on within the zone is at fault, not the zone that the last step leads to.
    bool endless = !health_.nowhere.empty() && health_.servers.empty() &&
                   std::ranges::all_of(health_.nowhere, [&](const auto& server) {
                     return server.trouble.ends_with("without end") && server.name.is_within(health_.parent);
                   });
    if (endless) findings[0].zone = health_.parent;
    // From here nothing at all may be within reach, and the resolver has its answer.
    bool unreachable =
        std::ranges::none_of(health_.servers, [](const auto& server) { return !server.no_reply(); });
    bool has_answer = answered() && base().message && !direct();
    if (has_answer && unreachable && !health_.network_reached) {
      findings[0].severity = Severity::note;
      findings[0].info_code = std::nullopt;
      findings[0].kind = "servers-out-of-reach";
      findings[0].fault = Fault::none;
      findings[0].text = "no authoritative server can be reached from here, so their health is not known";
      findings[0].remedy = "ask from a network that lets DNS through";
    } else if (has_answer && std::ranges::all_of(health_.servers, &ServerState::no_authority)) {
      // Many resolvers take what a server says without authority.
      findings[0].kind = "servers-lame";
      findings[0].info_code = 20;
      findings[0].severity = Severity::warning;
      findings[0].text += "; this resolver takes the answer all the same, stricter ones will not";
    } else if (has_answer && unreachable) {
      findings[0].severity = Severity::warning;
      findings[0].text += "; the resolver still has the answer in its cache";
    } else if (result_.status != Status::bogus) {
      result_.status = Status::unresolvable;
    }
    result_.findings.insert(result_.findings.end(), findings.begin(), findings.end());
  }

  // Where the servers' names lie in other zones, their addresses are as good as those zones are.
  void server_names() {
    if (!health_.asked || std::ranges::any_of(result_.findings, is_error)) return;
    auto& source = direct() ? static_cast<Source&>(*iterator_) : resolver_;
    std::set<dns::Name> homes;
    for (const auto& name : health_.child_ns) {
      bool other =
          !name.is_within(health_.zone) && homes.size() < max_homes && homes.insert(name.parent()).second;
      if (!other) continue;
      auto walk = Chain(request_.anchors, source, context_).walk({name, dns::type::a, dns::cls::in});
      auto fault = std::ranges::find_if(walk.findings, is_error);
      if (fault == walk.findings.end()) continue;
      fault->severity = Severity::warning;
      fault->text = fmt::format("{} is served by {}, whose address cannot be trusted: {}",
                                health_.zone.text(), name.text(), fault->text);
      add(std::move(*fault));
    }
  }

  // Evidence that no one gives.
  void judge_undelivered() {
    const auto& walk = base();
    if (walk.undelivered.empty() || walk.status == Status::bogus) return;
    if (std::ranges::any_of(result_.findings, is_error)) return;
    const auto& [question, failure] = walk.undelivered.front();
    auto what = question.name.text() + " " + dns::type_text(question.type);
    if (direct() && health_.asked && health_.good() > 0) {
      add({.kind = "servers-fail",
           .info_code = 22,
           .zone = health_.zone,
           .rrset = what,
           .server = {},
           .text = fmt::format("the servers of {} answer for the zone and fail for {}: {}",
                               health_.zone.text(), what, failure),
           .remedy = "see the servers' logs for this question",
           .evidence = {}});
      result_.status = Status::unresolvable;
      return;
    }
    add({.kind = "no-evidence",
         .info_code = 5,
         .zone = question.name,
         .rrset = what,
         .server = {},
         .fault = direct() ? Fault::none : Fault::network,
         .text = direct()
                     ? fmt::format("{} cannot be had from the authoritative servers: {}", what, failure)
                     : fmt::format(
                           "the resolver does not give {} ({}), and no authoritative server can be reached "
                           "from here",
                           what, failure),
         .remedy = "ask another resolver, or from a network that lets DNS through",
         .evidence = {}});
  }

  void policies() {
    if (request_.direct) return;
    Comparison comparison{.request = request_,
                          .resolver = by_resolver_ ? &*by_resolver_ : nullptr,
                          .truth = base(),
                          .direct = direct(),
                          .validates = {},
                          .health = health_.asked ? &health_ : nullptr};
    if (base().status == Status::bogus && answered()) comparison.validates = resolver_validates();
    for (auto& finding : policy_findings(comparison)) {
      if (finding.kind == "resolver-fails" && explained_by_a_server()) continue;
      if (finding.kind == "resolver-cannot-reach-zone") result_.status = Status::unresolvable;
      add(std::move(finding));
    }
  }

  // The resolver failed for it met the one server, of the zone or its parent, whose data are at fault.
  bool explained_by_a_server() {
    auto fault = std::ranges::find_if(result_.findings, [](const Finding& finding) {
      auto code = finding.info_code.value_or(0);
      return !finding.server.empty() && ((code >= 6 && code <= 12) || code == 25);
    });
    if (fault == result_.findings.end()) return false;
    fault->severity = Severity::error;
    return true;
  }

  std::optional<bool> resolver_validates() {
    Ask ask{.question = {dns::Name(), dns::type::soa, dns::cls::in}, .server = {}, .cd = false};
    asker_.ask({&ask, 1}, std::chrono::milliseconds(2000));
    const auto& answer = asker_.answer(ask);
    if (!answer.reply || answer.reply->answer.empty()) return std::nullopt;
    return answer.reply->header.ad;
  }

  // What the resolver delivers is faulty, and what the servers deliver is not.
  void resolver_alone() {
    if (!direct() || !by_resolver_ || !by_resolver_->faulty() || base().faulty()) return;
    auto fault = std::ranges::find_if(by_resolver_->findings, is_error);
    for (auto& finding : result_.findings) {
      if (finding.kind != fault->kind || finding.zone != fault->zone) continue;
      // The one bad server; where the resolver failed for it, it is the cause.
      if (!answered()) finding.severity = Severity::error;
      return;
    }
    if (std::ranges::any_of(result_.findings, is_error)) return;
    bool strips = fault->info_code == 10 && fault->zone.is_root();
    add({.kind = strips ? "resolver-strips-dnssec" : "resolver-data-differ",
         .info_code = strips ? std::nullopt : fault->info_code,
         .severity = answered() ? (strips ? Severity::note : Severity::warning) : Severity::error,
         .zone = fault->zone,
         .rrset = fault->rrset,
         .server = {},
         .fault = Fault::resolver,
         .text = strips
                     ? "the resolver, or something on the path to it, does not pass DNSSEC records on"
                     : fmt::format(
                           "through the resolver {}; the zone's servers give sound data: an old copy in its "
                           "cache, or changed on the way",
                           fault->text),
         .remedy =
             strips ? "use a resolver that knows DNSSEC" : "have the resolver's operator flush the name",
         .evidence = {}});
  }

  void bounds() {
    for (const auto& bound : budget_.work().reached) {
      add({.kind = "bound-reached",
           .info_code = {},
           .severity = Severity::warning,
           .zone = health_.zone,
           .rrset = {},
           .server = {},
           .fault = Fault::none,
           .text = "edig stopped at a bound: " + bound + "; what lies beyond is not known",
           .remedy = bound == "the deadline" ? "give it more time (+deadline)" : "",
           .evidence = {}});
      if (bound != "the deadline") result_.findings.back().fault = Fault::zone;
    }
  }

  void no_anchor() {
    if (result_.status != Status::indeterminate || request_.anchors.closest(request_.question.name)) return;
    add({.kind = "no-trust-anchor",
         .info_code = 5,
         .severity = Severity::warning,
         .zone = {},
         .rrset = {},
         .server = {},
         .fault = Fault::none,
         .text = "no trust anchor at or above " + request_.question.name.text(),
         .remedy = "give one (+trust-anchor)",
         .evidence = {}});
  }

  void add(Finding finding) { result_.findings.push_back(std::move(finding)); }

  // ---- the last touch ----

  void finish() {
    // What is wrong first: errors in the order of the chain, then the rest.
    std::ranges::stable_sort(result_.findings, {}, &Finding::severity);
    bool stale_data =
        request_.reply && (!request_.reply->answer.empty() || request_.reply->rcode == dns::rcode::nxdomain);
    auto claim = judge_claim(request_.info_codes, result_, stale_data);
    result_.claim = claim.claim;
    result_.claim_text = std::move(claim.text);
    result_.questions = asker_.questions();
    result_.round_trips = asker_.round_trips();
  }

  const Request& request_;
  Budget budget_;
  Asker asker_;
  Context context_;
  ResolverSource resolver_;
  std::unique_ptr<Iterator> iterator_;
  std::optional<Walk> by_resolver_, by_servers_;
  ZoneHealth health_;
  Diagnosis result_;
};

}  // namespace

Diagnosis diagnose(const Request& request, Fetcher& fetcher, Work* work) {
  Diagnoser diagnoser(request, fetcher);
  auto diagnosis = diagnoser.run();
  if (work) *work = diagnoser.work();
  return diagnosis;
}

}  // namespace edig::diagnosis

#include "diagnosis/judgement/judgement.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "diagnosis/judgement/claim.h"
#include "diagnosis/judgement/policy.h"
#include "diagnosis/judgement/policy_view.h"
#include "diagnosis/judgement/siblings.h"
#include "diagnosis/judgement/special_names.h"
#include "diagnosis/judgement/told.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/undelivered.h"
#include "diagnosis/judgement/vantage.h"
#include "diagnosis/judgement/words.h"
#include "dns/error_report.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::size_t max_homes = 3;  // zones that servers' names lie in, which are looked into

class Judgement {
 public:
  explicit Judgement(Inquiry& inquiry)
      : inquiry_(inquiry), request_(inquiry.request()), walk_(inquiry.base()), health_(inquiry.health()) {}

  Diagnosis run() {
    result_.validated_at = request_.now;
    result_.status = walk_.status;
    result_.chain = walk_.chain;
    result_.answer = walk_.answer;
    result_.findings = walk_.findings;
    if (auto own = fault_on_this_side(inquiry_)) return on_this_side(std::move(*own));
    if (borne_out()) result_.proven = walk_.proven();
    merge_health();
    undelivered();
    server_names();
    policies();
    stretched_ttls();
    foreign_cookie();
    bounds();
    no_anchor();
    finish();
    return std::move(result_);
  }

 private:
  // Nothing that was seen counts.
  Diagnosis on_this_side(Finding finding) {
    result_.status = Status::indeterminate;
    result_.findings = {std::move(finding)};
    bounds();
    finish();
    return std::move(result_);
  }

  // By signatures, or by the zone's servers; an unsigned answer of the resolver alone proves nothing.
  bool borne_out() const {
    if (!walk_.message || walk_.faulty()) return false;
    return walk_.status == Status::secure ||
           (walk_.status == Status::insecure && (inquiry_.direct() || health_.good() > 0));
  }

  void merge_health() {
    for (const auto& [health, question] : inquiry_.chain()) {
      if (health.dead()) continue;
      merge_servers_of(health, question.value_or(dns::Question{}));
      for (auto& finding : health_findings(health)) add(std::move(finding));
    }
    if (!health_.asked) return;
    merge_servers_of(health_, walk_.last);
    const auto* trust = walk_.trust_of(health_.zone);
    if (trust && trust->status == Status::insecure)
      for (auto& note : data_differ(health_, walk_.last)) add(std::move(note));
    if (health_.dead()) return dead_zone();
    for (auto& finding : health_findings(health_)) {
      // A server whose data are at fault already is not told again for its serial.
      bool known =
          finding.severity == Severity::note && std::ranges::any_of(result_.findings, [&](const auto& other) {
            return !finding.server.empty() && other.server == finding.server &&
                   other.severity != Severity::note;
          });
      if (!known) add(std::move(finding));
    }
  }

  // What the zone's servers say each by itself, and the parent's of the zone.
  void merge_servers_of(const ZoneHealth& health, const dns::Question& question) {
    const auto* trust = walk_.trust_of(health.zone);
    if (!trust) return;
    merge_servers(result_.findings, judge_servers(health, *trust, question, inquiry_.context()), health.zone);
    if (auto differ = keys_differ(health, *trust, question, inquiry_.context())) add(std::move(*differ));
    const auto* above = walk_.trust_of(health.parent);
    if (!above || trust->status != Status::secure) return;
    for (auto& warning : judge_parents(health, *trust, *above, inquiry_.context())) {
      bool known = std::ranges::any_of(result_.findings, [&](const Finding& other) {
        return other.zone == warning.zone && other.server == warning.server &&
               other.info_code == warning.info_code;
      });
      if (!known) add(std::move(warning));
    }
  }

  void dead_zone() {
    bool has_answer = walk_.message && ((request_.direct && walk_.undelivered.empty()) ||
                                        (inquiry_.answered() && !inquiry_.direct()));
    auto finding = dead_zone_finding(health_, has_answer);
    if (finding.is_error() && result_.status != Status::bogus) result_.status = Status::unresolvable;
    add(std::move(finding));
  }

  // Where the servers' names lie in other zones, their addresses are as good as those zones are.
  void server_names() {
    if (!health_.asked || std::ranges::any_of(result_.findings, &Finding::is_error)) return;
    std::set<dns::Name> homes;
    for (const auto& name : health_.child_ns) {
      bool other =
          !name.is_within(health_.zone) && homes.size() < max_homes && homes.insert(name.parent()).second;
      if (!other) continue;
      auto walk = inquiry_.walk({name, dns::type::a, dns::cls::in});
      auto fault = std::ranges::find_if(walk.findings, &Finding::is_error);
      if (fault == walk.findings.end()) continue;
      fault->severity = Severity::warning;
      fault->text = fmt::format("{} is served by {}, whose address cannot be trusted: {}",
                                health_.zone.text(), name.text(), fault->text);
      add(std::move(*fault));
    }
  }

  // Evidence that no one gives.
  void undelivered() {
    if (walk_.undelivered.empty() || walk_.status == Status::bogus) return;
    if (std::ranges::any_of(result_.findings, &Finding::is_error)) return;
    auto judged = judge_undelivered(inquiry_);
    if (!judged) return;
    if (judged->status) result_.status = *judged->status;
    add(std::move(judged->finding));
  }

  void policies() {
    if (request_.direct) return;
    Comparison comparison{.request = request_,
                          .resolver = inquiry_.by_resolver(),
                          .truth = walk_,
                          .direct = inquiry_.direct(),
                          .state = inquiry_.resolver_state(),
                          .silent = inquiry_.asker().resolver_is_silent(),
                          .health = health_.asked ? &health_ : nullptr};
    auto alone = resolver_alone();
    bool told = false;
    for (auto& finding : policy_findings(comparison)) {
      if (is_open(finding) && (alone || explained_by_a_server() || explained_by_cache())) continue;
      told |= finding.severity != Severity::note;
      if (may_be_the_zones(finding) && explained_by_zone()) continue;
      if (finding.kind == "blocked-unproven" || finding.kind == "forged-unproven") acquit_zone();
      add(std::move(finding));
    }
    if (alone && !told) add(std::move(*alone));
  }

  static bool is_open(const Finding& finding) {
    return finding.kind == "resolver-fails" || finding.kind == "unexplained-failure";
  }
  static bool may_be_the_zones(const Finding& finding) {
    return finding.kind == "unexplained-failure" || finding.kind == "zone-contradicts-itself" ||
           finding.kind == "dropped-by-resolver" || finding.kind == "stale-denial";
  }

  // What fails for the resolver, and not when asked here: its servers contradict themselves, as was seen, or
  // as is seen when they are asked in other ways.
  bool explained_by_zone() {
    auto contradiction = [&](const Finding& finding) {
      return finding.kind == "empty-non-terminal-denied" || finding.kind == "denial-contradicts-data" ||
             finding.kind == "name-denied-for-other-types" || finding.kind == "servers-slow" ||
             fails_for_question(finding);
    };
    auto seen = std::ranges::find_if(result_.findings, contradiction);
    if (seen != result_.findings.end()) {
      seen->severity = Severity::error;
      return true;
    }
    auto causes = inquiry_.inconsistent_servers();
    for (auto& cause : causes) add(std::move(cause));
    return !causes.empty();
  }

  bool fails_for_question(const Finding& finding) const {
    return finding.kind == "server-fails-for-some" && finding.rrset == question_text(walk_.last);
  }

  bool explained_by_cache() {
    auto old = inquiry_.old_copy_at_resolver();
    if (old) add(about_resolver(std::move(*old)));
    return old.has_value();
  }

  // What the resolver gave is its own: what is wrong with it is no fault of the zone, whose data are not
  // known.
  void acquit_zone() {
    std::erase_if(result_.findings,
                  [&](const Finding& finding) { return finding.is_error() && is_absence(finding); });
    result_.status = Status::indeterminate;
  }

  // The one server, of the zone or its parent, whose data are at fault. Where the resolver failed, it met
  // that server, and that is the cause.
  bool explained_by_a_server() {
    auto fault = std::ranges::find_if(result_.findings, [](const Finding& finding) {
      auto code = finding.info_code.value_or(0);
      bool some = !finding.server.empty() || finding.kind == "algorithm-incomplete" ||
                  finding.kind == "dnskey-sets-differ";
      return some && ((code >= 6 && code <= 12) || code == 25);
    });
    if (fault == result_.findings.end()) return false;
    if (!inquiry_.answered()) fault->severity = Severity::error;
    return true;
  }

  // What the resolver delivers is faulty, and what the servers deliver is not.
  std::optional<Finding> resolver_alone() {
    if (!inquiry_.direct() || !inquiry_.by_resolver() || walk_.faulty() || private_name())
      return std::nullopt;
    if (resolver_strips()) return strips();
    bool settled = walk_.status == Status::secure || walk_.status == Status::insecure;
    if (!settled || !inquiry_.by_resolver()->faulty()) return std::nullopt;
    // Keys of one server and signatures of another, in the resolver's cache, fail in a way of their own.
    if (explained_by_a_server() || std::ranges::any_of(result_.findings, &Finding::is_error))
      return std::nullopt;
    if (auto old = inquiry_.old_copy_at_resolver()) return about_resolver(std::move(*old));
    auto fault = std::ranges::find_if(inquiry_.by_resolver()->findings, &Finding::is_error);
    auto finding = tell("resolver-data-differ", "", {{"what", fault->text}});
    finding.zone = fault->zone;
    finding.rrset = fault->rrset;
    finding.fault = Fault::resolver;
    return about_resolver(std::move(finding));
  }

  // As grave as what its users see of it.
  Finding about_resolver(Finding finding) const {
    finding.severity = !inquiry_.answered() ? Severity::error : agrees() ? Severity::note : Severity::warning;
    return finding;
  }

  // The resolver's answer is the zone's.
  bool agrees() const {
    auto type = request_.question.type;
    if (!request_.reply || !walk_.message) return false;
    const auto truth = walk_.proven();
    return request_.reply->rcode == truth.rcode && data_of(*request_.reply, type) == data_of(truth, type);
  }

  // What the public DNS denies the resolver may have of its own, unsigned: that is for policies().
  bool private_name() const {
    auto type = request_.question.type;
    const auto* theirs = inquiry_.by_resolver()->message;
    bool denied = walk_.message && !answers(walk_.proven(), type);
    return denied && theirs && (answers(*theirs, type) || special_name(request_.question.name));
  }

  bool resolver_strips() const {
    const auto& walk = *inquiry_.by_resolver();
    if (inquiry_.resolver_passes_dnssec()) return false;
    bool without =
        std::ranges::any_of(walk.undelivered, [](const auto& item) { return item.second == without_dnssec; });
    bool none_at_the_root = std::ranges::any_of(walk.findings, [](const Finding& finding) {
      return finding.info_code == 10 && finding.zone.is_root();
    });
    return without || none_at_the_root;
  }

  Finding strips() const {
    auto finding = tell("resolver-strips-dnssec", "", {});
    finding.severity = inquiry_.answered() ? Severity::note : Severity::warning;
    finding.fault = Fault::resolver;
    return finding;
  }

  // A resolver may be set up to keep records for longer than their zone has it.
  void stretched_ttls() {
    // Stale data are given a TTL of their own (RFC 8767 section 4), and some resolvers have a least one.
    constexpr std::uint32_t harmless = 30;
    if (!request_.reply || !result_.proven || walk_.status != Status::secure) return;
    auto limits = signed_ttls(result_.proven->answer);
    for (const auto& record : request_.reply->answer) {
      auto limit = limits.find({record.owner, record.type});
      if (limit == limits.end() || record.ttl <= std::max(limit->second, harmless)) continue;
      auto what = record.owner.text() + " " + dns::type_text(record.type);
      add({.kind = "ttl-raised",
           .info_code = {},
           .severity = Severity::note,
           .zone = {},
           .rrset = what,
           .server = {},
           .fault = Fault::resolver,
           .text = fmt::format("the TTL of {} is {}, and its zone signed it for {} at the most: the resolver "
                               "keeps it for longer, or something on the way changed it",
                               what, record.ttl, limit->second),
           .remedy = "have the resolver keep records no longer than their TTL (RFC 4035 section 5.3.3)",
           .evidence = {}});
      return;
    }
  }

  void foreign_cookie() {
    if (request_.direct || !request_.foreign_cookie) return;
    auto finding = tell("resolver-returns-foreign-cookie", "", {});
    finding.severity = request_.reply ? Severity::warning : Severity::error;
    finding.fault = Fault::resolver;
    add(std::move(finding));
  }

  void bounds() {
    bool settled = result_.status == Status::secure || result_.status == Status::insecure;
    for (const auto& bound : inquiry_.budget().work().reached) {
      add({.kind = "bound-reached",
           .info_code = {},
           .severity = settled ? Severity::note : Severity::warning,
           .zone = health_.zone,
           .rrset = {},
           .server = {},
           .fault = Fault::none,
           .text = "edig stopped at a bound: " + bound + "; what lies beyond is not known",
           .remedy = bound == "the deadline" ? "give it more time (+deadline)" : "",
           .evidence = {}});
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

  // Of the zone that was looked into.
  std::optional<dns::Name> report_agent() const {
    for (const auto& server : health_.servers)
      for (const auto* reply : {server.answer, server.keys})
        if (reply && reply->edns)
          if (auto agent = dns::report_agent(*reply->edns)) return agent;
    return std::nullopt;
  }

  void add(Finding finding) { result_.findings.push_back(std::move(finding)); }

  void finish() {
    // What is wrong first: errors in the order of the chain, then the rest.
    std::ranges::stable_sort(result_.findings, {}, &Finding::severity);
    bool stale_data =
        request_.reply && (!request_.reply->answer.empty() || request_.reply->rcode == dns::rcode::nxdomain);
    auto claim = judge_claim(request_.info_codes, result_, stale_data);
    result_.claim = claim.claim;
    result_.claim_text = std::move(claim.text);
    result_.report_agent = report_agent();
    result_.cost = inquiry_.asker().cost();
  }

  Inquiry& inquiry_;
  const Request& request_;
  const Walk& walk_;
  const ZoneHealth& health_;
  Diagnosis result_;
};

}  // namespace

Diagnosis judge(Inquiry& inquiry) { return Judgement(inquiry).run(); }

}  // namespace edig::diagnosis

#include "diagnosis/judgement/resolver_judgement.h"

#include <algorithm>

#include "diagnosis/judgement/policy.h"
#include "diagnosis/judgement/policy_view.h"
#include "diagnosis/judgement/special_names.h"
#include "diagnosis/judgement/told.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

class ResolverJudgement {
 public:
  ResolverJudgement(Inquiry& inquiry, Diagnosis& result)
      : inquiry_(inquiry),
        request_(inquiry.request()),
        walk_(inquiry.base()),
        health_(inquiry.health()),
        result_(result) {}

  void run() {
    policies();
    stretched_ttls();
    options();
  }

 private:
  void policies() {
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
      if (is_open(finding) &&
          (alone || explained_by_a_server() || explained_by_cache() || seen_cause(finding.severity)))
        continue;
      told |= finding.severity != Severity::note;
      if (may_be_the_zones(finding) && explained_by_zone(finding.severity)) continue;
      if (finding.kind == "blocked-unproven" || finding.kind == "forged-unproven") acquit_zone();
      add(std::move(finding));
    }
    if (alone && !told) add(std::move(*alone));
  }

  static bool is_open(const Finding& finding) {
    return finding.kind == "resolver-fails" || finding.kind == "unexplained-failure" ||
           finding.kind == "resolver-slow";
  }
  static bool may_be_the_zones(const Finding& finding) {
    return finding.kind == "unexplained-failure" || finding.kind == "zone-contradicts-itself" ||
           finding.kind == "dropped-by-resolver" || finding.kind == "silent-about-zone" ||
           finding.kind == "stale-denial" || finding.kind == "resolver-cannot-reach-zone" ||
           finding.kind == "resolver-slow";
  }

  // What fails for the resolver, and not when asked here: its servers contradict themselves, as was seen, or
  // as is seen when they are asked in other ways. The cause is as grave as what comes of it.
  bool explained_by_zone(Severity severity) {
    if (seen_cause(severity)) return true;
    auto causes = inquiry_.inconsistent_servers();
    for (auto& cause : causes) {
      cause.severity = severity;
      add(std::move(cause));
    }
    return !causes.empty();
  }

  bool seen_cause(Severity severity) {
    auto seen =
        std::ranges::find_if(result_.findings, [&](const Finding& finding) { return is_cause(finding); });
    if (seen == result_.findings.end()) return false;
    seen->severity = std::min(seen->severity, severity);  // the graver is the lesser
    return true;
  }

  // What edig gets past, and another resolver may not.
  bool is_cause(const Finding& finding) const {
    constexpr std::string_view causes[] = {"empty-non-terminal-denied",
                                           "denial-contradicts-data",
                                           "name-denied-for-other-types",
                                           "servers-slow",
                                           "options-refused",
                                           "large-replies-lost",
                                           "letter-case-matters",
                                           "answer-of-another-type",
                                           "cname-and-other-data",
                                           "replies-cut"};
    return std::ranges::find(causes, finding.kind.text()) != std::end(causes) ||
           (finding.kind == "server-fails-for-some" && finding.rrset == question_text(walk_.last)) ||
           (finding.kind == "server-without-address" && finding.zone == health_.zone && few_lead_anywhere());
  }

  // Resolvers give up after some names of servers that lead nowhere, lest they be led about.
  bool few_lead_anywhere() const { return health_.nowhere.size() > health_.servers.size(); }

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
    auto severity = inquiry_.answered() ? Severity::warning : Severity::error;
    if (explained_by_a_server() || std::ranges::any_of(result_.findings, &Finding::is_error) ||
        seen_cause(severity))
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
      auto finding = tell("ttl-raised", "", {{"rrset", what}, {"ttl", record.ttl}, {"limit", limit->second}});
      finding.severity = Severity::note;
      finding.rrset = what;
      finding.fault = Fault::resolver;
      return add(std::move(finding));
    }
  }

  void options() {
    if (request_.foreign_cookie)
      about_options("resolver-returns-foreign-cookie", request_.reply ? Severity::warning : Severity::error);
    if (request_.refuses_options) about_options("resolver-refuses-options", Severity::note);
  }

  void about_options(FindingKind kind, Severity severity) {
    auto finding = tell(kind, "", {});
    finding.severity = severity;
    finding.fault = Fault::resolver;
    add(std::move(finding));
  }

  void add(Finding finding) { result_.findings.push_back(std::move(finding)); }

  Inquiry& inquiry_;
  const Request& request_;
  const Walk& walk_;
  const ZoneHealth& health_;
  Diagnosis& result_;
};

}  // namespace

void judge_resolver(Inquiry& inquiry, Diagnosis& result) {
  if (!inquiry.request().direct) ResolverJudgement(inquiry, result).run();
}

}  // namespace edig::diagnosis

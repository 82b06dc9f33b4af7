#include "diagnosis/judgement/judgement.h"

#include <algorithm>
#include <set>

#include "diagnosis/judgement/claim.h"
#include "diagnosis/judgement/forms.h"
#include "diagnosis/judgement/resolver_info.h"
#include "diagnosis/judgement/resolver_judgement.h"
#include "diagnosis/judgement/siblings.h"
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
    judge_resolver(inquiry_, result_);
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
      for (auto& finding : health_findings(health, keys_matter(health))) add(std::move(finding));
    }
    if (!health_.asked) return;
    const auto& question = walk_.question_in(health_.zone);
    merge_servers_of(health_, question);
    const auto* trust = walk_.trust_of(health_.zone);
    if (trust && trust->status == Status::insecure)
      for (auto& note : data_differ(health_, question)) add(std::move(note));
    if (health_.dead()) return dead_zone();
    for (auto& finding : health_findings(health_, keys_matter(health_))) {
      // A server whose data are at fault already is not told again for its serial.
      bool known =
          finding.severity == Severity::note && std::ranges::any_of(result_.findings, [&](const auto& other) {
            return !finding.server.empty() && other.server == finding.server &&
                   other.severity != Severity::note;
          });
      if (!known) add(std::move(finding));
    }
    for (auto& finding : query_form_findings(health_, trust, inquiry_.context())) add(std::move(finding));
    for (auto& finding : answer_form_findings(health_, question)) add_kind(std::move(finding));
    if (result_.status == Status::insecure)
      if (auto denied = inquiry_.name_denied_for_type()) add_kind(std::move(*denied));
  }

  bool keys_matter(const ZoneHealth& health) const {
    const auto* trust = walk_.trust_of(health.zone);
    return !trust || trust->status != Status::insecure;
  }

  // What the zone's servers say each by itself, and the parent's of the zone.
  void merge_servers_of(const ZoneHealth& health, const dns::Question& question) {
    const auto* trust = walk_.trust_of(health.zone);
    if (!trust) return;
    merge_servers(result_.findings, judge_servers(health, *trust, question, inquiry_.context()), health);
    if (auto differ = keys_differ(health, *trust, question, inquiry_.context())) add(std::move(*differ));
    const auto* above = walk_.trust_of(health.parent);
    if (!above) return;
    if (auto contrary = contradicting_parent(health, *above, inquiry_.context())) add(std::move(*contrary));
    if (trust->status != Status::secure && trust->status != Status::insecure) return;
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
    if (has_answer && request_.direct && health_.servers.empty()) return;  // of one that the parent shares
    auto finding = dead_zone_finding(health_, has_answer);
    if (finding.is_error() && result_.status != Status::bogus)
      result_.status = health_.out_of_reach ? Status::indeterminate : Status::unresolvable;
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
      fault->text = word("server-name-in-doubt",
                         {{"zone", health_.zone.text()}, {"server", name.text()}, {"what", fault->text}});
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

  void bounds() {
    bool settled = result_.status == Status::secure || result_.status == Status::insecure;
    for (const auto& [bound, limit] : inquiry_.budget().work().reached) {
      auto finding = tell("bound-reached", bound == Bound::deadline ? "deadline" : "",
                          {{"bound", word(word_of(bound), {{"count", limit}})}});
      finding.severity = settled ? Severity::note : Severity::warning;
      finding.zone = health_.zone;
      finding.fault = Fault::none;
      add(std::move(finding));
    }
  }

  void no_anchor() {
    if (result_.status != Status::indeterminate || request_.anchors.closest(request_.question.name)) return;
    auto finding = tell("no-trust-anchor", "", {{"name", request_.question.name.text()}});
    finding.info_code = 5;
    finding.severity = Severity::warning;
    finding.fault = Fault::none;
    add(std::move(finding));
  }

  // Of the zone that was looked into.
  std::optional<dns::Name> report_agent() const {
    for (const auto& server : health_.servers)
      for (const auto* reply : {server.answer, server.keys})
        if (reply && reply->edns)
          if (auto agent = dns::report_agent(*reply->edns)) return agent;
    return std::nullopt;
  }

  // The zone at fault is the one whose servers were looked into.
  bool knows_zone_at_fault() const {
    const auto& findings = result_.findings;
    return !findings.empty() && findings.front().severity != Severity::note &&
           findings.front().fault == Fault::zone && findings.front().zone == health_.zone;
  }

  void describe_zone_at_fault() {
    if (!knows_zone_at_fault()) return;
    for (const auto& server : health_.servers) {
      if (!result_.contact) result_.contact = server.contact;
      if (!server.unknown()) result_.servers.push_back({server.name, server.address, server.serial});
    }
  }

  void add(Finding finding) { result_.findings.push_back(std::move(finding)); }
  // Told once, by whoever saw it first.
  void add_kind(Finding finding) {
    if (std::ranges::find(result_.findings, finding.kind, &Finding::kind) == result_.findings.end())
      add(std::move(finding));
  }

  // What the resolver says that it can tell of, and did not.
  void silence() {
    result_.resolver_info = resolver_info(inquiry_.asker());
    if (auto note = listed_error_not_sent(request_, result_)) add(std::move(*note));
  }

  void finish() {
    // What is wrong first: errors in the order of the chain, then the rest.
    std::ranges::stable_sort(result_.findings, {}, &Finding::severity);
    bool stale_data =
        request_.reply && (!request_.reply->answer.empty() || request_.reply->rcode == dns::rcode::nxdomain);
    auto claim = judge_claim(request_.info_codes, result_, stale_data, request_.claimed);
    result_.claim = claim.claim;
    result_.claim_text = std::move(claim.text);
    result_.claimed_place_agrees = claim.place_agrees;
    silence();
    result_.report_agent = report_agent();
    describe_zone_at_fault();
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

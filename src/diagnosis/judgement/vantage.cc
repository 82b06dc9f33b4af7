#include "diagnosis/judgement/vantage.h"

#include <algorithm>

#include "diagnosis/judgement/policy_view.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

bool out_of_time(const Finding& finding) {
  return finding.is_error() &&
         (finding.kind == "signature-expired" || finding.kind == "signature-not-yet-valid");
}

class Vantage {
 public:
  explicit Vantage(const Inquiry& inquiry)
      : inquiry_(inquiry), request_(inquiry.request()), walk_(inquiry.base()) {}

  std::optional<Finding> run() const {
    if (walk_.status == Status::secure) return std::nullopt;
    if (auto finding = clock()) return finding;
    if (auto finding = anchors()) return finding;
    return network();
  }

 private:
  bool resolver_validates() const {
    if (request_.direct) return false;
    return (request_.reply && request_.reply->header.ad) || inquiry_.resolver_state().validates() == true;
  }

  // The root's keys are signed by those who do little else. That they are out of time while a resolver takes
  // them, or with others' beside them, has one explanation; of any other zone's it may be that zone's fault.
  std::optional<Finding> clock() const {
    if (!request_.own_clock) return std::nullopt;
    auto late = std::ranges::count_if(walk_.findings, out_of_time);
    if (late == 0) return std::nullopt;
    auto first = std::ranges::find_if(walk_.findings, out_of_time);
    bool certain = first->zone.is_root() && (resolver_validates() || late > 1);
    bool behind = std::ranges::all_of(walk_.findings, [](const Finding& finding) {
      return !finding.is_error() || finding.kind == "signature-not-yet-valid";
    });
    bool suspected = behind && request_.reply && request_.reply->header.ad;
    if (!certain && !suspected) return std::nullopt;
    auto finding = tell("clock-of-this-machine", certain ? "" : "suspected",
                        {{"now", time_text(request_.now)}, {"what", first->text}});
    finding.severity = certain ? Severity::error : Severity::warning;
    finding.fault = Fault::client;
    finding.rrset = first->rrset;
    finding.evidence.push_back({"now", request_.now});
    return finding;
  }

  // A key that everyone else starts from is not changed without notice: what does not fit is what was given
  // here, where the key comes from its own servers, or by a resolver that starts from it as well. Else it may
  // be forged.
  std::optional<Finding> anchors() const {
    auto finding = std::ranges::find(walk_.findings, FindingKind("anchor-matches-no-key"), &Finding::kind);
    if (finding == walk_.findings.end()) return std::nullopt;
    auto mine = *finding;
    bool theirs = resolver_validates() || (inquiry_.direct() && !built_in(mine.zone));
    mine.fault = theirs ? Fault::client : Fault::unknown;
    mine.info_code = {};
    return mine;
  }

  bool built_in(const dns::Name& zone) const {
    auto same = [](const dns::Record& a, const dns::Record& b) {
      return dns::canonical_rdata(a) == dns::canonical_rdata(b);
    };
    return std::ranges::equal(request_.anchors.at(zone), Anchors::root().at(zone), same);
  }

  // All that fails is that there is no signature, and none came with anything.
  std::optional<Finding> network() const {
    if (inquiry_.signed_evidence() || !nothing_but_absence()) return std::nullopt;
    if (inquiry_.direct()) {
      if (!inquiry_.redirected()) return std::nullopt;
      return about("port-53-redirected", Fault::network);
    }
    const auto& reply = request_.reply;
    const auto* invention = reply && !reply->answer.empty() ? inquiry_.resolver_state().invention() : nullptr;
    if (invention && overlap(rdata_of(*invention, dns::type::a), rdata_of(*reply, dns::type::a)))
      return about("captive-portal", Fault::network);
    return saw_absence() ? std::optional(about("resolver-strips-dnssec", Fault::resolver)) : std::nullopt;
  }

  // Something came without signatures: what did not come shows nothing.
  bool saw_absence() const {
    return walk_.faulty() || std::ranges::any_of(walk_.undelivered, [](const auto& item) {
             return item.second == without_dnssec;
           });
  }

  bool nothing_but_absence() const {
    return std::ranges::all_of(walk_.findings, [](const Finding& finding) {
      return !finding.is_error() || is_absence(finding) || finding.kind == "dnskey-missing";
    });
  }

  Finding about(FindingKind kind, Fault fault) const {
    auto subject = question_text(request_.question);
    auto finding = tell(kind, kind == "resolver-strips-dnssec" ? "only" : "", {{"subject", subject}});
    finding.fault = fault;
    if (fault == Fault::resolver) finding.severity = Severity::warning;
    return finding;
  }

  const Inquiry& inquiry_;
  const Request& request_;
  const Walk& walk_;
};

}  // namespace

std::optional<Finding> fault_on_this_side(const Inquiry& inquiry) { return Vantage(inquiry).run(); }

}  // namespace edig::diagnosis

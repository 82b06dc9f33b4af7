#include "diagnosis/judgement/judgement.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "diagnosis/judgement/claim.h"
#include "diagnosis/judgement/policy.h"
#include "diagnosis/judgement/policy_view.h"
#include "diagnosis/judgement/siblings.h"
#include "diagnosis/judgement/special_names.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/vantage.h"
#include "dns/error_report.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::size_t max_homes = 3;  // zones that servers' names lie in, which are looked into

bool is_error(const Finding& finding) { return finding.severity == Severity::error; }

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
    judge_undelivered();
    server_names();
    resolver_alone();
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

  const ZoneTrust* trust_of(const dns::Name& zone) const {
    auto found = std::ranges::find(walk_.zones, zone, &ZoneTrust::zone);
    return found == walk_.zones.end() ? nullptr : &*found;
  }

  void merge_health() {
    for (const auto& [health, question] : inquiry_.chain()) {
      if (health.dead()) continue;
      merge_servers_of(health, question.value_or(dns::Question{}));
      for (auto& finding : health_findings(health)) add(std::move(finding));
    }
    if (!health_.asked) return;
    merge_servers_of(health_, walk_.last);
    const auto* trust = trust_of(health_.zone);
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
    const auto* trust = trust_of(health.zone);
    if (!trust) return;
    merge_servers(result_.findings, judge_servers(health, *trust, question, inquiry_.context()), health.zone);
    const auto* above = trust_of(health.parent);
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
    if (is_error(finding) && result_.status != Status::bogus) result_.status = Status::unresolvable;
    add(std::move(finding));
  }

  // Where the servers' names lie in other zones, their addresses are as good as those zones are.
  void server_names() {
    if (!health_.asked || std::ranges::any_of(result_.findings, is_error)) return;
    std::set<dns::Name> homes;
    for (const auto& name : health_.child_ns) {
      bool other =
          !name.is_within(health_.zone) && homes.size() < max_homes && homes.insert(name.parent()).second;
      if (!other) continue;
      auto walk = inquiry_.walk({name, dns::type::a, dns::cls::in});
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
    if (walk_.undelivered.empty() || walk_.status == Status::bogus) return;
    if (std::ranges::any_of(result_.findings, is_error)) return;
    const auto& [question, failure] = walk_.undelivered.front();
    if (failure == not_asked) return;  // of a bound, which is told as such
    if (failure == without_dnssec) return evidence_without_dnssec(question);
    auto what = question.name.text() + " " + dns::type_text(question.type);
    if (inquiry_.direct() && all_fail_for(question)) return servers_fail(question, failure);
    add({.kind = "no-evidence",
         .info_code = 5,
         .zone = question.name,
         .rrset = what,
         .server = {},
         .fault = inquiry_.direct() && !question.name.is_root() ? Fault::none : Fault::network,
         .text = inquiry_.direct()
                     ? fmt::format("{} cannot be had from the authoritative servers: {}", what, failure)
                     : fmt::format(
                           "the resolver does not give {} ({}), and no authoritative server can be reached "
                           "from here",
                           what, failure),
         .remedy = "ask another resolver, or from a network that lets DNS through",
         .evidence = {}});
  }

  // Each server of the zone that is alive was asked, and said that it fails: silence may be a loss.
  bool all_fail_for(const dns::Question& question) const {
    auto fails = [&](const ServerState& server) {
      Ask ask{.question = question, .server = server.address, .rd = false, .cd = true};
      const auto& answer = inquiry_.asker().answer(ask);
      return answer.reply && answer.reply->is_whole() && !failure_of(answer).empty();
    };
    return health_.good() > 0 && std::ranges::all_of(health_.servers, [&](const auto& server) {
             return !server.good() || fails(server);
           });
  }

  void servers_fail(const dns::Question& question, const std::string& failure) {
    auto what = question.name.text() + " " + dns::type_text(question.type);
    add({.kind = "servers-fail",
         .info_code = 22,
         .zone = health_.zone,
         .rrset = what,
         .server = {},
         .text = fmt::format("the servers of {} answer for the zone and fail for {}: {}", health_.zone.text(),
                             what, failure),
         .remedy = "see the servers' logs for this question",
         .evidence = {}});
    if (question == walk_.last) result_.status = Status::unresolvable;
  }

  // Replies came, and could hold no signatures.
  void evidence_without_dnssec(const dns::Question& question) {
    if (inquiry_.direct() && zone_without_dnssec()) return;
    bool by_resolver = !inquiry_.direct() && !inquiry_.resolver_passes_dnssec();
    add({.kind = by_resolver ? FindingKind("resolver-strips-dnssec") : "replies-without-dnssec",
         .info_code = {},
         .severity = Severity::warning,
         .zone = question.name,
         .rrset = question.name.text() + " " + dns::type_text(question.type),
         .server = {},
         .fault = by_resolver ? Fault::resolver : Fault::unknown,
         .text =
             by_resolver
                 ? "the resolver, or something on the path to it, does not pass DNSSEC records on, and no "
                   "authoritative server can be reached from here: nothing can be validated"
                 : fmt::format("{} {} came only in replies without EDNS, which can hold no signatures, for "
                               "queries with EDNS got no reply: lost, or dropped by the servers or by "
                               "something on the path",
                               question.name.text(), dns::type_text(question.type)),
         .remedy = by_resolver
                       ? "use a resolver that knows DNSSEC"
                       : "ask again; then look for a firewall that drops large or unknown DNS messages",
         .evidence = {}});
  }

  // A zone with a DS none of whose servers knows DNSSEC: their replies say so themselves.
  bool zone_without_dnssec() {
    const auto* trust = trust_of(health_.zone);
    auto good = health_.good();
    auto unaware = std::ranges::count_if(
        health_.servers, [](const auto& server) { return server.good() && server.without_dnssec; });
    if (!trust || trust->anchors.empty() || good == 0 || static_cast<std::size_t>(unaware) != good)
      return false;
    add({.kind = "rrsigs-missing",
         .info_code = 10,
         .zone = health_.zone,
         .rrset = health_.zone.text() + " DNSKEY",
         .server = {},
         .text = fmt::format("{} has a DS, and its servers answer without EDNS or the DO bit, so without any "
                             "signature",
                             health_.zone.text()),
         .remedy = "serve the zone from servers that know DNSSEC, or have the parent remove the DS",
         .evidence = {}});
    result_.status = Status::bogus;
    return true;
  }

  void policies() {
    if (request_.direct) return;
    Comparison comparison{.request = request_,
                          .resolver = inquiry_.by_resolver(),
                          .truth = walk_,
                          .direct = inquiry_.direct(),
                          .state = inquiry_.resolver_state(),
                          .health = health_.asked ? &health_ : nullptr};
    for (auto& finding : policy_findings(comparison)) {
      bool open = finding.kind == "resolver-fails" || finding.kind == "unexplained-failure";
      if (open && (explained_by_a_server() || resolver_explained_)) continue;
      if (finding.kind == "unexplained-failure" && explained_by_zone()) continue;
      if (finding.kind == "resolver-cannot-reach-zone") result_.status = Status::unresolvable;
      if (finding.kind == "blocked-unproven" || finding.kind == "forged-unproven") acquit_zone();
      add(std::move(finding));
    }
  }

  // What fails for the resolver, and not when asked here: its servers contradict themselves.
  bool explained_by_zone() {
    auto causes = inquiry_.inconsistent_servers();
    for (auto& cause : causes) add(std::move(cause));
    return !causes.empty();
  }

  // What the resolver gave is its own: what is wrong with it is no fault of the zone, whose data are not
  // known.
  void acquit_zone() {
    std::erase_if(result_.findings,
                  [&](const Finding& finding) { return is_error(finding) && is_absence(finding); });
    result_.status = Status::indeterminate;
  }

  // The one server, of the zone or its parent, whose data are at fault. Where the resolver failed, it met
  // that server, and that is the cause.
  bool explained_by_a_server() {
    auto fault = std::ranges::find_if(result_.findings, [](const Finding& finding) {
      auto code = finding.info_code.value_or(0);
      return !finding.server.empty() && ((code >= 6 && code <= 12) || code == 25);
    });
    if (fault == result_.findings.end()) return false;
    if (!inquiry_.answered()) fault->severity = Severity::error;
    return true;
  }

  // What the resolver delivers is faulty, and what the servers deliver is not.
  void resolver_alone() {
    if (!inquiry_.direct() || !inquiry_.by_resolver() || walk_.faulty() || private_name()) return;
    if (resolver_strips()) return strips();
    bool settled = walk_.status == Status::secure || walk_.status == Status::insecure;
    if (!settled || !inquiry_.by_resolver()->faulty()) return;
    auto fault = std::ranges::find_if(inquiry_.by_resolver()->findings, is_error);
    // Keys of one server and signatures of another, in the resolver's cache, fail in a way of their own.
    if (explained_by_a_server()) return;
    if (std::ranges::any_of(result_.findings, is_error)) return;
    resolver_explained_ = true;
    if (auto old = inquiry_.old_copy_at_resolver()) return add_about_resolver(std::move(*old));
    add({.kind = "resolver-data-differ",
         .info_code = {},
         .severity = inquiry_.answered() ? Severity::warning : Severity::error,
         .zone = fault->zone,
         .rrset = fault->rrset,
         .server = {},
         .fault = Fault::resolver,
         .text =
             fmt::format("through the resolver {}; the zone's servers give sound data: an old copy in its "
                         "cache, or changed on the way",
                         fault->text),
         .remedy = "have the resolver's operator flush the name",
         .evidence = {}});
  }

  // What the public DNS denies the resolver may have of its own, unsigned: that is for policies().
  bool private_name() const {
    auto type = request_.question.type;
    const auto* theirs = inquiry_.by_resolver()->message;
    bool denied = walk_.message && !answers(*walk_.message, type);
    return denied && theirs && (answers(*theirs, type) || special_name(request_.question.name));
  }

  void add_about_resolver(Finding finding) {
    finding.severity = inquiry_.answered() ? Severity::warning : Severity::error;
    add(std::move(finding));
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

  void strips() {
    add({.kind = "resolver-strips-dnssec",
         .info_code = {},
         .severity = inquiry_.answered() ? Severity::note : Severity::warning,
         .zone = {},
         .rrset = {},
         .server = {},
         .fault = Fault::resolver,
         .text = "the resolver, or something on the path to it, does not pass DNSSEC records on",
         .remedy = "use a resolver that knows DNSSEC",
         .evidence = {}});
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
  bool resolver_explained_ = false;  // why it fails, where the zone does not
};

}  // namespace

Diagnosis judge(Inquiry& inquiry) { return Judgement(inquiry).run(); }

}  // namespace edig::diagnosis

#include "diagnosis/judgement/undelivered.h"

#include <algorithm>

#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

class Missing {
 public:
  Missing(const Inquiry& inquiry, const dns::Question& question, const std::string& failure)
      : inquiry_(inquiry), health_(inquiry.health()), question_(question), failure_(failure) {}

  Undelivered run() const {
    if (failure_ == without_dnssec) return zone_without_dnssec() ? unsigned_servers() : unsigned_replies();
    if (inquiry_.direct() && all_fail()) return servers_fail();
    return nobody_gives_it();
  }

 private:
  Finding about(FindingKind kind, std::string_view variant) const {
    auto what = question_text(question_);
    auto finding =
        tell(kind, variant, {{"what", what}, {"failure", reason(failure_)}, {"zone", health_.zone.text()}});
    finding.zone = question_.name;
    finding.rrset = what;
    return finding;
  }

  Undelivered nobody_gives_it() const {
    bool direct = inquiry_.direct();
    auto finding = about("no-evidence", direct ? "direct" : "");
    finding.info_code = 5;
    finding.fault = direct && !question_.name.is_root() ? Fault::none : Fault::network;
    return {std::move(finding), {}};
  }

  // Each server of the zone that is alive was asked, and all of them failed in the same way.
  bool all_fail() const {
    return health_.good() > 0 &&
           (all_good([&](const auto& server) { return says_so(server); }) ||
            (health_.good() > 1 && all_good([&](const auto& server) { return is_silent(server); })));
  }

  bool all_good(auto&& wanted) const {
    return std::ranges::all_of(health_.servers,
                               [&](const auto& server) { return !server.good() || wanted(server); });
  }

  // FORMERR is a word on the message as it arrived, not on the question. Where it was asked again over TCP,
  // both times.
  bool says_so(const ServerState& server) const {
    auto again = ask(server, true);
    if (inquiry_.asker().asked(again) && failure_of(inquiry_.asker().answer(again)).empty()) return false;
    const auto& answer = inquiry_.asker().answer(ask(server, false));
    return answer.reply && answer.reply->is_whole() && !failure_of(answer).empty() &&
           answer.reply->rcode != dns::rcode::formerr;
  }

  // Over UDP, several times, and over TCP, while it answers the rest: no loss does that to one server after
  // another.
  bool is_silent(const ServerState& server) const {
    auto timed_out = [](const Answer& answer) {
      return answer.asked && !answer.reply && answer.reply.error().kind == Error::Kind::timeout;
    };
    auto udp = ask(server, false), tcp = ask(server, true);
    return inquiry_.asker().asked(tcp) && timed_out(inquiry_.asker().answer(udp)) &&
           timed_out(inquiry_.asker().answer(tcp));
  }

  Ask ask(const ServerState& server, bool tcp) const {
    return Ask{.question = question_, .server = server.address, .rd = false, .cd = true, .tcp = tcp};
  }

  Undelivered servers_fail() const {
    auto finding = about("servers-fail", "");
    finding.info_code = 22;
    finding.zone = health_.zone;
    return {std::move(finding),
            question_ == inquiry_.base().last ? std::optional(Status::unresolvable) : std::nullopt};
  }

  // A zone with a DS none of whose servers knows DNSSEC: their replies say so themselves.
  bool zone_without_dnssec() const {
    const auto* trust = inquiry_.base().trust_of(health_.zone);
    auto good = health_.good();
    auto unaware = std::ranges::count_if(
        health_.servers, [](const auto& server) { return server.good() && server.without_dnssec; });
    return inquiry_.direct() && trust && !trust->anchors.empty() && good > 0 &&
           static_cast<std::size_t>(unaware) == good;
  }

  Undelivered unsigned_servers() const {
    auto finding = about("rrsigs-missing", "servers");
    finding.info_code = 10;
    finding.zone = health_.zone;
    finding.rrset = health_.zone.text() + " DNSKEY";
    return {std::move(finding), Status::bogus};
  }

  // Replies came, and could hold no signatures.
  Undelivered unsigned_replies() const {
    bool by_resolver = !inquiry_.direct() && !inquiry_.resolver_passes_dnssec();
    auto finding =
        by_resolver ? about("resolver-strips-dnssec", "only") : about("replies-without-dnssec", "");
    finding.severity = Severity::warning;
    finding.fault = by_resolver ? Fault::resolver : Fault::unknown;
    return {std::move(finding), {}};
  }

  const Inquiry& inquiry_;
  const ZoneHealth& health_;
  const dns::Question& question_;
  const std::string& failure_;
};

}  // namespace

std::optional<Undelivered> judge_undelivered(const Inquiry& inquiry) {
  const auto& [question, failure] = inquiry.base().undelivered.front();
  if (failure == not_asked) return std::nullopt;  // of a bound, which is told as such
  return Missing(inquiry, question, failure).run();
}

}  // namespace edig::diagnosis

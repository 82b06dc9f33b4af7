// A broken zone that a resolver answers for: it does not validate, makes an exception (RFC 7646), or made the
// answer up.
#include <algorithm>
#include <ranges>

#include "diagnosis/judgement/policy_view.h"
#include "diagnosis/judgement/unsigned_to_some.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// The last zone on the way whose keys hold.
const ZoneTrust* signed_zone(const Walk& walk) {
  auto zones = std::views::reverse(walk.zones);
  auto found = std::ranges::find_if(
      zones, [](const ZoneTrust& trust) { return trust.status == Status::secure && !trust.zone.is_root(); });
  return found == zones.end() ? nullptr : &*found;
}

bool is_dnssec(const dns::Record& record) {
  return record.type == dns::type::rrsig || record.type == dns::type::nsec || record.type == dns::type::nsec3;
}

// Above the name all that the resolver gives is signed; about the name nothing has a trace of DNSSEC. That is
// how a policy's own answer looks; and the zone's servers cannot be asked.
bool is_bare(const PolicyView& view) {
  const auto& truth = view.truth();
  if (view.direct() || !truth.message || !signed_zone(truth)) return false;
  return std::ranges::all_of(truth.findings,
                             [](const Finding& finding) {
                               return finding.severity != Severity::error || is_absence(finding);
                             }) &&
         std::ranges::none_of(truth.message->answer, is_dnssec) &&
         std::ranges::none_of(truth.message->authority, is_dnssec);
}

Finding bare(const PolicyView& view, const dns::Message& reply) {
  bool told = answers(reply, view.type());
  std::string_view what = told ? "data" : reply.rcode == dns::rcode::nxdomain ? "nxdomain" : "nodata";
  Values values{
      {"signed", signed_zone(view.truth())->zone.text()},
      {"although", word(view.says(policy_codes) ? Word("although-claimed") : "although-validates")}};
  return view.tell(
      told ? FindingKind("forged-unproven") : FindingKind("blocked-unproven"), what, Severity::error,
      Fault::resolver,
      view.said(policy_codes).value_or(std::uint16_t{told ? std::uint16_t{4} : std::uint16_t{15}}),
      std::move(values));
}

}  // namespace

std::optional<Finding> answer_of_broken_zone(const PolicyView& view, std::optional<bool> validates) {
  const auto& reply = *view.request().reply;
  bool answered = reply.rcode == dns::rcode::noerror || reply.rcode == dns::rcode::nxdomain;
  if (!answered || reply.header.cd) return std::nullopt;
  bool copy = view.resolver() && view.resolver()->status == Status::secure && answers(reply, view.type());
  if (copy) {
    auto left = std::ranges::min(reply.answer, {}, &dns::Record::ttl).ttl;
    return view.tell("good-copy-left", "", Severity::note, Fault::none, {}, {{"left", left}});
  }
  // To a validator that counts SHA-1 as unsigned the zone is not broken.
  bool counts_as_unsigned =
      unsigned_to_some(view.truth().chain, 1) || unsigned_to_some(view.truth().chain, 2);
  if (validates != false && counts_as_unsigned && !reply.header.ad && !view.says(policy_codes) &&
      !view.says({33}))
    return std::nullopt;
  // It validates, and would not pass on what is the zone's, but for an exception that it tells of.
  bool made_up = view.says(policy_codes) || (validates == true && !view.says({33}));
  if (made_up && is_bare(view)) return bare(view, reply);
  if (view.says({33}) || (validates == true && !reply.header.ad))
    return view.tell("negative-trust-anchor", view.says({33}) ? "claimed" : "", Severity::warning,
                     Fault::resolver, 33);
  if (validates == false)
    return view.tell("resolver-does-not-validate", "", Severity::warning, Fault::resolver);
  // The zone denies the name by a proof that holds, and serves it unsigned all the same.
  bool proven = view.resolver() && view.resolver()->status == Status::secure;
  if (reply.header.ad && !proven)
    return view.tell("resolver-accepts", "", Severity::warning, Fault::resolver);
  return std::nullopt;
}

}  // namespace edig::diagnosis

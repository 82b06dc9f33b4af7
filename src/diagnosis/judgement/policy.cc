#include "diagnosis/judgement/policy.h"

#include <algorithm>

#include "diagnosis/judgement/policy_view.h"
#include "diagnosis/validation/denial.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

bool is_answer(const Result<dns::Message>& reply) {
  return reply && (reply->rcode == dns::rcode::noerror || reply->rcode == dns::rcode::nxdomain);
}

std::optional<Finding> stale(const PolicyView& view) {
  if (!view.request().reply || !view.says({3, 19})) return std::nullopt;
  const auto& reply = *view.request().reply;
  bool name_error = reply.rcode == dns::rcode::nxdomain;
  if (!name_error && !answers(reply, view.type())) return std::nullopt;  // a failure holds no stale data
  bool gone = view.truth().status == Status::unresolvable || (view.health() && view.health()->dead());
  return view.tell("stale-answer", gone ? "gone" : "", Severity::warning, Fault::resolver,
                   name_error ? std::uint16_t{19} : std::uint16_t{3});
}

std::optional<Finding> about_reply(const PolicyView& view) {
  const auto& reply = view.request().reply;
  if (view.sound()) {
    if (is_answer(reply)) return answer_of_resolver(view);
    return view.direct() ? failure_of_resolver(view) : std::nullopt;
  }
  if (view.truth().status == Status::bogus && reply)
    return answer_of_broken_zone(view, is_answer(reply) ? view.state().validates() : std::nullopt);
  return std::nullopt;
}

}  // namespace

std::vector<Finding> policy_findings(const Comparison& comparison) {
  PolicyView view(comparison);
  std::vector<Finding> findings;
  for (auto found : {about_reply(view), stale(view)})
    if (found) findings.push_back(std::move(*found));
  return findings;
}

bool is_absence(const Finding& finding) {
  bool by_a_key =
      std::ranges::find(finding.evidence, "key_tag", &EvidenceItem::key) != finding.evidence.end();
  return !by_a_key && (finding.kind == "nsec-missing" || finding.kind == "rrsigs-missing");
}

bool contradicted(const Request& request, const ZoneHealth& health) {
  if (!request.reply) return false;
  const auto& reply = *request.reply;
  auto type = request.question.type;
  bool told = answers(reply, type), any = false;
  auto agree = [&](const dns::Message& answer) {
    return answer.rcode == reply.rcode || (!told && denies_compactly(answer));
  };
  for (const auto& server : health.servers) {
    any |= server.good() && server.refers;
    if (!server.good() || !server.answer) continue;
    any = true;
    if (agree(*server.answer) && answers(*server.answer, type) == told &&
        (!told || overlap(rdata_of(*server.answer, type), rdata_of(reply, type))))
      return false;
  }
  return any;
}

}  // namespace edig::diagnosis

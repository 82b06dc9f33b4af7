#include "diagnosis/judgement/resolver_info.h"

#include <algorithm>

#include "diagnosis/judgement/told_finding.h"
#include "dns/types.h"
#include "ede/registry.h"

namespace edig::diagnosis {
namespace {

bool failed_in_silence(const Request& request) {
  if (!request.reply) return false;
  const auto& reply = *request.reply;
  bool failed = reply.rcode != dns::rcode::noerror && reply.rcode != dns::rcode::nxdomain;
  return failed && reply.is_whole() && reply.edns && !reply.edns->find(dns::option::extended_error);
}

// What edig saw itself, at the zone or on the way to it.
bool is_seen(const Finding& finding) {
  return finding.is_error() && finding.info_code &&
         (finding.fault == Fault::zone || finding.fault == Fault::parent || finding.fault == Fault::network);
}

}  // namespace

Ask resolver_info_ask() {
  return {.question = dns::resolver_info_question(),
          .server = {},
          .rd = false,
          .dnssec_ok = false,
          .wait = std::chrono::milliseconds(1500)};
}

std::optional<dns::ResolverInfo> resolver_info(const Asker& asker) {
  const auto* answer = asker.answer_beside(resolver_info_ask());
  return answer && answer->reply ? dns::read_resolver_info(*answer->reply) : std::nullopt;
}

std::optional<Finding> listed_error_not_sent(const Request& request, const Diagnosis& diagnosis) {
  if (!diagnosis.resolver_info || diagnosis.findings.empty() || !failed_in_silence(request))
    return std::nullopt;
  const auto& cause = diagnosis.findings.front();
  if (!is_seen(cause) || !diagnosis.resolver_info->lists(*cause.info_code)) return std::nullopt;
  auto note = tell("listed-error-not-sent", "",
                   {{"code", std::to_string(*cause.info_code)},
                    {"purpose", std::string(ede::info_code(*cause.info_code).purpose)}});
  note.severity = Severity::note;
  note.zone = cause.zone;
  note.fault = Fault::resolver;
  note.evidence = {{"listed", dns::info_codes_text(diagnosis.resolver_info->exterr)}};
  return note;
}

}  // namespace edig::diagnosis

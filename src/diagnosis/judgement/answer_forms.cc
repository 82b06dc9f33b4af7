#include <algorithm>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/forms.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

class AnswerForm {
 public:
  AnswerForm(const ZoneHealth& health, const ServerState& server, const dns::Question& question)
      : health_(health), server_(server), message_(*server.answer), question_(question) {}

  std::optional<Finding> run() const {
    if (!message_.is_whole()) return std::nullopt;
    if (has(dns::type::cname) && has_asked() && !may_stand_beside_an_alias())
      return at_this_server(cname_and_other_data(question_.name, health_.zone));
    if (message_.answer.empty() && !has_soa()) return told("nodata-without-soa");
    if (of_another_type()) return told("answer-of-another-type");
    return std::nullopt;
  }

 private:
  Finding told(FindingKind kind) const {
    auto finding =
        tell(kind, "",
             {{"server", server_.text()}, {"zone", health_.zone.text()}, {"what", question_text(question_)}});
    finding.severity = Severity::warning;
    finding.zone = health_.zone;
    finding.rrset = question_text(question_);
    return at_this_server(std::move(finding));
  }

  Finding at_this_server(Finding finding) const {
    finding.server = server_.address;
    return finding;
  }

  bool has(std::uint16_t type) const { return !dns::select(message_.answer, question_.name, type).empty(); }
  bool has_asked() const { return question_.type != dns::type::any && has(question_.type); }
  bool may_stand_beside_an_alias() const {
    return question_.type == dns::type::cname || question_.type == dns::type::nsec ||
           question_.type == dns::type::rrsig;
  }
  bool has_soa() const {
    return std::ranges::any_of(message_.authority,
                               [](const auto& record) { return record.type == dns::type::soa; });
  }

  // Nothing of what was asked for, no alias, and something else.
  bool of_another_type() const {
    if (question_.type == dns::type::any || message_.rcode != dns::rcode::noerror ||
        !message_.problems.empty())
      return false;
    auto leads_on = [&](const dns::Record& record) {
      return record.type == question_.type || record.type == dns::type::cname ||
             record.type == dns::type::dname;
    };
    return !message_.answer.empty() && std::ranges::none_of(message_.answer, leads_on);
  }

  const ZoneHealth& health_;
  const ServerState& server_;
  const dns::Message& message_;
  const dns::Question& question_;
};

}  // namespace

std::vector<Finding> answer_form_findings(const ZoneHealth& health, const dns::Question& question) {
  std::vector<Finding> findings;
  if (!question.name.is_within(health.zone)) return findings;
  for (const auto& server : health.servers) {
    if (!server.good() || !server.answer) continue;
    if (auto finding = AnswerForm(health, server, question).run()) findings.push_back(std::move(*finding));
  }
  return findings;
}

}  // namespace edig::diagnosis

#include "table.h"

#include <fmt/format.h>

#include <iostream>
#include <map>

#include "dns/types.h"

namespace edig::verdict {

void print(const std::vector<Failure>& failures, std::size_t trials, const Options& options,
           const std::function<std::string(std::size_t)>& name_of) {
  std::map<std::string, std::vector<const Failure*>> kinds;
  for (const auto& failure : failures) kinds[failure.what.kind].push_back(&failure);
  for (const auto& [kind, found] : kinds) {
    std::cout << fmt::format("{:>7}  {}\n", found.size(), kind);
    for (const auto* failure : found) {
      std::cout << fmt::format("           {}\n", name_of(failure->trial));
      if (!failure->what.text.empty()) std::cout << fmt::format("             {}\n", failure->what.text);
      if (!options.list) break;
    }
  }
  std::cout << fmt::format("{} of {} trials failed\n", failures.size(), trials);
}

void print(const Outcome& outcome, const std::vector<Stage::Entry>& record, const Options& options) {
  const auto& diagnosis = outcome.diagnosis;
  std::cout << fmt::format("    {}, exit status {}: {}\n", name(diagnosis.status), outcome.exit_status, diagnosis.answer);
  for (const auto& finding : diagnosis.findings)
    std::cout << fmt::format("    {} {} zone {} turn {} server [{}] rrset [{}]: {}\n", name(finding.severity),
                             finding.kind.text(), finding.zone.text(), name(finding.fault), finding.server,
                             finding.rrset, finding.text);
  for (const auto& [ask, given] : record)
    std::cout << fmt::format("    {:<14} {} {}{}{}: {}\n", ask.server.empty() ? "resolver" : ask.server,
                             ask.question.name.text(), dns::type_text(ask.question.type), ask.cd ? "" : " -cd",
                             ask.edns ? "" : " -edns", !given           ? "nothing"
                             : options.list ? to_hex(given->wire)
                                            : fmt::format("{} octets", given->wire.size()));
}

}  // namespace edig::verdict

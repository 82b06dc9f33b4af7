#include "net.h"

#include <fmt/format.h>

#include <iostream>
#include <map>

#include "dns/types.h"
#include "workers.h"

namespace edig::verdict {
namespace {

struct Trial {
  Trials* bed;
  std::size_t number;

  std::string name() const { return bed->name_of(number); }
};

std::vector<Trial> chosen(const std::vector<std::unique_ptr<Trials>>& beds, const Options& options) {
  std::vector<Trial> trials;
  std::size_t all = 0;
  for (const auto& bed : beds)
    for (std::size_t i = 0; i < bed->size(); ++i) {
      bool wanted = options.only.empty() || bed->name_of(i).find(options.only) != std::string::npos;
      if (all++ % options.every == 0 && wanted) trials.push_back({bed.get(), i});
    }
  return trials;
}

void print(const std::vector<Failure>& failures, const std::vector<Trial>& trials, const Options& options) {
  std::map<std::string, std::vector<const Failure*>> kinds;
  for (const auto& failure : failures) kinds[failure.what.kind].push_back(&failure);
  for (const auto& [kind, found] : kinds) {
    std::cout << fmt::format("{:>7}  {}\n", found.size(), kind);
    for (const auto* failure : found) {
      std::cout << fmt::format("           {}\n", trials[failure->trial].name());
      if (!failure->what.text.empty()) std::cout << fmt::format("             {}\n", failure->what.text);
      if (!options.list) break;
    }
  }
  std::cout << fmt::format("{} of {} trials failed\n", failures.size(), trials.size());
}

void show(const std::vector<Trial>& trials, const Options& options) {
  for (const auto& trial : trials) {
    std::cout << trial.name() << std::endl;
    auto failed = trial.bed->make(trial.number, options);
    std::cout << "  " << (failed ? failed->kind + ": " + failed->text : "true") << std::endl;
  }
}

}  // namespace

bool run(const std::vector<std::unique_ptr<Trials>>& beds, const Options& options) {
  auto trials = chosen(beds, options);
  if (options.show) return show(trials, options), true;
  auto failures = make_trials(trials.size(), options.jobs, [&](std::size_t trial) {
    return trials[trial].bed->make(trials[trial].number, options);
  });
  print(failures, trials, options);
  return failures.empty() && !trials.empty();
}

void print(const Outcome& outcome, const std::vector<Stage::Entry>& record, const Options& options) {
  const auto& diagnosis = outcome.diagnosis;
  std::cout << fmt::format("    {}, exit status {}: {}\n", name(diagnosis.status), outcome.exit_status,
                           diagnosis.answer.in(ede::Language::en));
  for (const auto& finding : diagnosis.findings)
    std::cout << fmt::format("    {} {} zone {} turn {} server [{}] rrset [{}]: {}\n", name(finding.severity),
                             finding.kind.text(), finding.zone.text(), name(finding.fault), finding.server,
                             finding.rrset, finding.text.in(ede::Language::en));
  for (const auto& [ask, given] : record)
    std::cout << fmt::format("    {:<14} {} {}{}{}{}: {}\n", ask.server.empty() ? "resolver" : ask.server,
                             ask.question.name.text(), dns::type_text(ask.question.type),
                             ask.cd ? "" : " -cd", ask.edns ? "" : " -edns", ask.tcp ? " tcp" : "",
                             !given         ? "nothing"
                             : options.list ? to_hex(given->wire)
                                            : fmt::format("{} octets", given->wire.size()));
}

}  // namespace edig::verdict

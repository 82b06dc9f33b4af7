#include "run/services.h"

#include "run/client_fetcher.h"
#include "run/look_up.h"
#include "services/report.h"

namespace edig::run {
namespace {

constexpr unsigned max_rounds = 16;
constexpr std::size_t max_causes = 3;  // that are looked into

services::Request request_for(const Services& services, const dns::Name& domain) {
  services::Request request{.domain = domain, .selectors = services.selectors};
  auto plain = services::spf::plain(domain);
  auto sender = services.mail_from.empty() ? plain : services.mail_from;
  if (services.address) request.client = services::spf::Client::make(*services.address, sender, plain);
  if (request.client)
    request.client->now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  return request;
}

// A failure that was looked into: whose it is, and in which zone. Where nobody knows, nothing is learnt.
void learn(const services::Cause& cause, services::Records& records) {
  const auto& [question, diagnosis] = cause;
  const auto* failed = records.known(question);
  if (!failed || diagnosis.findings.empty()) return;
  using enum diagnosis::Fault;
  const auto& root = diagnosis.findings.front();
  bool clear = root.fault == zone || root.fault == parent || root.fault == resolver;
  if (!clear || failed->status != diagnosis::Status::indeterminate) return;
  auto lookup = *failed;
  lookup.status = diagnosis.status;
  lookup.zone = root.zone;
  records.put(question, std::move(lookup));
}

}  // namespace

services::Report look_at_services(const services::Request& request, const Why& why,
                                  std::chrono::steady_clock::time_point deadline,
                                  diagnosis::Fetcher& fetcher) {
  LookUp look_up(why, fetcher, deadline);
  services::Records records;
  auto report = services::judge(request, records);
  for (unsigned round = 0; round < max_rounds; ++round) {
    auto missing = records.take_missing();
    if (missing.empty()) break;
    look_up.answer(missing, records);
    report = services::judge(request, records);
  }
  auto failed = services::failures(report, records);
  if (failed.size() > max_causes) failed.resize(max_causes);
  bool all_looked_up = records.take_missing().empty();
  std::vector<services::Cause> causes;
  for (const auto& question : failed) causes.push_back({question, look_up.diagnose(question)});
  for (const auto& cause : causes) learn(cause, records);
  report = services::judge(request, records);
  report.causes = std::move(causes);
  report.bounded = look_up.bounded() || !all_looked_up;
  report.cost = look_up.cost();
  return report;
}

services::Report look_at_services(const Services& services, const Why& why, const dns::Name& domain,
                                  std::chrono::steady_clock::time_point deadline, transport::Client& client,
                                  const std::vector<transport::Server>& servers,
                                  const transport::Tactics& tactics) {
  ClientFetcher fetcher(client, servers, with_short_tries(why, servers, tactics), why.udp_size);
  return look_at_services(request_for(services, domain), why, deadline, fetcher);
}

}  // namespace edig::run

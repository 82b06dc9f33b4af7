#include "run/services.h"

#include "run/client_fetcher.h"
#include "run/look_up.h"
#include "run/visits.h"
#include "services/report.h"

namespace edig::run {
namespace {

constexpr unsigned max_rounds = 16;
constexpr std::size_t max_causes = 3;  // that are looked into

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

services::Request request_for(const Services& services, const dns::Name& domain) {
  services::Request request{.domain = domain, .selectors = services.selectors};
  auto plain = services::spf::plain(domain);
  auto sender = services.mail_from.empty() ? plain : services.mail_from;
  if (services.address) request.client = services::spf::Client::make(*services.address, sender, plain);
  if (request.client) request.client->now = now();
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

// One domain: its records, and what they come to so far.
class Look {
 public:
  Look(const services::Request& request, const Why& why, std::chrono::steady_clock::time_point deadline,
       diagnosis::Fetcher& fetcher)
      : request_(request), look_up_(why, fetcher, deadline), report_(services::judge(request, records_)) {}

  void look_up() {
    for (unsigned round = 0; round < max_rounds; ++round) {
      auto missing = records_.take_missing();
      if (missing.empty()) break;
      look_up_.answer(missing, records_);
      report_ = services::judge(request_, records_);
    }
    all_looked_up_ = records_.take_missing().empty();
  }

  void find_causes() {
    auto failed = services::failures(report_, records_);
    if (failed.size() > max_causes) failed.resize(max_causes);
    std::vector<services::Cause> causes;
    for (const auto& question : failed) causes.push_back({question, look_up_.diagnose(question)});
    for (const auto& cause : causes) learn(cause, records_);
    report_ = services::judge(request_, records_);
    report_.causes = std::move(causes);
  }

  void connect(const Visits& visits, const Tell& tell) {
    auto destinations = services::destinations(records_, request_.domain, report_.rules);
    tell(announcement(destinations.list));
    auto observation = observe(destinations.list, visits);
    services::add(
        report_,
        services::judge_connection(request_.domain, report_.rules, destinations, std::move(observation)),
        records_);
  }

  services::Report take() {
    report_.bounded = look_up_.bounded() || !all_looked_up_;
    report_.cost = look_up_.cost();
    return std::move(report_);
  }

 private:
  const services::Request& request_;
  services::Records records_;
  LookUp look_up_;
  services::Report report_;
  bool all_looked_up_ = false;
};

}  // namespace

services::Report look_at_services(const Services& services, const Why& why, const dns::Name& domain,
                                  std::chrono::steady_clock::time_point deadline, transport::Client& client,
                                  const std::vector<transport::Server>& servers,
                                  const transport::Tactics& tactics, const Tell& tell) {
  ClientFetcher fetcher(client, servers, with_short_tries(why, servers, tactics), why.udp_size);
  auto request = request_for(services, domain);
  Look look(request, why, deadline, fetcher);
  look.look_up();
  look.find_causes();
  Visits visits{.rules = {.deadline = deadline + why.more_time,
                          .ca_file = services.ca_file,
                          .family = tactics.family,
                          .source_address = tactics.source_address},
                .now = why.at.value_or(now())};
  if (services.connect) look.connect(visits, tell);
  return look.take();
}

services::Report look_at_services(const Services& services, const Why& why, const dns::Name& domain,
                                  std::chrono::steady_clock::time_point deadline,
                                  diagnosis::Fetcher& fetcher) {
  auto request = request_for(services, domain);
  Look look(request, why, deadline, fetcher);
  look.look_up();
  look.find_causes();
  return look.take();
}

}  // namespace edig::run

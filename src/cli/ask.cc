#include "cli/ask.h"

#include <numeric>
#include <optional>
#include <vector>

#include "dns/types.h"

namespace edig::cli {
namespace {

bool is_nxdomain(const report::Report& report) {
  const auto& reply = report.exchange.reply;
  return reply && reply->message.rcode == dns::rcode::nxdomain;
}

class Round {
 public:
  Round(std::span<const Request> requests, const Answered& answered, const Progressed& progressed)
      : requests_(requests),
        answered_(answered),
        progressed_(progressed),
        name_(requests.size()),
        reports_(requests.size()),
        open_(requests.size()) {
    std::iota(open_.begin(), open_.end(), 0);
  }

  bool done() const { return open_.empty(); }

  /// Asks what is open; what has to be asked under its next name is open then.
  void ask(transport::Client& client) {
    std::vector<transport::Job> jobs;
    for (auto index : open_) jobs.push_back(job(index));
    std::vector<std::size_t> again;
    client.ask(jobs, [&](std::size_t at, const transport::Exchange& exchange) {
      auto index = open_[at];
      auto report = report::make_report(jobs[at].query, exchange);
      bool next = is_nxdomain(report) && name_[index] + 1 < requests_[index].names.size();
      if (next)
        ++name_[index], again.push_back(index);
      else if (requests_[index].why.on)
        unexplained_.emplace_back(index, std::move(report));
      else
        settle(index, std::move(report));
    });
    open_ = std::move(again);
    explain(client);
  }

 private:
  transport::Job job(std::size_t index) const {
    const auto& request = requests_[index];
    transport::Job job{request.query, request.servers, request.tactics};
    job.query.question.name = request.names[name_[index]];
    return job;
  }

  // One after the other, when nothing else is asked: a diagnosis has the client for itself.
  void explain(transport::Client& client) {
    for (auto& [index, report] : unexplained_) {
      const auto& request = requests_[index];
      report.diagnosis = find_out_why(request.why, report, client, request.servers, request.tactics);
      settle(index, std::move(report));
    }
    unexplained_.clear();
  }

  void settle(std::size_t index, report::Report report) {
    reports_[index] = std::move(report);
    if (progressed_) progressed_(++settled_);
    for (; next_ < reports_.size() && reports_[next_]; ++next_) {
      answered_(requests_[next_], *reports_[next_]);
      reports_[next_].reset();
    }
  }

  std::span<const Request> requests_;
  const Answered& answered_;
  const Progressed& progressed_;
  std::vector<std::size_t> name_;                       // which of its names a request is asked under
  std::vector<std::optional<report::Report>> reports_;  // settled, but not yet in turn
  std::vector<std::size_t> open_;
  std::vector<std::pair<std::size_t, report::Report>> unexplained_;  // answered, to be diagnosed
  std::size_t next_ = 0, settled_ = 0;
};

}  // namespace

void ask_all(transport::Client& client, std::span<const Request> requests, const Answered& answered,
             const Progressed& progressed) {
  Round round(requests, answered, progressed);
  while (!round.done()) round.ask(client);
}

}  // namespace edig::cli

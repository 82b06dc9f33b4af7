#include "cli/ask.h"

#include <algorithm>
#include <numeric>
#include <optional>
#include <vector>

#include "cli/compare.h"
#include "dns/types.h"

namespace edig::cli {
namespace {

// Beyond the question itself.
bool has_more_to_do(const Request& request) {
  return request.why.on || !request.beside.empty() || request.error_reporting != ErrorReporting::none;
}

bool is_nxdomain(const std::optional<report::Report>& report) {
  const auto& reply = report->exchange.reply;
  return reply && reply->message.rcode == dns::rcode::nxdomain;
}

class Round {
 public:
  Round(std::span<const Request> requests, const Answered& answered, const Progressed& progressed)
      : requests_(requests),
        answered_(answered),
        progressed_(progressed),
        name_(requests.size()),
        sides_(requests.size()),
        replied_(requests.size()),
        reports_(requests.size()),
        open_(requests.size()) {
    std::iota(open_.begin(), open_.end(), 0);
    for (auto index : open_) sides_[index].resize(side_count(requests[index]));
  }

  bool done() const { return open_.empty(); }

  /// Asks what is open; what has to be asked under its next name is open then.
  void ask(transport::Client& client) {
    std::vector<transport::Job> jobs;
    std::vector<std::pair<std::size_t, std::size_t>>
        places;  // of each job: its request, and which of its servers
    for (auto index : open_)
      for (std::size_t side = 0; side < sides_[index].size(); ++side) {
        jobs.push_back(job(index, side));
        places.emplace_back(index, side);
      }
    open_.clear();
    client.ask(jobs, [&](std::size_t at, const transport::Exchange& exchange) {
      auto [index, side] = places[at];
      sides_[index][side] = report::make_report(jobs[at].query, exchange);
      if (++replied_[index] == sides_[index].size()) complete(index);
    });
    finish(client);
  }

 private:
  transport::Job job(std::size_t index, std::size_t side) const {
    const auto& request = side_of(requests_[index], side);
    transport::Job job{request.query, request.servers, request.tactics};
    job.query.question.name = request.names[name_[index]];
    return job;
  }

  // All servers of a request have replied, or will not.
  void complete(std::size_t index) {
    auto& sides = sides_[index];
    replied_[index] = 0;
    bool next = std::ranges::all_of(sides, is_nxdomain) && name_[index] + 1 < requests_[index].names.size();
    if (next)
      ++name_[index], open_.push_back(index);
    else if (has_more_to_do(requests_[index]))
      unfinished_.push_back(index);
    else
      settle(index, std::move(*sides.front()));
  }

  // One after the other, when nothing else is asked: a diagnosis has the client for itself.
  void finish(transport::Client& client) {
    for (auto index : unfinished_) {
      const auto& request = requests_[index];
      auto report = complete_report(client, request, sides_[index]);
      if (request.error_reporting != ErrorReporting::none) report_error(client, request, report);
      settle(index, std::move(report));
    }
    unfinished_.clear();
  }

  static report::Report complete_report(transport::Client& client, const Request& request,
                                        std::vector<std::optional<report::Report>>& sides) {
    std::vector<report::Report> reports;
    for (auto& side : sides) reports.push_back(std::move(*side));
    if (reports.size() > 1) return put_side_by_side(client, request, std::move(reports));
    auto& report = reports.front();
    if (request.why.on)
      report.diagnosis = find_out_why(request.why, report, client, request.servers, request.tactics);
    return std::move(report);
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
  std::vector<std::size_t> name_;  // which of its names a request is asked under
  std::vector<std::vector<std::optional<report::Report>>> sides_;  // of each request: one for each server
  std::vector<std::size_t> replied_;                               // how many of them are there
  std::vector<std::optional<report::Report>> reports_;             // settled, but not yet in turn
  std::vector<std::size_t> open_;
  std::vector<std::size_t> unfinished_;  // answered, to be compared or diagnosed
  std::size_t next_ = 0, settled_ = 0;
};

}  // namespace

void ask_all(transport::Client& client, std::span<const Request> requests, const Answered& answered,
             const Progressed& progressed) {
  Round round(requests, answered, progressed);
  while (!round.done()) round.ask(client);
}

}  // namespace edig::cli

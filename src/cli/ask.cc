#include "cli/ask.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "cli/compare.h"
#include "dns/types.h"

namespace edig::cli {
namespace {

// Beyond the question itself.
bool has_more_to_do(const Request& request) {
  return request.why.on || !request.beside.empty() || request.error_reporting != ErrorReporting::none;
}

// A request on its way to its report.
struct Asking {
  std::size_t turn;
  Request request;
  std::size_t name = 0;                              // which of its names it is asked under
  std::vector<std::optional<report::Report>> sides;  // one for each of its servers
  std::size_t replied = 0;                           // how many of them are there
};

using AskingPtr = std::shared_ptr<Asking>;

bool is_nxdomain(const std::optional<report::Report>& report) {
  const auto& reply = report->exchange.reply;
  return reply && reply->message.rcode == dns::rcode::nxdomain;
}

transport::Job job(const Asking& asking, std::size_t side) {
  const auto& request = side_of(asking.request, side);
  transport::Job job{request.query, request.servers, request.tactics};
  job.query.question.name = request.names[asking.name];
  return job;
}

class Round : public transport::Errands {
 public:
  Round(std::vector<Request> requests, RequestSource* more, Listener& listener)
      : given_(std::make_move_iterator(requests.begin()), std::make_move_iterator(requests.end())),
        more_(more),
        listener_(listener) {}

  void run(transport::Client& client) {
    for (;;) {
      client.ask(*this);
      if (unfinished_.empty()) return;
      finish(client);
    }
  }

  std::optional<transport::Errand> next() override {
    while (errands_.empty() && may_begin())
      if (!begin_next()) break;
    if (errands_.empty()) return std::nullopt;
    auto errand = std::move(errands_.front());
    errands_.pop_front();
    return errand;
  }

  std::optional<int> awaited() const override {
    return may_begin() && more_ ? more_->awaited() : std::nullopt;
  }

 private:
  // A diagnosis has the client for itself: before one, what is under way comes to its end.
  bool may_begin() const {
    return unfinished_.empty() && longer_ < max_longer && listener_.has_room(under_way_);
  }

  // False where there is none to begin now.
  bool begin_next() {
    std::optional<Result<Request>> request;
    if (!given_.empty()) {
      request = std::move(given_.front());
      given_.pop_front();
    } else if (more_) {
      request = more_->next();
    }
    if (request) begin(std::move(*request));
    return request.has_value();
  }

  void begin(Result<Request> request) {
    auto turn = turns_++;
    if (!request) return listener_.refused(turn, request.error());
    ++under_way_;
    auto asking = std::make_shared<Asking>(turn, std::move(*request));
    if (has_more_to_do(asking->request)) ++longer_;
    ask(asking);
  }

  void ask(const AskingPtr& asking) {
    auto count = side_count(asking->request);
    asking->replied = 0;
    asking->sides.assign(count, std::nullopt);
    for (std::size_t side = 0; side < count; ++side) {
      auto asked = job(*asking, side);
      auto done = [this, asking, side, query = asked.query](transport::Exchange exchange) {
        asking->sides[side] = report::make_report(query, std::move(exchange));
        if (++asking->replied == asking->sides.size()) complete(asking);
      };
      errands_.push_back({std::move(asked), std::move(done)});
    }
  }

  // All servers of a request have replied, or will not.
  void complete(const AskingPtr& asking) {
    bool next =
        std::ranges::all_of(asking->sides, is_nxdomain) && asking->name + 1 < asking->request.names.size();
    if (next)
      ++asking->name, ask(asking);
    else if (has_more_to_do(asking->request))
      unfinished_.push_back(asking);
    else
      settle(*asking, *asking->sides.front());
  }

  void settle(const Asking& asking, const report::Report& report) {
    --under_way_;
    if (has_more_to_do(asking.request)) --longer_;
    listener_.answered(asking.turn, asking.request, report);
  }

  // One after the other, when nothing else is asked.
  void finish(transport::Client& client) {
    for (const auto& asking : std::exchange(unfinished_, {})) {
      const auto& request = asking->request;
      auto report = complete_report(client, request, asking->sides);
      if (request.error_reporting != ErrorReporting::none) report_error(client, request, report);
      settle(*asking, report);
    }
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

  // Of those that have more to do, as many at a time: the first is not held up by all the others.
  static constexpr std::size_t max_longer = 16;

  std::deque<Request> given_;
  RequestSource* more_;
  Listener& listener_;
  std::deque<transport::Errand> errands_;  // yet to be asked
  std::vector<AskingPtr> unfinished_;      // answered, to be compared or diagnosed
  std::size_t turns_ = 0, under_way_ = 0;
  std::size_t longer_ = 0;  // of those under way, how many have more to do
};

}  // namespace

void ask_all(transport::Client& client, std::vector<Request> requests, RequestSource* more,
             Listener& listener) {
  Round(std::move(requests), more, listener).run(client);
}

}  // namespace edig::cli

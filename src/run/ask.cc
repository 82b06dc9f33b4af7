#include "run/ask.h"

#include <algorithm>
#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "dns/types.h"
#include "run/compare.h"
#include "run/designation.h"
#include "run/nssearch.h"
#include "run/trace.h"
#include "run/transfer.h"
#include "services/report.h"

namespace edig::run {
namespace {

using Clock = std::chrono::steady_clock;

// Beyond the question itself.
bool has_more_to_do(const Request& request) {
  return dns::is_transfer(request.query.question) || request.why.on || request.services.on ||
         !request.beside.empty() || request.follow_up || request.error_reporting != ErrorReporting::none;
}

// A request on its way to its report.
struct Asking {
  std::size_t turn;
  Request request;
  std::size_t name = 0;                              // which of its names it is asked under
  std::vector<std::optional<report::Report>> sides;  // one for each of its servers
  std::size_t replied = 0;                           // how many of them are there
  std::vector<report::Report> searched;              // of the names before, to be shown
  std::optional<report::Designation> designation;    // +ddr: of the server that is asked
  Clock::time_point begun = Clock::now();
  Clock::duration taken{};  // before its diagnosis could begin

  bool last_name() const { return name + 1 == request.names.size(); }
  // What the diagnosis asks does not depend on the reply.
  bool diagnosed_beside() const { return request.why.on && request.beside.empty() && last_name(); }
};

using AskingPtr = std::shared_ptr<Asking>;

// What resolvers designate: asked once, for all that ask the same of them.
struct Discovery {
  std::vector<transport::Server> resolvers;
  transport::TlsPolicy policy;
  std::vector<AskingPtr> waiting;
  std::optional<Designated> found = {};

  bool is_for(const Request& request) const {
    return resolvers == request.servers && policy == *request.discover;
  }
};

bool is_nxdomain(const std::optional<report::Report>& report) {
  const auto& reply = report->exchange.reply;
  return reply && reply->message.rcode == dns::rcode::nxdomain;
}

transport::Job side_job(const Asking& asking, std::size_t side) {
  const auto& request = side_of(asking.request, side);
  transport::Job job{request.query, request.servers, request.tactics};
  job.query.question.name = request.names[asking.name];
  if (request.why.on) job.tactics.deadline = asking.begun + request.why.patience();
  job.tactics.account = std::make_shared<transport::Traffic>();
  return job;
}

class Round : public transport::Errands {
 public:
  Round(transport::Client& client, std::vector<Request> requests, RequestSource* more, Listener& listener)
      : client_(client),
        given_(std::make_move_iterator(requests.begin()), std::make_move_iterator(requests.end())),
        more_(more),
        listener_(listener) {}

  void run() {
    for (;;) {
      client_.ask(*this);
      if (longer_.empty()) return;
      finish();
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

  // Nobody waits for another question while there is something to diagnose.
  std::optional<int> awaited() const override {
    bool waiting = may_begin() && more_ && std::ranges::none_of(longer_, &Asking::diagnosed_beside);
    return waiting ? more_->awaited() : std::nullopt;
  }

 private:
  // A diagnosis has the client for itself, but for the questions of others that are diagnosed: before one,
  // what is under way comes to its end.
  bool may_begin() const { return !due_ && longer_.size() < max_longer && listener_.has_room(under_way_); }

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
    if (has_more_to_do(asking->request)) longer_.push_back(asking);
    if (dns::is_transfer(asking->request.query.question))
      due_ = true;
    else
      asking->request.discover ? discover(asking) : ask(asking);
  }

  void discover(const AskingPtr& asking) {
    const auto& request = asking->request;
    auto same = std::ranges::find_if(discoveries_, [&](const auto& known) { return known->is_for(request); });
    if (same == discoveries_.end()) return begin_discovery(asking);
    const auto& known = **same;
    known.found ? ask_designated(asking, *known.found) : (*same)->waiting.push_back(asking);
  }

  // One that fails is told to those who wait for it, and not kept.
  void begin_discovery(const AskingPtr& asking) {
    const auto& request = asking->request;
    auto discovery = std::make_shared<Discovery>(request.servers, *request.discover, std::vector{asking});
    if (discoveries_.size() == most_discoveries) discoveries_.pop_front();
    discoveries_.push_back(discovery);
    errands_.push_back({designation_job(request), [this, discovery](transport::Exchange exchange) {
                          auto waiting = std::exchange(discovery->waiting, {});
                          auto designated = read_designation(waiting.front()->request, exchange);
                          if (designated)
                            discovery->found = *designated;
                          else
                            std::erase(discoveries_, discovery);
                          for (const auto& each : waiting)
                            designated ? ask_designated(each, *designated)
                                       : give_up(each, exchange, designated.error());
                        }});
  }

  void ask_designated(const AskingPtr& asking, const Designated& designated) {
    redirect(asking->request, designated);
    asking->designation = designated.designation;
    ask(asking);
  }

  // Nobody is there to ask the question.
  void give_up(const AskingPtr& asking, transport::Exchange exchange, Error error) {
    exchange.reply = std::unexpected(std::move(error));
    asking->sides.assign(1, report::make_report(asking->request.query, std::move(exchange)));
    asking->name = asking->request.names.size() - 1;
    complete(asking);
  }

  void ask(const AskingPtr& asking) {
    auto count = side_count(asking->request);
    asking->replied = 0;
    asking->sides.assign(count, std::nullopt);
    asking->taken = Clock::now() - asking->begun;
    for (std::size_t side = 0; side < count; ++side) {
      auto asked = side_job(*asking, side);
      auto done = [this, asking, side, query = asked.query,
                   traffic = asked.tactics.account](transport::Exchange exchange) {
        asking->sides[side] = report::make_report(query, std::move(exchange));
        asking->sides[side]->traffic = *traffic;
        asking->sides[side]->designation = asking->designation;
        if (++asking->replied == asking->sides.size()) complete(asking);
      };
      transport::Errand errand{std::move(asked), std::move(done)};
      asking->diagnosed_beside() ? client_.begin(std::move(errand)) : errands_.push_back(std::move(errand));
    }
  }

  // All servers of a request have replied, or will not.
  void complete(const AskingPtr& asking) {
    if (std::ranges::all_of(asking->sides, is_nxdomain) && !asking->last_name()) {
      if (asking->request.show_search) asking->searched.push_back(std::move(*asking->sides.front()));
      ++asking->name;
      ask(asking);
    } else if (has_more_to_do(asking->request)) {
      if (!asking->diagnosed_beside()) asking->taken = Clock::now() - asking->begun;
      due_ = true;
    } else {
      asking->sides.front()->searched = std::move(asking->searched);
      settle(*asking, *asking->sides.front());
    }
  }

  void settle(const Asking& asking, const report::Report& report) {
    --under_way_;
    listener_.answered(asking.turn, asking.request, report);
  }

  // One after the other, when nothing else is asked.
  void finish() {
    for (const auto& asking : longer_) {
      const auto& request = asking->request;
      if (dns::is_transfer(request.query.question)) {
        transfer(*asking);
        continue;
      }
      auto report = complete_report(*asking);
      // Without a reply there is nobody to ask.
      bool can_be_asked = report.exchange.reply || request.why.direct;
      if (request.services.on && can_be_asked) report.services = services_of(*asking, report);
      if (request.error_reporting != ErrorReporting::none) report_error(client_, request, report);
      settle(*asking, report);
    }
    longer_.clear();
    due_ = false;
  }

  void transfer(const Asking& asking) {
    const auto& request = asking.request;
    auto outcome = transfer_zone(client_, request, [&](auto text) { listener_.write(request, text); });
    if (outcome.report) return settle(asking, *outcome.report);
    --under_way_;
    listener_.written(asking.turn, request, outcome.status, outcome.complaints);
  }

  report::Report complete_report(Asking& asking) {
    const auto& request = asking.request;
    auto deadline = Clock::now() + request.why.deadline - asking.taken;
    if (asking.diagnosed_beside()) return diagnose(asking, deadline);
    std::vector<report::Report> reports;
    for (auto& side : asking.sides) reports.push_back(std::move(*side));
    if (reports.size() > 1) return put_side_by_side(client_, request, std::move(reports), deadline);
    if (request.follow_up.kind == FollowUp::Kind::trace)
      return trace(client_, request, std::move(reports.front()));
    if (request.follow_up) return search_name_servers(client_, request, std::move(reports.front()));
    return std::move(reports.front());
  }

  std::shared_ptr<const services::Report> services_of(const Asking& asking, const report::Report& report) {
    const auto& request = asking.request;
    return std::make_shared<const services::Report>(look_at_services(
        request.services, request.why, report.query.question.name, Clock::now() + request.why.deadline,
        client_, request.servers, request.tactics, [&](const std::string& lines) { listener_.told(lines); }));
  }

  report::Report diagnose(Asking& asking, Clock::time_point deadline) {
    const auto& request = asking.request;
    auto& report = asking.sides.front();
    auto await_report = [&](Clock::time_point until) {
      client_.carry_on(until, [&] { return report.has_value(); });
      return report ? &*report : nullptr;
    };
    dns::Question question = request.query.question;
    question.name = request.names[asking.name];
    auto diagnosis = find_out_why(request.why, question, await_report, deadline, client_, request.servers,
                                  request.tactics);
    await_report(Clock::time_point::max());  // it has a deadline of its own
    report->diagnosis = std::move(diagnosis);
    return std::move(*report);
  }

  // Of those that have more to do, as many at a time: the first is not held up by all the others.
  static constexpr std::size_t max_longer = 16;
  static constexpr std::size_t most_discoveries = 64;

  transport::Client& client_;
  std::deque<Request> given_;
  RequestSource* more_;
  Listener& listener_;
  std::deque<transport::Errand> errands_;               // yet to be asked
  std::deque<std::shared_ptr<Discovery>> discoveries_;  // the latest
  std::vector<AskingPtr> longer_;                       // those of them under way that have more to do
  bool due_ = false;                                    // one of them has its reply
  std::size_t turns_ = 0, under_way_ = 0;
};

}  // namespace

void ask_all(transport::Client& client, std::vector<Request> requests, RequestSource* more,
             Listener& listener) {
  Round(client, std::move(requests), more, listener).run();
}

}  // namespace edig::run

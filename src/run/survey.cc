#include "run/survey.h"

#include <algorithm>
#include <utility>

#include "base/exit_status.h"
#include "run/complain.h"
#include "run/interruption.h"
#include "run/survey_asking.h"
#include "run/survey_output.h"
#include "survey/leftovers.h"
#include "survey/resume.h"

namespace edig::run {
namespace {

using Clock = std::chrono::steady_clock;
using survey::Row;

constexpr auto tick = std::chrono::milliseconds(100), input_tick = std::chrono::milliseconds(10);
// What failed is asked again so many at a time, and at a tenth of the rate.
constexpr std::size_t few = 16;
constexpr double slow_rate = 50;
// No server answers for that long: it is not the names.
constexpr auto longest_silence = std::chrono::seconds(60);
constexpr std::size_t max_servers = 64;

survey::Pace gentle(survey::Pace pace) {
  pace.parallel = std::min(pace.parallel, few);
  pace.rate = pace.rate == 0 ? 0 : std::max(1.0, std::min(pace.rate, slow_rate));
  return pace;
}

class Survey {
 public:
  Survey(const SurveyOrder& order, const Request& request, survey::Input input, SurveyOutput output,
         survey::Done done)
      : order_(order),
        request_(request),
        servers_(request.servers),
        input_(std::move(input)),
        output_(std::move(output)),
        done_(std::move(done)) {}

  int run() {
    if (auto opened = open(order_.pace, [this](Row& row) { take(row); }); !opened)
      return complain(opened.error());
    while (going() && (feed() || asking_->under_way() > 0)) carry_on();
    if (going() && leftovers_.size() > 0) ask_again();
    finish();
    return status_;
  }

 private:
  Result<void> open(const survey::Pace& pace, SurveyAsking::Done done) {
    auto asking = SurveyAsking::open(servers_, request_.tactics, request_.query, pace, std::move(done));
    if (!asking) return std::unexpected(asking.error());
    asking_ = std::move(*asking);
    return {};
  }

  bool going() const { return status_ == status::good; }

  void carry_on() {
    auto wait = waits_for_input_ ? input_tick : tick;
    asking_->carry_on(Clock::now() + wait);
    if (auto now = Clock::now(); now >= next_tick_) {
      next_tick_ = now + tick;
      look_around();
    }
  }

  void look_around() {
    keep(output_.flush_due());
    if (auto kind = interruption_.wait(std::chrono::milliseconds(0)); kind != Interruption::Kind::none) {
      constexpr int interrupted = 130;
      status_ = interrupted;
    }
    if (asking_->silence() > longest_silence) {
      status_ = complain({Error::Kind::timeout,
                          "no server has answered anything for 60 s; what was not asked is left",
                          order_.resume.empty() ? "" : "the same command goes on from there"});
    }
  }

  // False where the input is over.
  bool feed() {
    waits_for_input_ = false;
    while (asking_->has_room()) {
      auto entry = next_entry();
      if (!entry) return !input_.ended();
      add(std::move(*entry));
    }
    return true;
  }

  // The next that is to be asked here.
  std::optional<survey::Entry> next_entry() {
    for (;;) {
      auto entry = input_.next();
      if (!entry) {
        waits_for_input_ = !input_.ended();
        return std::nullopt;
      }
      if (done_.lines.has(input_.line())) continue;
      if (!*entry) {
        refuse(entry->error());
        if (entry->error().kind == Error::Kind::file && input_.ended()) return std::nullopt;
        continue;
      }
      if (order_.shard && !order_.shard->takes((*entry)->name)) continue;
      return std::move(**entry);
    }
  }

  void refuse(const Error& error) {
    if (error.kind == Error::Kind::file) {
      status_ = std::max(status_, complain(error));
      return;
    }
    Row row;
    row.line = input_.line();
    row.outcome = survey::Outcome::bad_input;
    row.name = input_.text();
    row.error = error.text;
    write(row);
  }

  void add(survey::Entry entry) {
    Subject subject{.line = input_.line(), .name = std::move(entry.name), .weight = entry.weight};
    auto usual = entry.usual.value_or(request_.query.question.type);
    subject.type = entry.type.value_or(order_.type.value_or(usual));
    asking_->add(subject);
  }

  // Of the first pass.
  void take(const Row& row) {
    if (row.fine()) return write(row);
    keep(leftovers_.add(row));
  }

  void ask_again() {
    auto opened = open(gentle(order_.pace), [this](Row& row) {
      row.recovered = row.fine();
      write(row);
    });
    if (!opened) {
      status_ = complain(opened.error());
      return;
    }
    leftovers_.rewind();
    bool more = true;
    while (going() && (more || asking_->under_way() > 0)) {
      while (more && asking_->has_room()) more = add_again();
      carry_on();
    }
  }

  bool add_again() {
    auto row = leftovers_.next();
    if (!row) return false;
    auto name = dns::Name::parse(row->name);
    if (name)
      asking_->add({.line = row->line, .name = std::move(*name), .type = row->type, .weight = row->weight});
    return true;
  }

  void write(const Row& row) {
    if (order_.failures_only && row.fine()) return;
    keep(output_.write(row));
  }

  void keep(Result<void> result) {
    if (!result && going()) status_ = complain(result.error());
  }

  void finish() { keep(output_.flush()); }

  const SurveyOrder& order_;
  const Request& request_;
  std::vector<transport::Server> servers_;
  survey::Input input_;
  SurveyOutput output_;
  survey::Done done_;
  survey::Leftovers leftovers_;
  std::unique_ptr<SurveyAsking> asking_;
  Interruption interruption_;
  Clock::time_point next_tick_{};
  bool waits_for_input_ = false;
  int status_ = status::good;
};

}  // namespace

int survey(transport::Client&, const SurveyOrder& order, const Request& request) {
  auto input = survey::Input::open(order.file, order.columns);
  if (!input) return complain(input.error());
  survey::Done done;
  if (!order.resume.empty()) {
    auto read = survey::read_done(order.resume, [](const Row&) {});
    if (!read) return complain(read.error());
    done = std::move(*read);
  }
  auto output = SurveyOutput::open(order.resume, done.size, order.csv, request.style.language);
  if (!output) return complain(output.error());
  return Survey(order, request, std::move(*input), std::move(*output), std::move(done)).run();
}

}  // namespace edig::run

#include "run/survey.h"

#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <thread>
#include <utility>

#include "base/exit_status.h"
#include "base/whole_file.h"
#include "base/write_all.h"
#include "report/survey_html.h"
#include "report/survey_json.h"
#include "report/survey_text.h"
#include "run/complain.h"
#include "run/interruption.h"
#include "run/survey_again.h"
#include "run/survey_causes.h"
#include "run/survey_health.h"
#include "run/survey_lines.h"
#include "run/survey_output.h"
#include "run/survey_progress.h"
#include "run/survey_resume.h"
#include "run/survey_servers.h"
#include "run/survey_services.h"
#include "run/survey_signing.h"
#include "survey/leftovers.h"

namespace edig::run {
namespace {

using Clock = std::chrono::steady_clock;
using survey::Purpose;
using survey::Row;

constexpr auto tick = std::chrono::milliseconds(100), input_tick = std::chrono::milliseconds(10);
// What failed is asked again so many at a time, and at a tenth of the usual rate.
constexpr std::size_t few = 16;
constexpr double slow_rate = 50;
constexpr auto rest_between = std::chrono::seconds(1);
// No server answers for that long: it is not the names.
constexpr auto longest_silence = std::chrono::seconds(60), short_silence = std::chrono::seconds(10);
// Servers that seem to be gone are asked for the root so often.
constexpr auto between_care = std::chrono::seconds(5);
// As a shell has it of a program that SIGINT ended; so this one ends where the signal still waits for it.
constexpr int interrupted = 130;

survey::Pace gentle(survey::Pace pace) {
  pace.parallel = std::min(pace.parallel, few);
  pace.rate = pace.rate == 0 ? 0 : std::max(1.0, std::min(pace.rate, slow_rate));
  return pace;
}

std::string_view trimmed(std::string_view line) {
  auto end = line.find_last_not_of(" \t\r");
  return line.substr(0, end == line.npos ? 0 : end + 1);
}

class Survey {
 public:
  Survey(transport::Client& client, const SurveyOrder& order, const Request& request, survey::Input input,
         SurveyOutput output)
      : client_(client),
        order_(order),
        request_(request),
        servers_(request.servers, order.server_of),
        input_(std::move(input)),
        output_(std::move(output)),
        progress_(order.progress_as_json) {}

  void go_on_from(SurveyBefore before) {
    done_ = std::move(before.done);
    summary_ = std::move(before.summary);
  }

  int run() {
    if (!look_at_servers()) return status_;
    keep(open(order_.pace, &Survey::take));
    while (going() && (feed() || lines_->under_way() > 0)) carry_on();
    lines_.reset();
    if (leftovers_.size() > 0) ask_again();
    if (order_.purpose == Purpose::signing)
      look_at_zones();
    else if (order_.purpose == Purpose::services)
      look_at_services();
    else if (order_.why && to_diagnose_.size() > 0)
      find_causes();
    finish();
    return status_;
  }

 private:
  bool going() const { return status_ == status::good; }

  void keep(Result<void> result) {
    if (!result && going()) stop(complain(result.error()));
  }
  void stop(int status) {
    progress_.clear();
    status_ = std::max(status_, status);
  }

  bool look_at_servers() {
    std::vector<std::string> told = order_.warnings;
    auto health = run::look_at_servers(client_, request_.query, servers_.any(), request_.tactics);
    auto fit = leave_healthy(servers_.any(), health, order_.purpose, told);
    write_all(STDERR_FILENO, warnings(told));
    if (!fit) return stop(complain(fit.error())), false;
    doubtful_ = fit->trust == Trust::doubtful;
    again_.set_validating(std::move(fit->validates));
    return true;
  }

  Result<void> open(const survey::Pace& pace, void (Survey::*done)(Row&)) {
    auto lines = SurveyLines::open(servers_.any(), request_.tactics, request_.query, pace, order_.purpose,
                                   [this, done](Row& row) {
                                     if (!order_.answer) row.message = {};
                                     (this->*done)(row);
                                   });
    if (!lines) return std::unexpected(lines.error());
    lines_ = std::move(*lines);
    servers_.begin(lines_->asking());
    if (order_.purpose == Purpose::agreement && !servers_.differ())
      return fail(Error::Kind::usage, "+compare tells the servers of a survey apart by address and port",
                  "two of them have the same");
    return {};
  }

  void carry_on() {
    lines_->carry_on(Clock::now() + (waits_for_input_ ? input_tick : tick));
    auto now = Clock::now();
    if (now < next_tick_) return;
    next_tick_ = now + tick;
    look_around();
    look_after_servers(now);
    if (lines_->asking().silence() <= longest_silence) return;
    stop(complain({Error::Kind::timeout,
                   "no server has answered anything for 60 s; what was not asked is left",
                   order_.resume.empty() ? "" : "the same command goes on from there"}));
  }

  // Names that a server is silent about are no sign that it is gone.
  void look_after_servers(Clock::time_point now) {
    bool doubt = lines_->asking().silence() > short_silence || lines_->asking().any_silent();
    if (!doubt || now < next_care_) return;
    auto answers = which_answer(client_, request_.query, servers_.any(), request_.tactics);
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (answers[i]) lines_->asking().hear(static_cast<survey::Scheduler::Server>(i));
    next_care_ = Clock::now() + between_care;
  }

  void look_around() {
    keep(output_.flush_due());
    progress_.show(input_.part_read());
    if (interruption_.wait(std::chrono::milliseconds(0)) != Interruption::Kind::none) stop(interrupted);
  }

  // False where the input is over.
  bool feed() {
    waits_for_input_ = false;
    while (lines_->has_room()) {
      auto entry = next_entry();
      if (!entry) return !input_.ended();
      add(*entry);
    }
    return true;
  }

  // The next that is to be asked here.
  std::optional<survey::Entry> next_entry() {
    while (going()) {
      auto entry = input_.next();
      waits_for_input_ = !entry && !input_.ended();
      if (!entry) return std::nullopt;
      if (done_.rows.has(input_.line())) continue;
      bool ours = *entry ? !order_.shard || order_.shard->takes((*entry)->name) : is_first_shard();
      if (ours && *entry) return std::move(**entry);
      if (ours) refuse(entry->error());
    }
    return std::nullopt;
  }

  // A line that holds no name is told once, in whichever number of shards.
  bool is_first_shard() const { return !order_.shard || order_.shard->index == 0; }

  void refuse(const Error& error) {
    if (error.kind == Error::Kind::file && input_.ended()) return stop(complain(error));
    Row row{.line = input_.line(),
            .name = trimmed(input_.text()),
            .outcome = survey::Outcome::bad_input,
            .kind = Error::Kind::usage,
            .error = error.text};
    write(row);
  }

  void add(const survey::Entry& entry) {
    Subject subject{.line = input_.line(), .name = entry.name, .weight = entry.weight};
    auto usual = order_.type.value_or(entry.usual.value_or(request_.query.question.type));
    subject.type = entry.type.value_or(usual);
    if (entry.server.empty() && order_.purpose == Purpose::agreement)
      return lines_->add(subject, servers_.missing(subject.line, done_.rows));
    if (entry.server.empty()) return lines_->add(subject);
    if (order_.purpose == Purpose::validation)
      return refuse({Error::Kind::usage,
                     "+preflight asks the servers of the command line, which were seen to validate",
                     {}});
    auto server = servers_.named(std::string(entry.server));
    if (!server) return refuse(server.error());
    subject.server = *server;
    lines_->add(subject);
  }

  // Of the first pass.
  void take(Row& row) {
    if (order_.purpose == Purpose::signing) return keep(to_diagnose_.add(row));
    if (row.fine()) return settle(row);
    keep(leftovers_.add(row));
  }

  // The second: alone, so that it is neither our haste nor others' trouble.
  void ask_again() {
    leftovers_.rewind();
    if (going()) progress_.begin("asking again what failed", leftovers_.size());
    if (order_.pace.rate != 0) rest();
    if (going()) keep(open(gentle(order_.pace), &Survey::take_again));
    while (going()) {
      while (going() && lines_->has_room() && add_again()) {
      }
      if (!going() || lines_->under_way() == 0) break;
      carry_on();
    }
    lines_.reset();
    write_rest_of_second();
  }

  // A server that counts questions by the second has forgotten the first pass.
  void rest() {
    for (auto end = Clock::now() + rest_between; going() && Clock::now() < end; look_around())
      std::this_thread::sleep_for(tick);
  }

  // False where nothing is left.
  bool add_again() {
    auto subject = again_.next();
    auto row = subject ? std::nullopt : leftovers_.next();
    if (row) subject = again_.begin(*row);
    if (subject) lines_->add(*subject);
    return subject || row;
  }

  void take_again(Row& row) {
    if (!again_.end(row)) return;
    row.recovered = row.fine();
    settle(row);
  }

  // Written, or first looked into.
  void settle(Row& row) {
    bool into = order_.purpose == Purpose::services ? can_be_asked(row) : order_.why && !row.fine();
    into ? keep(to_diagnose_.add(row)) : write(row);
  }

  // Where it gives no reply, its services are not known either.
  bool can_be_asked(const Row& row) const {
    return row.outcome == survey::Outcome::replied || request_.why.direct;
  }

  void find_causes() {
    SurveyCauses causes(client_, request_);
    diagnose("finding out why", [&](Row& row) { causes.find(row, servers_.of(row)); });
  }

  void look_at_zones() {
    SurveySigning signing(client_, request_);
    diagnose("looking at the zones", [&](Row& row) { signing.look_at(row, servers_.of(row)); });
  }

  // Several side by side.
  void look_at_services() {
    progress_.begin("looking at services", to_diagnose_.size());
    to_diagnose_.rewind();
    SurveyServices services(client_, request_, order_.pace, [this](Row& row) { write(row); });
    for (bool more = true; going() && (more || services.under_way() > 0);) {
      while (more && going() && services.has_room()) {
        auto row = to_diagnose_.next();
        more = row.has_value();
        if (more) services.look_at(*row, servers_.of(*row));
      }
      services.carry_on(Clock::now() + tick);
      look_around();
    }
    services.give_up();
    write_rest(to_diagnose_);
  }

  // One after the other, by evidence that they share.
  template <typename Look>
  void diagnose(const char* phase, Look look) {
    progress_.begin(phase, to_diagnose_.size());
    to_diagnose_.rewind();
    while (going()) {
      auto row = to_diagnose_.next();
      if (!row) break;
      look(*row);
      write(*row);
      look_around();
    }
    write_rest(to_diagnose_);
  }

  // What the second pass was broken off in: those that were under way, then those that it did not come to.
  void write_rest_of_second() {
    auto read = leftovers_.read();
    leftovers_.rewind();
    while (leftovers_.read() < read) {
      auto row = leftovers_.next();
      if (!row) break;
      if (!again_.is_under_way(*row)) continue;
      row->doubtful = true;
      write(*row);
    }
    write_rest(leftovers_);
  }

  // What the run was broken off before: each line has its row, as far as it is known.
  void write_rest(survey::Leftovers& rows) {
    while (auto row = rows.next()) {
      row->doubtful = true;
      if (order_.purpose == Purpose::signing) row->preflight.emplace();
      if (order_.purpose == Purpose::services) row->services.emplace();
      write(*row);
    }
  }

  void write(Row& row) {
    row.doubtful |= doubtful_;
    summary_.add(row);
    progress_.count(row);
    ++rows_;
    if (order_.failures_only && row.fine()) return;
    keep(output_.write(row));
  }

  void finish() {
    keep(output_.flush());
    progress_.clear();
    report::SurveyReport report{.summary = summary_};
    auto text = order_.json_summary ? report::survey_json(report)
                                    : report::survey_text(report, request_.style.language, 0);
    write_all(STDERR_FILENO, text);
    if (!order_.html_file.empty())
      keep(write_whole(order_.html_file, report::survey_html(report, request_.style.language)));
    if (!going()) return;
    if (!order_.resume.empty())
      keep(end_state(order_, done_.rows.size() + rows_, report::survey_summary_json(report).dump()));
    if (going() && summary_.has_unmended()) status_ = status::doubt;
  }

  transport::Client& client_;
  const SurveyOrder& order_;
  const Request& request_;
  SurveyServers servers_;
  SurveyAgain again_{servers_};
  survey::Input input_;
  SurveyOutput output_;
  survey::Done done_;
  survey::Leftovers leftovers_, to_diagnose_;
  survey::Summary summary_;
  SurveyProgress progress_;
  std::unique_ptr<SurveyLines> lines_;
  Interruption interruption_;
  Clock::time_point next_tick_{}, next_care_{};
  std::uint64_t rows_ = 0;
  bool waits_for_input_ = false;
  bool doubtful_ = false;
  int status_ = status::good;
};

}  // namespace

int survey(transport::Client& client, const SurveyOrder& order, const Request& request) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // a reader that goes is told of, and summed up for
  auto input = survey::Input::open(order.file, order.columns);
  if (!input) return complain(input.error());
  auto before = go_on(order);
  if (!before) return complain(before.error());
  auto output =
      SurveyOutput::open(order, before->done.size, request.style.language, request.query.question.cls);
  if (!output) return complain(output.error());
  Survey survey(client, order, request, std::move(*input), std::move(*output));
  survey.go_on_from(std::move(*before));
  if (!order.html_file.empty())
    if (auto able = can_write(order.html_file); !able) return complain(able.error());
  if (auto begun = begin_state(order); !begun) return complain(begun.error());
  return survey.run();
}

}  // namespace edig::run

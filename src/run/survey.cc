#include "run/survey.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <map>
#include <utility>

#include "base/exit_status.h"
#include "base/whole_file.h"
#include "base/write_all.h"
#include "report/survey_html.h"
#include "report/survey_json.h"
#include "report/survey_text.h"
#include "run/complain.h"
#include "run/interruption.h"
#include "run/survey_asking.h"
#include "run/survey_causes.h"
#include "run/survey_health.h"
#include "run/survey_output.h"
#include "run/survey_progress.h"
#include "survey/leftovers.h"
#include "survey/resume.h"
#include "survey/state.h"

namespace edig::run {
namespace {

using Clock = std::chrono::steady_clock;
using survey::Row;

constexpr auto tick = std::chrono::milliseconds(100), input_tick = std::chrono::milliseconds(10);
// What failed is asked again so many at a time, and at a tenth of the usual rate.
constexpr std::size_t few = 16;
constexpr double slow_rate = 50;
// No server answers for that long: it is not the names.
constexpr auto longest_silence = std::chrono::seconds(60);
constexpr std::size_t max_servers = 64;
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
        servers_(request.servers),
        input_(std::move(input)),
        output_(std::move(output)),
        progress_(order.progress_as_json) {}

  void have_done(survey::Done done) { done_ = std::move(done); }
  survey::Summary& summary() { return summary_; }

  int run() {
    if (!look_at_servers()) return status_;
    keep(open(order_.pace, [this](Row& row) { take(row); }));
    while (going() && (feed() || asking_->under_way() > 0)) carry_on();
    asking_.reset();
    if (leftovers_.size() > 0) ask_again();
    if (order_.why && failures_.size() > 0) find_causes();
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
    auto health = run::look_at_servers(client_, request_.query, servers_, request_.tactics);
    doubtful_ = leave_healthy(servers_, health, told);
    write_all(STDERR_FILENO, warnings(told));
    if (!servers_.empty()) return true;
    stop(complain({Error::Kind::timeout, "no server gives a reply", "@SERVER names another"}));
    return false;
  }

  Result<void> open(const survey::Pace& pace, SurveyAsking::Done done) {
    auto asking = SurveyAsking::open(servers_, request_.tactics, request_.query, pace, std::move(done));
    if (!asking) return std::unexpected(asking.error());
    asking_ = std::move(*asking);
    return {};
  }

  void carry_on() {
    asking_->carry_on(Clock::now() + (waits_for_input_ ? input_tick : tick));
    auto now = Clock::now();
    if (now < next_tick_) return;
    next_tick_ = now + tick;
    look_around();
    if (asking_->silence() <= longest_silence) return;
    stop(complain({Error::Kind::timeout,
                   "no server has answered anything for 60 s; what was not asked is left",
                   order_.resume.empty() ? "" : "the same command goes on from there"}));
  }

  void look_around() {
    keep(output_.flush_due());
    progress_.show(part_read());
    if (interruption_.wait(std::chrono::milliseconds(0)) != Interruption::Kind::none) stop(interrupted);
  }

  // Of a file, compressed or not; nothing of a stream.
  std::optional<double> part_read() const {
    struct stat about {};
    auto at = ::lseek(input_.descriptor(), 0, SEEK_CUR);
    if (at < 0 || ::fstat(input_.descriptor(), &about) != 0 || about.st_size == 0) return std::nullopt;
    return static_cast<double>(at) / static_cast<double>(about.st_size);
  }

  // False where the input is over.
  bool feed() {
    waits_for_input_ = false;
    while (asking_->has_room()) {
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
      if (done_.lines.has(input_.line())) continue;
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
            .error = error.text};
    write(row);
  }

  void add(const survey::Entry& entry) {
    Subject subject{.line = input_.line(), .name = entry.name, .weight = entry.weight};
    auto usual = order_.type.value_or(entry.usual.value_or(request_.query.question.type));
    subject.type = entry.type.value_or(usual);
    if (entry.server.empty()) return asking_->add(subject);
    auto server = server_of(std::string(entry.server));
    if (!server) return refuse(server.error());
    subject.server = *server;
    asking_->add(subject);
  }

  // Of a line that names one.
  Result<survey::Scheduler::Server> server_of(const std::string& text) {
    if (auto known = named_.find(text); known != named_.end()) return known->second;
    auto server = order_.server_of(text);
    if (!server) return std::unexpected(server.error());
    if (named_.size() == max_servers)
      return fail(Error::Kind::usage, "more than 64 servers are named by lines");
    auto opened = asking_->add_server(*server);
    if (!opened) return fail(Error::Kind::usage, opened.error().text);
    bound_.try_emplace(place(asking_->peer(*opened)), *server);
    return named_[text] = *opened;
  }

  static std::string place(const transport::Peer& peer) {
    return std::string(transport::name(peer.protocol)) + ' ' + peer.address + '#' + std::to_string(peer.port);
  }

  // The server that a row's line names, as it is asked again.
  std::optional<survey::Scheduler::Server> server_of(const Row& row) {
    auto key = std::string(row.transport) + ' ' + std::string(row.server) + '#' + std::to_string(row.port);
    auto bound = bound_.find(key);
    if (bound == bound_.end()) return std::nullopt;
    if (auto known = named_.find(key); known != named_.end()) return known->second;
    auto opened = asking_->add_server(bound->second);
    if (!opened) return std::nullopt;
    return named_[key] = *opened;
  }

  // Of the first pass.
  void take(Row& row) {
    if (row.fine()) return write(row);
    keep(leftovers_.add(row));
  }

  // Of the second: alone, so that it is neither our haste nor others' trouble.
  void ask_again() {
    leftovers_.rewind();
    named_.clear();
    if (going()) progress_.begin("asking again what failed", leftovers_.size());
    if (going()) keep(open(gentle(order_.pace), [this](Row& row) { take_again(row); }));
    bool more = true;
    while (going() && (more || asking_->under_way() > 0)) {
      while (more && going() && asking_->has_room()) more = add_again();
      carry_on();
    }
    write_rest(leftovers_);
  }

  bool add_again() {
    auto row = leftovers_.next();
    if (!row) return false;
    auto name = dns::Name::parse(row->name);
    if (name)
      asking_->add({.line = row->line,
                    .name = *name,
                    .type = row->type,
                    .weight = row->weight,
                    .server = server_of(*row)});
    return true;
  }

  void take_again(Row& row) {
    row.recovered = row.fine();
    if (row.recovered || !order_.why) return write(row);
    keep(failures_.add(row));
  }

  void find_causes() {
    progress_.begin("finding out why", failures_.size());
    failures_.rewind();
    Request request = request_;
    request.servers = servers_;
    SurveyCauses causes(client_, request);
    while (going()) {
      auto row = failures_.next();
      if (!row) break;
      causes.find(*row);
      write(*row);
      look_around();
    }
    write_rest(failures_);
  }

  // What the run was broken off before: each line has its row, as far as it is known.
  void write_rest(survey::Leftovers& rows) {
    while (auto row = rows.next()) {
      row->doubtful = true;
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
    auto text = order_.json_summary ? report::survey_json(report) + '\n'
                                    : report::survey_text(report, request_.style.language, 0);
    write_all(STDERR_FILENO, text);
    if (!order_.html_file.empty())
      keep(write_whole(order_.html_file, report::survey_html(report, request_.style.language)));
    if (going() && !order_.resume.empty()) keep(write_state(report::survey_summary_json(report).dump()));
  }

  Result<void> write_state(std::optional<std::string> summary) const {
    survey::State state{.options = order_.options,
                        .input = order_.file,
                        .shard = order_.shard.value_or(survey::Shard{}),
                        .lines = done_.lines.size() + rows_,
                        .summary = std::move(summary)};
    return survey::write_state(survey::state_path(order_.resume), state);
  }

 public:
  Result<void> begin_state() const {
    return order_.resume.empty() ? Result<void>() : write_state(std::nullopt);
  }

 private:
  transport::Client& client_;
  const SurveyOrder& order_;
  const Request& request_;
  std::vector<transport::Server> servers_;
  survey::Input input_;
  SurveyOutput output_;
  survey::Done done_;
  survey::Leftovers leftovers_, failures_;
  survey::Summary summary_;
  SurveyProgress progress_;
  std::unique_ptr<SurveyAsking> asking_;
  std::map<std::string, survey::Scheduler::Server> named_;  // by what lines call them
  std::map<std::string, transport::Server> bound_;          // the same by `place`
  Interruption interruption_;
  Clock::time_point next_tick_{};
  std::uint64_t rows_ = 0;
  bool waits_for_input_ = false;
  bool doubtful_ = false;
  int status_ = status::good;
};

// The output is of this survey, and of no other.
Result<void> check_state(const SurveyOrder& order) {
  auto path = survey::state_path(order.resume);
  if (::access(path.c_str(), F_OK) != 0) return {};
  auto state = survey::read_state(path);
  if (!state) return std::unexpected(state.error());
  auto shard = order.shard.value_or(survey::Shard{});
  if (state->input == order.file && state->shard == shard) return {};
  return fail(Error::Kind::usage,
              "'" + order.resume + "' is of a survey of '" + state->input + "', shard " +
                  state->shard.text() + ", not of '" + order.file + "', shard " + shard.text(),
              "+resume names another output, or '" + path + "' is to go");
}

}  // namespace

int survey(transport::Client& client, const SurveyOrder& order, const Request& request) {
  static_cast<void>(std::signal(SIGPIPE, SIG_IGN));  // a reader that goes is told of, and summed up for
  auto input = survey::Input::open(order.file, order.columns);
  if (!input) return complain(input.error());
  survey::Done done;
  survey::Summary summary;
  if (!order.resume.empty()) {
    if (auto fits = check_state(order); !fits) return complain(fits.error());
    auto read = survey::read_done(order.resume, [&](const Row& row) { summary.add(row); });
    if (!read) return complain(read.error());
    done = std::move(*read);
  }
  auto output = SurveyOutput::open(order.resume, done.size, order.csv, request.style.language);
  if (!output) return complain(output.error());
  Survey survey(client, order, request, std::move(*input), std::move(*output));
  survey.have_done(std::move(done));
  survey.summary() = std::move(summary);
  if (!order.html_file.empty())
    if (auto able = can_write(order.html_file); !able) return complain(able.error());
  if (auto begun = survey.begin_state(); !begun) return complain(begun.error());
  return survey.run();
}

}  // namespace edig::run

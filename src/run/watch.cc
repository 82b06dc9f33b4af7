#include "run/watch.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/exit_status.h"
#include "base/write_all.h"
#include "report/watch_line.h"
#include "run/ask.h"
#include "run/complain.h"
#include "run/interruption.h"
#include "run/vigil.h"

namespace edig::run {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using InterruptionKind = Interruption::Kind;

/// A name that is watched.
struct Watch {
  Request request;
  Vigil vigil;
  std::optional<report::Report> told = {};   // the last that there was to tell
  std::optional<report::Report> doubt = {};  // to be told if the next one says the same
};

class Watcher : public Listener {
 public:
  Watcher(transport::Client& client, std::vector<Request> requests, std::optional<milliseconds> interval,
          Progress& progress)
      : client_(client), progress_(progress) {
    auto now = Moment::now();
    for (auto& request : requests) {
      auto each = watch_interval(interval, request);
      watches_.push_back({std::move(request), Vigil(each, now)});
    }
  }

  int run() {
    client_.watch([this](const transport::Job& job) {
      end_if(interruption_.wait(milliseconds(0)));
      progress_.waiting(job);
    });
    for (;;) {
      ask();
      if (all_work()) return status();
      wait();
    }
  }

  void answered(std::size_t turn, const Request& request, const report::Report& report) override {
    auto& watch = *asked_[turn];
    auto now = Moment::now();
    auto news = watch.vigil.take(see(report), now);
    auto doubt = std::exchange(watch.doubt, std::nullopt);
    if (news == Vigil::News::doubt) watch.doubt = report;
    if (news != Vigil::News::change) return;
    watch.told = doubt ? std::move(*doubt) : report;
    watch.told->watched = watch.vigil.watched(now, all_work());
    tell(*watch.told, request.style);
  }

  void refused(std::size_t, const Error& error) override { complain(error); }
  bool has_room(std::size_t) const override { return true; }
  void write(const Request&, std::string_view) override {}
  void written(std::size_t, const Request&, int, const std::string&) override {}

 private:
  void ask() {
    auto now = Moment::now().steady;
    std::vector<Request> due;
    asked_.clear();
    for (auto& watch : watches_) {
      if (watch.vigil.due() > now) continue;
      asked_.push_back(&watch);
      due.push_back(watch.request);
    }
    ask_all(client_, std::move(due), nullptr, *this);
    progress_.step();
  }

  const Watch& next() const {
    return *std::ranges::min_element(watches_, {}, [](const Watch& watch) { return watch.vigil.due(); });
  }

  // In steps of a second where somebody sees how much is left.
  void wait() {
    const auto& next = this->next();
    for (;;) {
      auto left = std::chrono::ceil<milliseconds>(next.vigil.due() - Moment::now().steady);
      if (left <= milliseconds(0)) return;
      if (progress_.wanted() && next.told)
        progress_.show(
            report::watch_status(*next.told, next.request.style, std::chrono::ceil<seconds>(left)));
      end_if(interruption_.wait(progress_.wanted() ? std::min(left, milliseconds(1000)) : left));
    }
  }

  bool all_work() const {
    return std::ranges::all_of(watches_, [](const Watch& watch) { return watch.vigil.works(); });
  }

  int status() const {
    int largest = 0;
    for (const auto& watch : watches_)
      largest = std::max(largest, watch.told ? watch_status(*watch.told) : status::no_reply);
    return largest;
  }

  // The lines are the output, but where it is data alone.
  void tell(const report::Report& report, const report::Style& style) {
    using report::Format;
    if (style.format == Format::json) return put(STDOUT_FILENO, report::format(report, style));
    put(style.format == Format::text ? STDOUT_FILENO : STDERR_FILENO, report::watch_lines(report, style));
    if (style.format == Format::short_ && report.watched->works)
      put(STDOUT_FILENO, report::format(report, style));
  }

  void put(int descriptor, const std::string& text) {
    progress_.clear();
    if (write_all(descriptor, text) || descriptor != STDOUT_FILENO) return;
    std::_Exit(errno == EPIPE ? status() : complain(cannot_print()));
  }

  // Not by way of what is under way, which would have to end first.
  void end_if(InterruptionKind kind) {
    if (kind == InterruptionKind::none) return;
    progress_.clear();
    if (kind == InterruptionKind::signal) tell_of_end();
    std::_Exit(status());
  }

  void tell_of_end() {
    auto now = Moment::now();
    for (auto& watch : watches_) {
      if (!watch.told) continue;
      const auto& style = watch.request.style;
      watch.told->watched->at = now.wall;
      put(style.format == report::Format::text ? STDOUT_FILENO : STDERR_FILENO,
          report::watch_end(*watch.told, style, watch.vigil.age(now)));
    }
  }

  transport::Client& client_;
  Progress& progress_;
  Interruption interruption_;
  std::vector<Watch> watches_;
  std::vector<Watch*> asked_;  // in the order of their turns
};

}  // namespace

milliseconds watch_interval(std::optional<milliseconds> given, const Request& request) {
  constexpr milliseconds usual{10'000}, with_diagnosis{30'000};
  return given.value_or(request.why.on ? with_diagnosis : usual);
}

int watch_all(transport::Client& client, std::vector<Request> requests, std::optional<milliseconds> interval,
              Progress& progress) {
  for (const auto& request : requests) write_all(STDERR_FILENO, warnings(request.warnings));
  return Watcher(client, std::move(requests), interval, progress).run();
}

}  // namespace edig::run

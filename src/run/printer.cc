#include "run/printer.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/write_all.h"
#include "report/format.h"
#include "report/tsig_words.h"
#include "run/complain.h"

namespace edig::run {
namespace {

constexpr std::size_t max_octets_waiting = 8 << 20;

void complain_of(std::string& complaints, const report::Report& report, const report::Style& style) {
  if (!report.comparison)
    if (auto line = report::failure_line(report, style); !line.empty()) complaints += "edig: " + line + '\n';
  for (const auto& side : report.sides) complain_of(complaints, side, style);
}

// A reply that is not whole is told of in every format, as it looks like one that is.
void tell_defects(std::string& complaints, const report::Report& report) {
  if (auto defect = report::defect(report); !defect.empty()) complaints += "edig: " + defect + '\n';
  for (const auto& side : report.sides) tell_defects(complaints, side);
}

int status_of(const report::Report& report, const report::Style& style) {
  return style.like_dig ? report::dig_exit_status(report) : report::exit_status(report);
}

bool is_doubtful(const report::Report& report) {
  return report::is_doubtful(report.tsig) || std::ranges::any_of(report.sides, is_doubtful);
}

bool is_unresolved(const report::Report& report) {
  const auto& reply = report.exchange.reply;
  return !report.comparison && !reply && reply.error().kind == Error::Kind::resolve;
}

}  // namespace

void Printer::answered(std::size_t turn, const Request& request, const report::Report& report) {
  pages_.add(turn, report, request.style);
  auto made = printout(report, request.style);
  made.complaints.insert(0, warnings(request.warnings));
  put(turn, std::move(made));
}

void Printer::refused(std::size_t turn, const Error& error) {
  put(turn, {.out = {}, .complaints = complaint(error), .status = exit_status_of(error)});
}

bool Printer::has_room(std::size_t under_way) const {
  return octets_waiting_ + under_way * expected_size_ < max_octets_waiting;
}

void Printer::told(const std::string& lines) {
  progress_.clear();
  write_all(STDERR_FILENO, lines);
}

void Printer::write(const Request& request, std::string_view text) {
  progress_.clear();
  bool apart = request.style.format == report::Format::text && request.style.comments;
  if (!std::exchange(writing_, true) && apart && !std::exchange(first_, false)) print("\n");
  print(text);
}

void Printer::written(std::size_t turn, const Request& request, int status, const std::string& complaints) {
  writing_ = false;
  put(turn, {.out = {},
             .complaints = warnings(request.warnings) + complaints,
             .status = status,
             .as_dig = request.style.like_dig});
}

Printer::Printout Printer::printout(const report::Report& report, const report::Style& style) {
  Printout printout;
  bool unresolved = is_unresolved(report);
  if (unresolved) printout.complaints = complaint(report.exchange.reply.error());
  printout.status = unresolved ? exit_status_of(report.exchange.reply.error()) : status_of(report, style);
  if (unresolved && style.format != report::Format::json) return printout;
  printout.as_dig = style.like_dig;
  printout.out = report::format(report, style);
  if (style.debug) printout.complaints = report::attempt_lines(report, style);
  bool silent = printout.out.empty() || style.format == report::Format::short_ || is_doubtful(report);
  if (silent && !style.like_dig)
    complain_of(printout.complaints, report, style);
  else
    tell_defects(printout.complaints, report);
  printout.apart = style.format == report::Format::text && style.comments;
  return printout;
}

void Printer::put(std::size_t turn, Printout printout) {
  progress_.step();
  octets_waiting_ += printout.size();
  expected_size_ = (expected_size_ * 7 + printout.size()) / 8;
  waiting_.emplace(turn, std::move(printout));
  for (; !waiting_.empty() && waiting_.begin()->first == turn_; ++turn_) {
    auto due = std::move(waiting_.extract(waiting_.begin()).mapped());
    octets_waiting_ -= due.size();
    print(std::move(due));
  }
}

void Printer::print(Printout printout) {
  if (printout.as_dig)
    digs_status_ = printout.status;
  else
    status_ = std::max(status_, printout.status);
  if (!printout.complaints.empty()) progress_.clear();
  write_all(STDERR_FILENO, printout.complaints);
  if (printout.apart && !std::exchange(first_, false)) printout.out.insert(0, "\n");
  print(printout.out);
}

void Printer::print(std::string_view text) {
  if (write_all(STDOUT_FILENO, text)) return;
  progress_.clear();
  if (errno != EPIPE) status_ = complain(cannot_print());
  std::_Exit(status());
}

}  // namespace edig::run

#include "cli/printer.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <utility>

#include "base/write_all.h"
#include "cli/complain.h"
#include "report/format.h"
#include "report/tsig_words.h"

namespace edig::cli {
namespace {

constexpr std::size_t max_octets_waiting = 8 << 20;

void complain_of(std::string& complaints, const report::Report& report, const report::Style& style) {
  if (!report.comparison)
    if (auto line = report::failure_line(report, style); !line.empty()) complaints += "edig: " + line + '\n';
  for (const auto& side : report.sides) complain_of(complaints, side, style);
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
  put(turn, printout(report, request.style));
}

void Printer::refused(std::size_t turn, const Error& error) {
  put(turn, {.out = {}, .complaints = complaint(error), .status = status_of(error)});
}

bool Printer::has_room(std::size_t under_way) const {
  return octets_waiting_ + under_way * expected_size_ < max_octets_waiting;
}

void Printer::write(std::size_t, const report::Style& style, std::string_view text) {
  progress_.clear();
  bool apart = style.format == report::Format::text && style.comments;
  if (!std::exchange(writing_, true) && apart && !std::exchange(first_, false)) print("\n");
  print(text);
}

void Printer::written(std::size_t turn, int status, std::string complaint) {
  writing_ = false;
  put(turn, {.out = {}, .complaints = std::move(complaint), .status = status});
}

Printer::Printout Printer::printout(const report::Report& report, const report::Style& style) {
  Printout printout;
  bool unresolved = is_unresolved(report);
  if (unresolved) printout.complaints = complaint(report.exchange.reply.error());
  printout.status = unresolved ? status_of(report.exchange.reply.error()) : report::exit_status(report);
  if (unresolved && style.format != report::Format::json) return printout;
  printout.out = report::format(report, style);
  bool silent = printout.out.empty() || style.format == report::Format::short_ || is_doubtful(report);
  if (silent) complain_of(printout.complaints, report, style);
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
  std::_Exit(status_);
}

}  // namespace edig::cli

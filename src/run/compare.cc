#include "run/compare.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::run {
namespace {

using diagnosis::SecondLook;
using diagnosis::Side;
using TimePoint = std::chrono::steady_clock::time_point;

Side side(const report::Report& report) {
  Side side;
  const auto& reply = report.exchange.reply;
  side.reply = reply ? Result<dns::Message>(reply->message) : std::unexpected(reply.error());
  for (const auto& error : report.extended_errors)
    if (error.info_code) side.info_codes.push_back(*error.info_code);
  return side;
}

transport::Job second_look_job(const Request& request, const report::Report& report, SecondLook::What what,
                               TimePoint deadline) {
  constexpr std::chrono::milliseconds patience{2500};
  transport::Job job{report.query, request.servers, request.tactics};
  job.tactics.timeout = std::min(job.tactics.timeout, patience);
  if (request.why.on) job.tactics.deadline = deadline;
  job.query.cd = what == SecondLook::What::unchecked;
  job.query.ad = true;
  if (what == SecondLook::What::root) job.query.question = {dns::Name(), dns::type::soa, dns::cls::in};
  return job;
}

void look_again(transport::Client& client, const Request& request, const std::vector<report::Report>& reports,
                std::vector<Side>& sides, TimePoint deadline) {
  auto looks = diagnosis::second_looks(sides, !request.query.cd);
  std::vector<transport::Job> jobs;
  for (const auto& look : looks)
    jobs.push_back(second_look_job(side_of(request, look.side), reports[look.side], look.what, deadline));
  auto exchanges = client.ask(jobs);
  for (std::size_t i = 0; i < looks.size(); ++i) {
    auto& reply = exchanges[i].reply;
    auto& into =
        looks[i].what == SecondLook::What::root ? sides[looks[i].side].root : sides[looks[i].side].unchecked;
    into = reply ? Result<dns::Message>(std::move(reply->message)) : std::unexpected(reply.error());
  }
}

/// A diagnosis and the server that it is about.
struct Explained {
  std::size_t side = 0;
  diagnosis::Diagnosis diagnosis;
};

// Of the first server; where that leads to nothing, of the next that replied.
Explained explain(transport::Client& client, const Request& request, const std::vector<report::Report>& sides,
                  TimePoint deadline) {
  auto find_out = [&](std::size_t i) {
    const auto& asked = side_of(request, i);
    auto report = [&](TimePoint) { return &sides[i]; };
    return Explained{i, find_out_why(request.why, sides[i].query.question, report, deadline, client,
                                     asked.servers, asked.tactics)};
  };
  auto settled = [](const Explained& one) {
    return one.diagnosis.status != diagnosis::Status::indeterminate;
  };
  auto first = find_out(0);
  if (settled(first)) return first;
  for (std::size_t i = 1; i < sides.size(); ++i) {
    if (!sides[i].exchange.reply) continue;
    if (auto other = find_out(i); settled(other)) return other;
  }
  return first;
}

}  // namespace

std::size_t side_count(const Request& request) { return 1 + request.beside.size(); }

const Request& side_of(const Request& request, std::size_t side) {
  return side == 0 ? request : request.beside[side - 1];
}

report::Report put_side_by_side(transport::Client& client, const Request& request,
                                std::vector<report::Report> reports, TimePoint deadline) {
  std::vector<Side> sides;
  for (const auto& report : reports) sides.push_back(side(report));
  look_again(client, request, reports, sides, deadline);
  const auto question = reports.front().query.question;
  auto comparison = diagnosis::compare(sides, question);
  Explained explained;
  if (request.why.on) {
    explained = explain(client, request, reports, deadline);
    comparison.standings = diagnosis::measure(sides, question, explained.diagnosis);
  }
  auto whole = reports[explained.side];
  if (request.why.on) whole.diagnosis = std::move(explained.diagnosis);
  whole.comparison = std::move(comparison);
  whole.sides = std::move(reports);
  return whole;
}

}  // namespace edig::run

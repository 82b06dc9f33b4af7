#include "run/why.h"

#include <algorithm>
#include <iterator>

#include "base/read_file.h"
#include "diagnosis/diagnose.h"
#include "run/client_fetcher.h"

namespace edig::run {
namespace {

using std::chrono::milliseconds;

// Where Debian keeps the root's trust anchors (package dns-root-data). Beside the built-in ones, so that
// neither an old edig nor an old file takes the root for broken.
constexpr const char* system_anchors = "/usr/share/dns/root.key";

diagnosis::Anchors default_anchors() {
  auto anchors = diagnosis::Anchors::root();
  auto text = read_file(system_anchors);
  auto more = text ? diagnosis::Anchors::parse(*text) : std::unexpected(text.error());
  if (more) anchors.records.insert(anchors.records.end(), more->records.begin(), more->records.end());
  return anchors;
}

// As RFC 8305 has it of a second connection: what comes at once spares the resolver work that it does anyway.
constexpr milliseconds head_start{250};

constexpr milliseconds patience_with_servers{5000};

void take(diagnosis::Request& request, const report::Report& report) {
  const auto& reply = report.exchange.reply;
  request.reply = reply ? Result<dns::Message>(reply->message) : std::unexpected(reply.error());
  request.foreign_cookie = report.exchange.foreign_cookie;
  request.refuses_options = std::ranges::find(report.exchange.attempts, "options-refused",
                                              &transport::Attempt::outcome) != report.exchange.attempts.end();
  for (const auto& error : report.extended_errors)
    if (error.info_code) request.info_codes.push_back(*error.info_code);
  auto claimed = std::ranges::find_if(report.extended_errors, [](const ede::ExtendedError& error) {
    return error.read && error.read->names_place();
  });
  if (claimed != report.extended_errors.end()) request.claimed = claimed->read;
}

}  // namespace

diagnosis::Anchors Why::trusted() const { return anchors ? *anchors : default_anchors(); }

diagnosis::Reach Why::reach() const {
  using enum diagnosis::Reach;
  if (ask_special) return anywhere;
  return ask_private ? networks : internet;
}

transport::Tactics with_short_tries(const Why& why, const std::vector<transport::Server>& servers,
                                    transport::Tactics tactics) {
  constexpr milliseconds step{100}, shortest{100};
  auto over_udp = std::ranges::count(servers, transport::Protocol::udp, &transport::Server::protocol);
  auto tries =
      std::ssize(servers) + over_udp * (tactics.tries - 1) + (over_udp > 0 ? 1 : 0);  // and without EDNS
  auto each = std::min(patience_with_servers, why.patience()) / std::max<std::ptrdiff_t>(tries, 1);
  tactics.timeout = std::min(tactics.timeout, std::max(each - each % step, shortest));
  return tactics;
}

namespace {

// All but the reply that is to be explained.
diagnosis::Request inquiry(const Why& why, const dns::Question& question,
                           std::chrono::steady_clock::time_point deadline) {
  diagnosis::Request request;
  request.question = question;
  request.anchors = why.trusted();
  request.hints = why.hints;
  if (why.at) {
    request.now = *why.at;
    request.own_clock = false;
  }
  request.direct = why.direct;
  request.reach = why.reach();
  if (why.plan.given()) request.planned = planned_delegation(why.plan, question.name);
  request.deadline = deadline;
  request.more_time = why.more_time;
  return request;
}

}  // namespace

diagnosis::Diagnosis find_out_why(const Why& why, const dns::Question& question, const AwaitReport& report,
                                  std::chrono::steady_clock::time_point deadline, transport::Client& client,
                                  const std::vector<transport::Server>& servers,
                                  const transport::Tactics& tactics) {
  auto request = inquiry(why, question, deadline);
  request.arrival = [&](diagnosis::Request& asked, std::chrono::steady_clock::time_point until) {
    const auto* there = report(until);
    if (there) take(asked, *there);
    return there != nullptr;
  };
  bool there = report(std::min(deadline, std::chrono::steady_clock::now() + head_start));
  ClientFetcher fetcher(client, servers, tactics, why.udp_size, !there);
  return diagnosis::diagnose(request, fetcher);
}

diagnosis::Diagnosis find_out_why(const Why& why, const report::Report& report, diagnosis::Fetcher& fetcher) {
  auto request = inquiry(why, report.query.question, std::chrono::steady_clock::now() + why.deadline);
  take(request, report);
  return diagnosis::diagnose(request, fetcher);
}

}  // namespace edig::run

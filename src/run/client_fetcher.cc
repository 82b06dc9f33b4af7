#include "run/client_fetcher.h"

#include <fmt/format.h>

#include <algorithm>

#include "transport/cookies.h"

namespace edig::run {
namespace {

using std::chrono::milliseconds;
using transport::Tactics;

bool was_closed(const transport::Exchange& exchange) {
  return !exchange.reply && broke_off(exchange.reply.error());
}

bool went_through(const transport::Exchange& exchange, std::string_view outcome) {
  return std::ranges::find(exchange.attempts, outcome, &transport::Attempt::outcome) !=
         exchange.attempts.end();
}

diagnosis::Answer answer(transport::Exchange exchange) {
  diagnosis::Answer answer{std::unexpected(Error{}), exchange.ms};
  answer.over_tcp = exchange.peer.protocol == transport::Protocol::tcp;
  answer.truncated = went_through(exchange, "truncated");
  answer.without_options = went_through(exchange, "options-refused");
  answer.without_edns = exchange.reply && exchange.reply->without_edns;
  if (exchange.reply)
    answer.reply = std::move(exchange.reply->message);
  else
    answer.reply = std::unexpected(std::move(exchange.reply.error()));
  return answer;
}

}  // namespace

dns::Edns ClientFetcher::edns(const diagnosis::Ask& ask) const {
  dns::Edns edns{
      .udp_size = ask.udp_size ? ask.udp_size : udp_size_, .dnssec_ok = ask.dnssec_ok, .options = {}};
  if (ask.cookie)
    edns.options.push_back({.code = dns::option::cookie, .data = transport::new_client_cookie()});
  return edns;
}

transport::Job ClientFetcher::job(const diagnosis::Ask& ask, milliseconds patience) const {
  transport::Job job{.query = {.question = ask.question, .rd = ask.rd, .cd = ask.cd},
                     .servers = servers_,
                     .tactics = tactics_};
  if (ask.edns)
    job.query.edns = edns(ask);
  else
    job.query.edns.reset();
  if (!ask.server.empty()) {
    auto protocol = ask.tcp ? transport::Protocol::tcp : transport::Protocol::udp;
    job.servers = {{.host = ask.server, .protocol = protocol, .port = 53, .tls = {}, .http = {}}};
    job.tactics.tries = static_cast<int>(ask.sends);
    job.tactics.timeout = patience;  // the user's is for the server that was asked
  }
  job.tactics.exact_tries = false;
  job.tactics.edns_fallback = true;
  job.tactics.edns_silence_fallback = ask.server.empty();
  job.tactics.tries = std::max(1, std::min(job.tactics.tries, 3));
  // All tries on one server fit into the patience.
  bool datagrams = job.servers.front().protocol == transport::Protocol::udp;
  auto sends = job.tactics.tries + (job.tactics.edns_silence_fallback ? 1 : 0);
  job.tactics.timeout = std::min(job.tactics.timeout, datagrams ? patience / sends : patience);
  job.tactics.deadline = Tactics::Clock::now() + patience;
  job.tactics.ignore_tc = false;
  job.tactics.account = traffic_;
  return job;
}

std::vector<diagnosis::Answer> ClientFetcher::fetch(std::span<const diagnosis::Ask> asks,
                                                    std::chrono::steady_clock::time_point deadline) {
  auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
  std::vector<transport::Job> jobs;
  for (const auto& ask : asks)
    jobs.push_back(job(ask, std::max(std::min(left, ask.wait), milliseconds(100))));
  auto exchanges = this->ask(jobs);
  ask_alone(jobs, exchanges, deadline);
  std::vector<diagnosis::Answer> answers;
  for (auto& exchange : exchanges) answers.push_back(answer(std::move(exchange)));
  return answers;
}

std::shared_ptr<const std::optional<diagnosis::Answer>> ClientFetcher::begin(const diagnosis::Ask& ask) {
  auto place = std::make_shared<std::optional<diagnosis::Answer>>();
  auto once = job(ask, ask.wait);
  once.tactics.tries = 1;
  once.tactics.edns_silence_fallback = false;
  client_.begin(
      {std::move(once), [place](transport::Exchange exchange) { *place = answer(std::move(exchange)); }});
  return place;
}

std::vector<transport::Exchange> ClientFetcher::ask(std::span<const transport::Job> jobs) {
  // Datagrams leave nothing worth keeping, and a batch of them nothing for the next.
  bool plain = std::ranges::all_of(jobs, [](const auto& each) {
    return std::ranges::all_of(each.servers, [](const auto& server) {
      return server.protocol == transport::Protocol::udp || server.protocol == transport::Protocol::tcp;
    });
  });
  return exchange(jobs, plain ? client_.keep_apart() : apart_);
}

void ClientFetcher::ask_alone(std::span<const transport::Job> jobs, std::span<transport::Exchange> exchanges,
                              std::chrono::steady_clock::time_point deadline) {
  if (jobs.size() < 2) return;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
    if (left.count() <= 0) return;
    if (!was_closed(exchanges[i])) continue;
    auto job = jobs[i];
    job.tactics.timeout = std::min(job.tactics.timeout, left);
    job.tactics.deadline = deadline;
    exchanges[i] = std::move(exchange({&job, 1}, client_.keep_apart()).front());
  }
}

}  // namespace edig::run

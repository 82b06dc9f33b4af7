#include "cli/client_fetcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace edig::cli {
namespace {

using std::chrono::milliseconds;

bool was_closed(const transport::Exchange& exchange) {
  return !exchange.reply && exchange.reply.error().kind == Error::Kind::closed;
}

diagnosis::Answer answer(transport::Exchange exchange) {
  if (!exchange.reply) return {std::unexpected(std::move(exchange.reply.error())), exchange.ms};
  bool without_edns = exchange.reply->without_edns;
  return {std::move(exchange.reply->message), exchange.ms, without_edns};
}

}  // namespace

transport::Job ClientFetcher::job(const diagnosis::Ask& ask, milliseconds patience) const {
  transport::Job job{.query = {.question = ask.question, .rd = ask.rd, .cd = ask.cd},
                     .servers = servers_,
                     .tactics = tactics_};
  if (ask.edns)
    job.query.edns->dnssec_ok = ask.dnssec_ok;
  else
    job.query.edns.reset();
  if (!ask.server.empty()) {
    auto protocol = ask.tcp ? transport::Protocol::tcp : transport::Protocol::udp;
    job.servers = {{.host = ask.server, .protocol = protocol, .port = 53, .tls = {}, .http = {}}};
    job.tactics.tries = static_cast<int>(ask.sends);
  }
  job.tactics.edns_fallback = true;
  job.tactics.edns_silence_fallback = ask.server.empty();
  job.tactics.tries = std::max(1, std::min(job.tactics.tries, 3));
  // All tries on one server fit into the patience.
  bool datagrams = job.servers.front().protocol == transport::Protocol::udp;
  auto sends = job.tactics.tries + (job.tactics.edns_silence_fallback ? 1 : 0);
  job.tactics.timeout = std::min(job.tactics.timeout, datagrams ? patience / sends : patience);
  job.tactics.ignore_tc = false;
  return job;
}

std::vector<diagnosis::Answer> ClientFetcher::fetch(std::span<const diagnosis::Ask> asks,
                                                    std::chrono::steady_clock::time_point deadline) {
  auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
  std::vector<transport::Job> jobs;
  for (const auto& ask : asks)
    jobs.push_back(job(ask, std::max(std::min(left, ask.wait), milliseconds(100))));
  // Datagrams leave nothing worth keeping; a client of their own leaves nothing of this batch for the next.
  bool plain = std::ranges::all_of(jobs, [](const auto& each) {
    return std::ranges::all_of(each.servers, [](const auto& server) {
      return server.protocol == transport::Protocol::udp || server.protocol == transport::Protocol::tcp;
    });
  });
  std::optional<transport::Client> own;
  auto exchanges = this->ask(plain ? own.emplace() : client_, jobs);
  ask_alone(jobs, exchanges, deadline);
  std::vector<diagnosis::Answer> answers;
  for (auto& exchange : exchanges) answers.push_back(answer(std::move(exchange)));
  return answers;
}

std::vector<transport::Exchange> ClientFetcher::ask(transport::Client& client,
                                                    std::span<const transport::Job> jobs) {
  auto before = client.traffic();
  auto exchanges = client.ask(jobs);
  traffic_ += client.traffic() - before;
  return exchanges;
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
    transport::Client alone;
    exchanges[i] = std::move(ask(alone, {&job, 1}).front());
  }
}

}  // namespace edig::cli

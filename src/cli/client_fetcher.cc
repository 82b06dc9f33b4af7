#include "cli/client_fetcher.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

namespace edig::cli {
namespace {

using std::chrono::milliseconds;

std::string key(const diagnosis::Ask& ask) {
  return fmt::format("{} {} {} {} {:d}{:d}{:d}{:d}{:d}", ask.question.name.lower().text(), ask.question.type,
                     ask.question.cls, ask.server, ask.rd, ask.cd, ask.dnssec_ok, ask.edns, ask.tcp);
}

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
    job.tactics.tries = 2;
  }
  // All tries on one server fit into the patience.
  bool datagrams = job.servers.front().protocol == transport::Protocol::udp;
  job.tactics.tries = std::max(1, std::min(job.tactics.tries, 3));
  // ... the last one, without EDNS, included.
  job.tactics.timeout =
      std::min(job.tactics.timeout, datagrams ? patience / (job.tactics.tries + 1) : patience);
  job.tactics.ignore_tc = false;
  job.tactics.edns_fallback = true;
  return job;
}

std::vector<diagnosis::Answer> ClientFetcher::fetch(std::span<const diagnosis::Ask> asks,
                                                    std::chrono::steady_clock::time_point deadline) {
  auto left = std::chrono::duration_cast<milliseconds>(deadline - std::chrono::steady_clock::now());
  auto patience = std::max(left, milliseconds(100));
  std::vector<transport::Job> jobs;
  std::vector<std::string> keys;
  for (const auto& ask : asks) {
    auto text = key(ask);
    if (answers_.contains(text) || std::ranges::find(keys, text) != keys.end()) continue;
    jobs.push_back(job(ask, patience));
    keys.push_back(std::move(text));
  }
  // Datagrams leave nothing worth keeping; a client of their own leaves nothing of this batch for the next.
  bool plain = std::ranges::all_of(jobs, [](const auto& each) {
    return std::ranges::all_of(each.servers, [](const auto& server) {
      return server.protocol == transport::Protocol::udp || server.protocol == transport::Protocol::tcp;
    });
  });
  std::optional<transport::Client> own;
  auto exchanges = (plain ? own.emplace() : client_).ask(jobs);
  ask_alone(jobs, exchanges, deadline);
  for (std::size_t i = 0; i < exchanges.size(); ++i)
    answers_.insert_or_assign(keys[i], answer(std::move(exchanges[i])));
  std::vector<diagnosis::Answer> answers;
  for (const auto& ask : asks) answers.push_back(answers_.at(key(ask)));
  return answers;
}

void ClientFetcher::ask_alone(std::span<const transport::Job> jobs, std::span<transport::Exchange> exchanges,
                              std::chrono::steady_clock::time_point deadline) {
  if (jobs.size() < 2) return;
  for (std::size_t i = 0; i < jobs.size() && std::chrono::steady_clock::now() < deadline; ++i)
    if (was_closed(exchanges[i])) exchanges[i] = transport::Client().ask(jobs[i]);
}

}  // namespace edig::cli

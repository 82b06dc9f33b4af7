#include "run/survey_health.h"

#include <algorithm>
#include <random>

#include "dns/types.h"
#include "transport/failure.h"

namespace edig::run {
namespace {

constexpr auto patience_with_server = std::chrono::milliseconds(2000),
               patience_with_names = std::chrono::milliseconds(500);

// A top-level domain that nobody has.
dns::Name unheard_of() {
  std::random_device random;
  std::string label = "edig-";
  for (int i = 0; i < 16; ++i) label += static_cast<char>('a' + random() % 26);
  return *dns::Name().child(label);
}

dns::Query for_root(dns::Query query) {
  query.question = {.name = dns::Name(), .type = dns::type::soa};
  query.ad = true;
  if (query.edns) query.edns->dnssec_ok = true;
  return query;
}

std::string what_is_wrong(const ServerHealth& server, bool must_validate) {
  if (!server.answers) return server.failure + "; it is not asked";
  if (server.invents) return server.name + " invents answers for names that do not exist";
  if (server.validates) return {};
  return server.name + " does not say that it validates: " +
         (must_validate ? "it is not asked" : "a name that fails validation may look fine there");
}

transport::Job probe_job(const dns::Query& query, const transport::Server& server, transport::Tactics tactics,
                         std::chrono::milliseconds longest) {
  tactics.timeout = std::min(tactics.timeout, longest);
  return {query, {server}, std::move(tactics)};
}

}  // namespace

std::vector<ServerHealth> look_at_servers(transport::Client& client, const dns::Query& query,
                                          const std::vector<transport::Server>& servers,
                                          const transport::Tactics& tactics) {
  std::vector<transport::Job> jobs;
  auto nobody = query, root = for_root(query);
  nobody.question = {.name = unheard_of(), .type = dns::type::a};
  for (const auto& server : servers) {
    jobs.push_back(probe_job(nobody, server, tactics, patience_with_server));
    jobs.push_back(probe_job(root, server, tactics, patience_with_server));
  }
  auto exchanges = client.ask(jobs);
  std::vector<ServerHealth> health(servers.size());
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto &of_nobody = exchanges[2 * i].reply, &of_root = exchanges[2 * i + 1].reply;
    health[i].name = transport::describe(exchanges[2 * i].peer);
    health[i].answers = of_nobody || of_root;
    if (!health[i].answers) health[i].failure = of_root.error().text;
    health[i].invents =
        of_nobody && of_nobody->message.rcode == dns::rcode::noerror && !of_nobody->message.answer.empty();
    health[i].validates = of_root && of_root->message.header.ad;
  }
  return health;
}

std::vector<bool> which_answer(transport::Client& client, const dns::Query& query,
                               const std::vector<transport::Server>& servers,
                               const transport::Tactics& tactics) {
  auto once = tactics;
  once.tries = 1;
  std::vector<transport::Job> jobs;
  for (const auto& server : servers)
    jobs.push_back(probe_job(for_root(query), server, once, patience_with_names));
  std::vector<bool> answers;
  for (const auto& exchange : client.ask(jobs)) answers.push_back(exchange.reply.has_value());
  return answers;
}

Result<Fit> leave_healthy(std::vector<transport::Server>& servers, const std::vector<ServerHealth>& health,
                          survey::Purpose purpose, std::vector<std::string>& told) {
  bool must_validate = purpose == survey::Purpose::validation;
  auto is_fit = [&](const ServerHealth& one) { return one.answers && (one.validates || !must_validate); };
  bool some_sound = std::ranges::any_of(health, [&](auto& one) { return is_fit(one) && !one.invents; });
  std::vector<transport::Server> left;
  Fit fit{some_sound ? Trust::sound : Trust::doubtful};
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto& one = health[i];
    if (auto wrong = what_is_wrong(one, must_validate); !wrong.empty()) told.push_back(wrong);
    if (!is_fit(one) || (some_sound && one.invents)) continue;
    left.push_back(servers[i]);
    fit.validates.push_back(one.validates);
  }
  bool answers = std::ranges::any_of(health, &ServerHealth::answers);
  if (!answers) return fail(Error::Kind::timeout, "no server gives a reply", "@SERVER names another");
  if (left.empty())
    return fail(Error::Kind::usage, "no server validates, so what would stop resolving cannot be told",
                "@SERVER names a resolver that validates");
  servers = std::move(left);
  return fit;
}

}  // namespace edig::run

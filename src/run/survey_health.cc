#include "run/survey_health.h"

#include <algorithm>
#include <random>

#include "dns/types.h"
#include "transport/failure.h"

namespace edig::run {
namespace {

constexpr auto patience = std::chrono::milliseconds(2000), short_patience = std::chrono::milliseconds(500);

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

transport::Job job(const dns::Query& query, const transport::Server& server, transport::Tactics tactics,
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
    jobs.push_back(job(nobody, server, tactics, patience));
    jobs.push_back(job(root, server, tactics, patience));
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
  for (const auto& server : servers) jobs.push_back(job(for_root(query), server, once, short_patience));
  std::vector<bool> answers;
  for (const auto& exchange : client.ask(jobs)) answers.push_back(exchange.reply.has_value());
  return answers;
}

bool leave_healthy(std::vector<transport::Server>& servers, const std::vector<ServerHealth>& health,
                   std::vector<std::string>& told) {
  std::vector<transport::Server> sound;
  bool doubtful = false;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto& one = health[i];
    if (!one.answers)
      told.push_back(one.failure + "; it is not asked");
    else if (one.invents)
      told.push_back(one.name + " invents answers for names that do not exist");
    else if (!one.validates)
      told.push_back(one.name +
                     " does not say that it validates: a name that fails validation may look fine there");
    if (one.answers && !one.invents) sound.push_back(servers[i]);
  }
  if (sound.empty())
    for (std::size_t i = 0; i < servers.size(); ++i)
      if (health[i].answers) sound.push_back(servers[i]), doubtful = true;
  servers = std::move(sound);
  return doubtful;
}

}  // namespace edig::run

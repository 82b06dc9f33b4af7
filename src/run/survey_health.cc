#include "run/survey_health.h"

#include <algorithm>
#include <random>

#include "dns/types.h"

namespace edig::run {
namespace {

constexpr auto patience = std::chrono::milliseconds(2000);

// A top-level domain that nobody has.
dns::Name unheard_of() {
  std::random_device random;
  std::string label = "edig-";
  for (int i = 0; i < 16; ++i) label += static_cast<char>('a' + random() % 26);
  return *dns::Name().child(label);
}

transport::Job job(const dns::Query& query, const transport::Server& server,
                   const transport::Tactics& tactics) {
  transport::Job job{query, {server}, tactics};
  job.tactics.timeout = std::min(tactics.timeout, patience);
  return job;
}

std::string text(const transport::Server& server) {
  return server.host + " (" + std::string(transport::name(server.protocol)) + ")";
}

}  // namespace

std::vector<ServerHealth> look_at_servers(transport::Client& client, const dns::Query& query,
                                          const std::vector<transport::Server>& servers,
                                          const transport::Tactics& tactics) {
  std::vector<transport::Job> jobs;
  auto nobody = query, root = query;
  nobody.question = {.name = unheard_of(), .type = dns::type::a};
  root.question = {.name = dns::Name(), .type = dns::type::soa};
  root.ad = true;
  if (root.edns) root.edns->dnssec_ok = true;
  for (const auto& server : servers) {
    jobs.push_back(job(nobody, server, tactics));
    jobs.push_back(job(root, server, tactics));
  }
  auto exchanges = client.ask(jobs);
  std::vector<ServerHealth> health(servers.size());
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto &of_nobody = exchanges[2 * i].reply, &of_root = exchanges[2 * i + 1].reply;
    health[i].answers = of_nobody || of_root;
    health[i].invents =
        of_nobody && of_nobody->message.rcode == dns::rcode::noerror && !of_nobody->message.answer.empty();
    health[i].validates = of_root && of_root->message.header.ad;
  }
  return health;
}

bool leave_healthy(std::vector<transport::Server>& servers, const std::vector<ServerHealth>& health,
                   std::vector<std::string>& told) {
  std::vector<transport::Server> sound;
  bool doubtful = false;
  for (std::size_t i = 0; i < servers.size(); ++i) {
    const auto& one = health[i];
    if (!one.answers)
      told.push_back(text(servers[i]) + " gives no reply and is not asked");
    else if (one.invents)
      told.push_back(text(servers[i]) + " invents answers for names that do not exist");
    else if (!one.validates)
      told.push_back(text(servers[i]) +
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

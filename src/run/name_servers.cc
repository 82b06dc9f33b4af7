#include "run/name_servers.h"

#include <algorithm>

#include "diagnosis/asking/delegation.h"
#include "diagnosis/asking/special_address.h"
#include "dns/dnssec.h"
#include "dns/types.h"
#include "transport/cookies.h"

namespace edig::run {
namespace {

constexpr std::size_t max_servers = 32, max_places = 64;
constexpr std::uint16_t address_types[] = {dns::type::a, dns::type::aaaa};

bool denies(const transport::Exchange& exchange) {
  if (!exchange.reply) return false;
  auto rcode = exchange.reply->message.rcode;
  return rcode == dns::rcode::noerror || rcode == dns::rcode::nxdomain;
}

// The answer's addresses, whatever aliases lead to them.
std::vector<std::string> addresses_in(const transport::Exchange& exchange) {
  std::vector<std::string> addresses;
  if (!exchange.reply) return addresses;
  for (const auto& record : exchange.reply->message.answer)
    if (auto address = dns::read_address(record)) addresses.push_back(*address);
  return addresses;
}

transport::Job address_job(const Request& request, bool system, const dns::Name& name, std::uint16_t type) {
  transport::Job job{request.query, system ? request.follow_up.resolvers : request.servers, request.tactics};
  job.query.question = {name, type, dns::cls::in};
  if (job.query.edns) job.query.edns->dnssec_ok = false;
  return job;
}

// The resolver's addresses of the servers that have none.
void look_up(transport::Client& client, const Request& request, bool system,
             std::vector<diagnosis::NameServer>& servers) {
  std::vector<transport::Job> jobs;
  std::vector<diagnosis::NameServer*> asked;
  for (auto& server : servers) {
    if (!server.addresses.empty()) continue;
    for (auto type : address_types) {
      jobs.push_back(address_job(request, system, server.name, type));
      asked.push_back(&server);
    }
  }
  auto exchanges = client.ask(jobs);
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    auto found = addresses_in(exchanges[i]);
    asked[i]->addresses.insert(asked[i]->addresses.end(), found.begin(), found.end());
    if (!denies(exchanges[i])) asked[i]->trouble = "unresolved";
  }
}

void add_place(NameServers& found, const diagnosis::NameServer& server, const Request& request) {
  auto reach = request.style.like_dig ? diagnosis::Reach::anywhere : request.why.reach();
  bool placed = false;
  std::string nowhere;
  auto name = server.name.text();
  if (!server.name.is_root()) name.pop_back();
  for (const auto& address : server.addresses) {
    if (!transport::fits(address, request.tactics.family)) continue;
    if (!diagnosis::is_within(reach, address)) {
      nowhere = address;
      continue;
    }
    placed = true;
    if (found.places.size() < max_places) found.places.push_back({name, address});
  }
  if (!placed) found.unplaced.push_back({server.name, server.trouble == "unresolved", nowhere});
}

}  // namespace

NameServers find_name_servers(transport::Client& client, const Request& request, const dns::Message& reply,
                              const std::vector<dns::Record>& section, const dns::Name& zone,
                              const dns::Name& bailiwick, bool recursive) {
  auto delegation = diagnosis::read_delegation(zone, section, reply.additional);
  auto& servers = delegation.servers;
  if (servers.size() > max_servers) servers.resize(max_servers);
  for (auto& server : servers)
    if (request.style.like_dig || !server.name.is_within(bailiwick)) server.addresses.clear();
  look_up(client, request, request.style.like_dig || !recursive, servers);
  NameServers found{.zone = zone, .places = {}, .unplaced = {}};
  for (const auto& server : servers) add_place(found, server, request);
  return found;
}

bool offers_recursion(const report::Report& report) {
  const auto& reply = report.exchange.reply;
  return reply && reply->message.header.ra;
}

transport::Job job_for(const Request& request, const dns::Question& question,
                       const std::vector<NameServers::Place>& places) {
  transport::Job job{request.query, {}, request.tactics};
  job.query.question = question;
  job.query.rd = false;
  job.query.padding_block = 0;
  if (job.query.edns)
    for (auto& option : job.query.edns->options)
      if (option.code == dns::option::cookie) option.data = transport::new_client_cookie();
  bool stream = request.servers.front().protocol == transport::Protocol::tcp;
  for (const auto& place : places)
    job.servers.push_back({.host = place.address,
                           .protocol = stream ? transport::Protocol::tcp : transport::Protocol::udp,
                           .port = request.follow_up.port,
                           .tls = {},
                           .http = {}});
  return job;
}

std::vector<report::Report> ask_name_servers(transport::Client& client, std::vector<transport::Job> jobs,
                                             const std::vector<NameServers::Place>& places) {
  auto exchanges = client.ask(jobs);
  std::vector<report::Report> reports;
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    auto& peer = exchanges[i].peer;
    auto place = std::ranges::find(places, peer.address, &NameServers::Place::address);
    if (place != places.end()) peer.name = place->name;
    reports.push_back(report::make_report(std::move(jobs[i].query), std::move(exchanges[i])));
  }
  return reports;
}

}  // namespace edig::run

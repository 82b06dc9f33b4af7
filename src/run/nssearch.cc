#include "run/nssearch.h"

#include <algorithm>
#include <optional>

#include "dns/types.h"
#include "run/name_servers.h"

namespace edig::run {
namespace {

const dns::Record* first(const std::vector<dns::Record>& section, std::uint16_t type) {
  auto found = std::ranges::find(section, type, &dns::Record::type);
  return found == section.end() ? nullptr : &*found;
}

// The zone whose SOA denies that the name has NS records (RFC 2308 section 3).
std::optional<dns::Name> zone_around(const report::Report& report) {
  const auto& reply = report.exchange.reply;
  if (!reply || first(reply->message.answer, dns::type::ns)) return std::nullopt;
  const auto* soa = first(reply->message.authority, dns::type::soa);
  const auto& name = report.query.question.name;
  bool above = soa && name.is_within(soa->owner) && name != soa->owner;
  return above ? std::optional(soa->owner) : std::nullopt;
}

report::Report ask_again(transport::Client& client, const Request& request, const dns::Name& zone) {
  transport::Job job{request.query, request.servers, request.tactics};
  job.query.question.name = zone;
  auto query = job.query;
  return report::make_report(std::move(query), client.ask(job));
}

NameServers servers_of(transport::Client& client, const Request& request, const report::Report& report) {
  const auto& reply = report.exchange.reply->message;
  const auto* ns = first(reply.answer, dns::type::ns);
  const auto& section = ns ? reply.answer : reply.authority;
  bool denied = !ns && first(reply.authority, dns::type::soa);
  if (!ns && !denied) ns = first(reply.authority, dns::type::ns);
  if (!ns) return {};
  return find_name_servers(client, request, reply, section, ns->owner, dns::Name(), offers_recursion(report));
}

// dig asks for the name that it was given, and gives each server but one try.
transport::Job name_server_job(const Request& request, const dns::Name& zone,
                               const NameServers::Place& place) {
  bool like_dig = request.style.like_dig;
  const auto& given = request.follow_up.question;
  auto job = job_for(request, {like_dig ? given.name : zone, dns::type::soa, given.cls}, {place});
  if (like_dig) job.tactics.tries = job.tactics.connection_tries = 1;
  return job;
}

}  // namespace

report::Report search_name_servers(transport::Client& client, const Request& request, report::Report report) {
  auto asked = report.query.question;
  if (auto zone = request.style.like_dig ? std::nullopt : zone_around(report))
    report = ask_again(client, request, *zone);
  report.query.question = asked;
  report.nssearch.emplace();
  if (!report.exchange.reply) return report;
  auto servers = servers_of(client, request, report);
  std::vector<transport::Job> jobs;
  for (const auto& place : servers.places) jobs.push_back(name_server_job(request, servers.zone, place));
  report.nssearch->zone = servers.zone;
  report.nssearch->unplaced = servers.unplaced;
  report.nssearch->reports = ask_name_servers(client, std::move(jobs), servers.places);
  return report;
}

}  // namespace edig::run

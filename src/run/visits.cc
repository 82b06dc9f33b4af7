#include "run/visits.h"

#include <algorithm>

#include "transport/trust.h"

namespace edig::run {
namespace {

using services::Destination;
using Obstacle = services::Sight::Obstacle;

std::string host_text(const dns::Name& name) {
  auto text = name.text();
  if (text.size() > 1) text.pop_back();
  return text;
}

void take_smtp_fault(services::Sight& sight, const transport::SmtpFault& fault) {
  using Kind = transport::SmtpFault::Kind;
  sight.reason = name(fault.kind);
  switch (fault.kind) {
    case Kind::refused:
      sight.obstacle = Obstacle::refused;
      sight.reason = std::to_string(fault.code) + " " + fault.text;
      return;
    case Kind::no_starttls:
      sight.obstacle = Obstacle::no_starttls;
      sight.reason.clear();  // that is all there is to say
      return;
    case Kind::ended:  // as servers also turn away whom they do not serve
      sight.obstacle = Obstacle::no_connection;
      sight.reason = name(Error::Kind::closed);
      return;
    default:
      sight.obstacle = Obstacle::bad_smtp;
  }
}

void take_error(services::Sight& sight, const Error& error, const transport::Visited& visited) {
  using Kind = Error::Kind;
  bool shown = !visited.shown.certificates.empty();
  sight.reason = error.kind == Kind::tls ? error.text : std::string(name(error.kind));
  if (!visited.begun)
    sight.obstacle = Obstacle::no_time;
  else if (error.kind == Kind::timeout)
    sight.obstacle = Obstacle::no_reply;
  else if (shown)
    sight.obstacle = Obstacle::bad_http;
  else if (error.kind == Kind::http)
    sight.obstacle = Obstacle::no_protocol;
  else if (visited.tls_begun)
    sight.obstacle = Obstacle::tls;
  else if (error.kind == Kind::unreachable)
    sight.obstacle = Obstacle::no_route;
  else
    sight.obstacle = Obstacle::no_connection;
}

// For certificates that TLSA records of usages 0 and 1 name.
std::shared_ptr<x509_store_st> authorities(const std::string& ca_file) {
  auto trust = transport::Trust::of(ca_file);
  if (!trust) return nullptr;
  trust->read_more();
  X509_STORE_up_ref(trust->store());
  return {trust->store(), X509_STORE_free};
}

}  // namespace

transport::Visit visit_to(const Destination& destination) {
  using enum transport::Visit::Purpose;
  constexpr transport::Visit::Purpose purposes[] = {mail, web, policy, resolver};
  return {.purpose = purposes[static_cast<std::size_t>(destination.purpose)],
          .host = host_text(destination.host),
          .sni = host_text(destination.sni),
          .address = destination.address};
}

services::Sight sight_of(const Destination& destination, transport::Visited visited) {
  services::Sight sight{.destination = destination};
  if (visited.smtp_fault) {
    take_smtp_fault(sight, *visited.smtp_fault);
  } else if (visited.error) {
    take_error(sight, *visited.error, visited);
  } else if (visited.http.fault != transport::HttpFault::none) {
    sight.obstacle = Obstacle::bad_http;
    sight.reason = name(visited.http.fault);
  }
  sight.certificates = std::move(visited.shown.certificates);
  sight.verified = visited.shown.verified;
  sight.doubt = std::move(visited.shown.doubt);
  sight.status = visited.http.status;
  sight.content_type = std::move(visited.http.content_type);
  sight.location = std::move(visited.http.location);
  sight.body = std::move(visited.http.body);
  return sight;
}

std::string announcement(std::span<const Destination> destinations) {
  std::string lines;
  for (auto first = destinations.begin(); first != destinations.end();) {
    auto same = [&](const Destination& other) {
      return other.host == first->host && other.port() == first->port();
    };
    auto end = std::find_if_not(first, destinations.end(), same);
    std::string addresses;
    for (auto each = first; each != end; ++each)
      if (each == first || each->address != std::prev(each)->address)
        addresses += (addresses.empty() ? "" : ", ") + each->address;
    lines += "edig: connecting to " + host_text(first->host) + " (" + addresses + ") port " +
             std::to_string(first->port()) + "\n";
    first = end;
  }
  return lines;
}

services::Observation observe(std::span<const Destination> destinations, const Visits& visits) {
  std::vector<transport::Visit> wanted;
  for (const auto& destination : destinations) wanted.push_back(visit_to(destination));
  auto visited = transport::visit(wanted, visits.rules);
  services::Observation observation{
      .sights = {}, .cas = authorities(visits.rules.ca_file), .now = visits.now};
  for (std::size_t i = 0; i < visited.size(); ++i)
    observation.sights.push_back(sight_of(destinations[i], std::move(visited[i])));
  return observation;
}

}  // namespace edig::run

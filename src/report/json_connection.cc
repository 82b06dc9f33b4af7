#include "report/json_connection.h"

#include "ede/printable.h"
#include "report/json_parts.h"

namespace edig::report {
namespace {

using Json = nlohmann::ordered_json;
using services::Sight;

Json json_certificate(const Sight& sight) {
  Json object{{"verified", sight.verified}};
  put_text(object, "doubt", sight.doubt);
  return object;
}

Json json_http(const Sight& sight) {
  Json object{{"status", sight.status}};
  put_text(object, "content_type", sight.content_type);
  put_text(object, "location", sight.location);
  return object;
}

Json json_visit(const services::Seen& seen) {
  const auto& sight = seen.sight;
  const auto& destination = sight.destination;
  Json object{{"purpose", name(destination.purpose)}, {"host", destination.host.text()}};
  if (destination.sni != destination.host) object["sni"] = destination.sni.text();
  object["address"] = destination.address;
  object["port"] = destination.port();
  object["outcome"] = name(sight.obstacle);
  put_text(object, "reason", sight.reason);
  if (!sight.certificates.empty()) object["certificate"] = json_certificate(sight);
  if (sight.status != 0) object["http"] = json_http(sight);
  if (seen.match)
    for (const auto& [tlsa, outcome] : seen.match->records)
      object["tlsa"].push_back({{"record", tlsa_text(tlsa)}, {"outcome", name(outcome)}});
  return object;
}

Json json_policy(const services::MtaStsPolicy& policy) {
  Json object = Json::object();
  if (policy.mode) object["mode"] = name(*policy.mode);
  for (const auto& pattern : policy.mx) object["mx"].push_back(ede::to_utf8(pattern));
  if (policy.max_age) object["max_age"] = *policy.max_age;
  return object;
}

}  // namespace

Json json_connection(const services::Connection& connection) {
  Json object{{"visits", Json::array()}};
  for (const auto& seen : connection.seen) object["visits"].push_back(json_visit(seen));
  if (connection.policy) object["mta_sts_policy"] = json_policy(*connection.policy);
  return object;
}

}  // namespace edig::report

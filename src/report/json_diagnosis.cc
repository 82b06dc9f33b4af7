#include "report/json_diagnosis.h"

#include <algorithm>
#include <map>

#include "dns/mailbox.h"
#include "ede/printable.h"
#include "ede/registry.h"
#include "report/json_parts.h"
#include "report/json_text.h"
#include "report/verify.h"

namespace edig::report {
namespace {

using Json = nlohmann::ordered_json;

Json value(const diagnosis::EvidenceValue& value) {
  struct {
    Json operator()(const std::string& text) const { return ede::to_utf8(text); }
    Json operator()(std::int64_t number) const { return number; }
    Json operator()(std::chrono::sys_seconds at) const { return json_time(at); }
    Json operator()(const std::vector<std::string>& texts) const {
      auto array = Json::array();
      for (const auto& text : texts) array.push_back(ede::to_utf8(text));
      return array;
    }
  } to_json;
  return std::visit(to_json, value);
}

Json json_finding(const Report& report, const diagnosis::Finding& finding) {
  Json object{{"kind", finding.kind.text()}};
  if (finding.info_code) {
    object["info_code"] = *finding.info_code;
    object["purpose"] = ede::info_code(*finding.info_code).purpose;
  }
  object["severity"] = name(finding.severity);
  object["zone"] = finding.zone.text();
  put_text(object, "rrset", finding.rrset);
  put_text(object, "server", finding.server);
  object["fault"] = name(finding.fault);
  object["text"] = ede::to_utf8(finding.text.in(ede::Language::en));
  put_text(object, "remedy", finding.remedy.in(ede::Language::en));
  put_text(object, "verify", dig_line(report, finding));
  for (const auto& item : finding.evidence) object["evidence"][item.key] = value(item.value);
  return object;
}

bool leads_to(const std::vector<diagnosis::Link::Ds>& all, const diagnosis::Link::Key& key) {
  return std::ranges::any_of(all, [&](const auto& ds) {
    return ds.matches && ds.key_tag == key.key_tag && ds.algorithm == key.algorithm;
  });
}

Json json_key(const diagnosis::Link::Key& key, const std::vector<diagnosis::Link::Ds>& ds) {
  Json object{{"key_tag", key.key_tag},
              {"algorithm", key.algorithm},
              {"flags", key.flags},
              {"matches_ds", leads_to(ds, key)},
              {"signs_keys", key.signs_keys}};
  if (key.bits > 0) object["bits"] = key.bits;
  return object;
}

Json json_set(const diagnosis::Link::Set& set) {
  Json object{{"rrset", ede::to_utf8(set.text)}, {"ttl", set.ttl}, {"state", name(set.state)}};
  if (set.target) object["target"] = set.target->text();
  return object;
}

Json link(const diagnosis::Link& link) {
  Json object{{"zone", link.zone.text()},
              {"status", name(link.status)},
              {"ds", Json::array()},
              {"dnskey", Json::array()}};
  for (const auto& ds : link.ds)
    object["ds"].push_back({{"key_tag", ds.key_tag},
                            {"algorithm", ds.algorithm},
                            {"digest_type", ds.digest_type},
                            {"matches", ds.matches}});
  for (const auto& key : link.keys) object["dnskey"].push_back(json_key(key, link.ds));
  for (const auto& set : link.sets) object["rrsets"].push_back(json_set(set));
  for (const auto& signature : link.signatures)
    object["rrsig"].push_back({{"covers", ede::to_utf8(signature.covers)},
                               {"signer", signature.signer.text()},
                               {"key_tag", signature.key_tag},
                               {"algorithm", signature.algorithm},
                               {"inception", json_time(signature.inception)},
                               {"expiration", json_time(signature.expiration)},
                               {"good", signature.good}});
  return object;
}

// When the first of the signatures that the answer needs expires, or expired: of each record set on the way
// to it the good one, and where none is good, the one that expires first. Nothing: nothing is signed.
std::optional<std::chrono::sys_seconds> first_expiration(const std::vector<diagnosis::Link>& chain) {
  struct Validity {
    std::optional<std::chrono::sys_seconds> good, bad;
  };
  std::map<std::string, Validity> sets;
  for (const auto& link : chain)
    for (const auto& signature : link.signatures) {
      auto& [good, bad] = sets[signature.covers];
      if (signature.good)
        good = std::max(good, std::optional(signature.expiration));
      else
        bad = std::min(bad.value_or(signature.expiration), signature.expiration);
    }
  std::optional<std::chrono::sys_seconds> first;
  for (const auto& [covers, validity] : sets) {
    auto until = validity.good ? *validity.good : *validity.bad;
    first = std::min(first.value_or(until), until);
  }
  return first;
}

Json zone_server(const diagnosis::ZoneServer& server) {
  Json object{{"name", server.name.text()}, {"address", server.address}};
  if (server.serial) object["serial"] = *server.serial;
  return object;
}

Json resolver_info(const dns::ResolverInfo& info) {
  Json object{{"qnamemin", info.qnamemin}};
  for (const auto& [first, last] : info.exterr)
    object["exterr"].push_back({{"first", first}, {"last", last}});
  put_text(object, "infourl", info.infourl);
  return object;
}

Json plan(const diagnosis::PlannedDelegation& plan) {
  Json object{{"zone", plan.zone.text()}};
  for (const auto& server : plan.servers) {
    Json entry{{"name", server.name.text()}};
    for (const auto& address : server.addresses) entry["addresses"].push_back(address);
    object["ns"].push_back(std::move(entry));
  }
  if (!plan.ds) return object;
  object["ds"] = Json::array();
  for (const auto& ds : *plan.ds) object["ds"].push_back(ds.rdata());
  return object;
}

}  // namespace

Json json_diagnosis(const Report& report) {
  const auto& diagnosis = *report.diagnosis;
  Json object{{"status", name(diagnosis.status)},
              {"validated_at", json_time(diagnosis.validated_at)},
              {"findings", Json::array()},
              {"claim", name(diagnosis.claim)}};
  put_text(object, "claim_text", diagnosis.claim_text.in(ede::Language::en));
  if (diagnosis.claimed_place_agrees) object["claimed_place_agrees"] = *diagnosis.claimed_place_agrees;
  if (diagnosis.resolver_info) object["resolver_info"] = resolver_info(*diagnosis.resolver_info);
  if (diagnosis.plan) object["plan"] = plan(*diagnosis.plan);
  for (const auto& entry : diagnosis.findings) object["findings"].push_back(json_finding(report, entry));
  if (auto mailbox = diagnosis.contact ? dns::mailbox(*diagnosis.contact) : std::nullopt)
    object["contact"] = *mailbox;
  for (const auto& server : diagnosis.servers) object["servers"].push_back(zone_server(server));
  object["chain"] = Json::array();
  for (const auto& entry : diagnosis.chain) object["chain"].push_back(link(entry));
  if (auto first = first_expiration(diagnosis.chain)) object["first_expiration"] = json_time(*first);
  put_text(object, "result", diagnosis.answer.in(ede::Language::en));
  const auto& cost = diagnosis.cost;
  object["cost"] = {{"questions", cost.questions},     {"packets", cost.traffic.packets},
                    {"octets", cost.traffic.octets},   {"connections", cost.traffic.connections},
                    {"round_trips", cost.round_trips}, {"ms", rounded(cost.ms, 10)}};
  object["questions"] = cost.questions;
  object["round_trips"] = cost.round_trips;
  return object;
}

}  // namespace edig::report

// One rule of the services room, over records that it is given: only for tests.
//
// Each line of standard input is a JSON object: "rule", what the rule needs to know, and "lookups": [{"name",
// "type", "outcome", "rdata": [...], "failure"}]. Names (in wire format) and RDATA are hexadecimal. For each,
// one line comes back: what is missing, {"missing": [{"name", "type"}]}, or what the rule says.

#include <iostream>
#include <map>
#include <nlohmann/json.hpp>
#include <string>

#include "ede/printable.h"
#include "services/dmarc.h"
#include "services/spf.h"

namespace {

using namespace edig;
using nlohmann::json;

dns::Name name_of(const json& hex) {
  return dns::Name::from_wire(from_hex(hex.get<std::string>()).value()).value();
}

services::Lookup lookup_of(const json& given, const dns::Question& question) {
  using enum services::Lookup::Outcome;
  const std::map<std::string, services::Lookup::Outcome> outcomes = {
      {"records", records}, {"no data", no_data}, {"no name", no_name}, {"failed", failed}};
  services::Lookup lookup{.outcome = outcomes.at(given.at("outcome")),
                          .status = diagnosis::Status::insecure,
                          .failure = given.value("failure", "")};
  for (const auto& rdata : given.value("rdata", json::array()))
    lookup.records.push_back({.owner = question.name,
                              .type = question.type,
                              .raw = from_hex(rdata.get<std::string>()).value(),
                              .parsed = nullptr});
  return lookup;
}

services::Records records_of(const json& lookups) {
  services::Records records;
  for (const auto& given : lookups) {
    dns::Question question{name_of(given.at("name")), given.at("type")};
    records.put(question, lookup_of(given, question));
  }
  return records;
}

json spf(const json& given, services::Records& records) {
  auto client = services::spf::Client::make(given.at("address").get<std::string>(),
                                            given.at("mail_from").get<std::string>(), given.at("helo"));
  auto evaluation = services::spf::check_host(client.value(), records);
  if (!evaluation) return nullptr;
  return {{"result", name(evaluation->outcome)},
          {"explanation", ede::to_utf8(evaluation->explanation)},
          {"domain", ede::to_utf8(evaluation->domain)},
          {"term", ede::to_utf8(evaluation->term)},
          {"lookups", evaluation->lookups},
          {"void_lookups", evaluation->void_lookups}};
}

std::string text_of(const dns::Name& name) {
  auto text = name.text();
  text.pop_back();
  return text;
}

json dmarc(const json& given, services::Records& records) {
  auto found =
      services::dmarc::discover(dns::Name::parse(given.at("domain").get<std::string>()).value(), records);
  if (!found) return nullptr;
  auto name_or_null = [](const auto& domain) { return domain ? json(text_of(*domain)) : json(nullptr); };
  return {{"failed", found->walk.failure() != nullptr},
          {"organizational_domain", name_or_null(found->organizational_domain)},
          {"policy_domain", name_or_null(found->policy_domain)},
          {"policy", found->asked ? json(name(*found->asked)) : json(nullptr)}};
}

json answer(const json& given) {
  const std::map<std::string, json (*)(const json&, services::Records&)> rules = {{"dmarc", dmarc},
                                                                                  {"spf", spf}};
  auto records = records_of(given.at("lookups"));
  auto said = rules.at(given.at("rule"))(given, records);
  if (!said.is_null()) return said;
  auto missing = json::array();
  for (const auto& question : records.take_missing())
    missing.push_back({{"name", to_hex(question.name.wire())}, {"type", question.type}});
  return {{"missing", missing}};
}

}  // namespace

int main() {
  try {
    for (std::string line; std::getline(std::cin, line);)
      std::cout << answer(json::parse(line)).dump() << std::endl;
  } catch (const std::exception& error) {
    std::cerr << "rules: " << error.what() << "\n";
    return 1;
  }
}

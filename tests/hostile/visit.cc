// Looks at servers that are none of DNS, as edig does with +connect, and prints what was seen as JSON.
//
//   edig_visit mail|web|policy HOST ADDRESS CA_FILE MILLISECONDS [USAGE SELECTOR MATCHING HEX]...
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "services/dane_match.h"
#include "transport/visit.h"

namespace {

using namespace edig;
using nlohmann::json;

transport::Visit::Purpose purpose_named(const std::string& name) {
  if (name == "mail") return transport::Visit::Purpose::mail;
  return name == "web" ? transport::Visit::Purpose::web : transport::Visit::Purpose::policy;
}

std::uint8_t number(const std::string& text) { return static_cast<std::uint8_t>(std::stoi(text)); }

std::vector<services::Tlsa> read_records(std::span<const std::string> words) {
  std::vector<services::Tlsa> records;
  for (; words.size() >= 4; words = words.subspan(4))
    records.push_back({number(words[0]), number(words[1]), number(words[2]), from_hex(words[3]).value()});
  return records;
}

json dane(const transport::Visited& visited, const std::string& host, std::vector<services::Tlsa> records) {
  auto name = dns::Name::parse(host).value();
  services::DaneHost at{.host = name, .base = name, .port = 25, .records = std::move(records)};
  auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  std::vector<dns::Name> names = {name};
  auto match = services::dane_match({.certificates = visited.shown.certificates, .address = {}}, at, names,
                                    nullptr, now);
  json outcomes = json::array();
  for (const auto& record : match.records) outcomes.push_back(static_cast<int>(record.outcome));
  return {{"proved", match.proved}, {"outcomes", outcomes}};
}

json describe(const transport::Visited& visited) {
  json value = {{"certificates", visited.shown.certificates.size()},
                {"verified", visited.shown.verified},
                {"doubt", visited.shown.doubt},
                {"protocol", visited.shown.protocol},
                {"http_fault", transport::name(visited.http.fault)},
                {"status", visited.http.status},
                {"content_type", visited.http.content_type},
                {"location", visited.http.location},
                {"octets", visited.http.body.size()}};
  if (visited.error) value["error"] = {{"kind", name(visited.error->kind)}, {"text", visited.error->text}};
  if (visited.smtp_fault)
    value["smtp_fault"] = {{"kind", transport::name(visited.smtp_fault->kind)},
                           {"code", visited.smtp_fault->code},
                           {"text", visited.smtp_fault->text}};
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc);
  if (words.size() < 5) return 1;
  transport::Visit visit{
      .purpose = purpose_named(words[0]), .host = words[1], .sni = {}, .address = words[2]};
  transport::VisitRules rules{.timeout = std::chrono::milliseconds(std::stoi(words[4])), .ca_file = words[3]};
  auto visited = transport::visit({&visit, 1}, rules).front();
  auto value = describe(visited);
  if (words.size() > 5) value["dane"] = dane(visited, words[1], read_records(std::span(words).subspan(5)));
  std::puts(value.dump().c_str());
}

#include "report/json_services.h"

#include "dns/types.h"
#include "ede/printable.h"
#include "explain/services.h"
#include "report/json_connection.h"
#include "report/json_parts.h"
#include "report/json_service_records.h"
#include "report/json_text.h"

namespace edig::report {
namespace {

using Json = nlohmann::ordered_json;

Json json_about(const dns::Question& question) {
  return {{"name", question.name.text()}, {"type", dns::type_text(question.type)}};
}

Json json_service_finding(const services::Finding& finding) {
  Json object{{"kind", finding.kind.word()},
              {"severity", name(finding.severity())},
              {"about", json_about(finding.about)}};
  if (finding.zone) object["zone"] = finding.zone->text();
  object["turn"] = name(finding.turn);
  put_text(object, "text", finding.text().in(ede::Language::en));
  put_text(object, "remedy", finding.remedy().in(ede::Language::en));
  put_text(object, "reference", finding.kind.reference());
  return object;
}

Json json_application(const services::Application& application, const dns::Name& domain) {
  Json object{{"application", application.name}, {"state", name(application.judgement.state)}};
  if (const auto* cause = application.cause()) object["cause"] = cause->kind.word();
  put_text(object, "effect", explain::effect(application, domain, ede::Language::en));
  object["findings"] = Json::array();
  for (const auto& finding : application.judgement.findings)
    object["findings"].push_back(json_service_finding(finding));
  return object;
}

Json json_check(const services::spf::Evaluation& check) {
  Json object{{"result", name(check.outcome)}};
  put_text(object, "domain", check.domain);
  put_text(object, "term", check.term);
  put_text(object, "explanation", check.explanation);
  object["lookups"] = check.lookups;
  object["void_lookups"] = check.void_lookups;
  return object;
}

Json json_spf(const services::spf::Tree& tree) {
  Json object{{"lookups", tree.lookups}, {"void_lookups", tree.void_lookups}, {"records", Json::array()}};
  for (const auto& node : tree.nodes) {
    Json entry{{"depth", node.depth}, {"domain", ede::to_utf8(node.domain)}};
    put_text(entry, "through", node.through);
    put_text(entry, "record", node.record);
    entry["status"] = name(node.status);
    object["records"].push_back(std::move(entry));
  }
  return object;
}

Json json_dmarc(const services::dmarc::Discovery& found) {
  auto object = Json::object();
  if (found.organizational_domain) object["organizational_domain"] = found.organizational_domain->text();
  if (found.policy_domain) object["policy_domain"] = found.policy_domain->text();
  if (const auto* step = found.walk.policy()) put_text(object, "record", step->record->text);
  put_text(object, "tag", found.tag);
  if (found.policy) object["policy"] = name(*found.policy);
  return object;
}

Json json_cause(const services::Cause& cause) {
  Json object{{"question", json_about(cause.question)}, {"status", name(cause.diagnosis.status)}};
  if (cause.diagnosis.findings.empty()) return object;
  const auto& first = cause.diagnosis.findings.front();
  object["kind"] = first.kind.text();
  if (first.info_code) object["info_code"] = *first.info_code;
  object["zone"] = first.zone.text();
  object["fault"] = name(first.fault);
  put_text(object, "text", first.text.in(ede::Language::en));
  put_text(object, "remedy", first.remedy.in(ede::Language::en));
  return object;
}

}  // namespace

Json json_services(const services::Report& report) {
  Json object{
      {"domain", report.domain.text()}, {"state", name(report.state())}, {"applications", Json::array()}};
  for (const auto& application : report.applications)
    object["applications"].push_back(json_application(application, report.domain));
  for (const auto& cause : report.causes) object["causes"].push_back(json_cause(cause));
  if (report.spf) object["spf"] = json_spf(*report.spf);
  if (report.check) object["spf_check"] = json_check(*report.check);
  if (report.dmarc) object["dmarc"] = json_dmarc(*report.dmarc);
  put_service_records(object, report.rules);
  if (report.bounded) object["bounded"] = true;
  if (report.connection) object["connection"] = json_connection(*report.connection);
  const auto& cost = report.cost;
  object["cost"] = {{"questions", cost.questions},     {"packets", cost.traffic.packets},
                    {"octets", cost.traffic.octets},   {"connections", cost.traffic.connections},
                    {"round_trips", cost.round_trips}, {"ms", rounded(cost.ms, 10)}};
  return object;
}

}  // namespace edig::report

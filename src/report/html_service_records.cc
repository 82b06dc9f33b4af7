// What +services read, for those who want to see it: a list of records under each application.

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "ede/printable.h"
#include "report/html_parts.h"
#include "services/report.h"

namespace edig::report {
namespace {

using Lines = std::vector<std::string>;

std::string joined(const std::vector<std::string>& items, std::string_view separator) {
  return fmt::format("{}", fmt::join(items, separator));
}

Lines mail(const services::Rules& rules) {
  Lines lines;
  for (const auto& exchange : rules.mail.exchanges)
    lines.push_back(
        fmt::format("{} {} {}", exchange.preference, exchange.name.text(), joined(exchange.addresses, " ")));
  return lines;
}

Lines dane(const services::Dane& dane) {
  Lines lines;
  for (const auto& host : dane.hosts)
    for (const auto& record : host.records)
      lines.push_back(fmt::format("_{}._tcp.{} {} {}", host.port, host.base.text(), tlsa_text(record),
                                  to_hex(record.data)));
  return lines;
}

Lines spf(const services::Report& report) {
  Lines lines;
  if (!report.spf) return lines;
  for (const auto& node : report.spf->nodes)
    if (!node.record.empty()) lines.push_back(node.domain + "  " + node.record);
  return lines;
}

Lines dkim(const services::Rules& rules) {
  Lines lines;
  for (const auto& key : rules.dkim.keys)
    lines.push_back(key.bits > 0 ? fmt::format("{} RSA {}", key.selector, key.bits) : key.selector);
  return lines;
}

Lines dmarc(const services::Report& report) {
  const auto* step = report.dmarc ? report.dmarc->walk.policy() : nullptr;
  return step ? Lines{fmt::format("_dmarc.{}  {}", step->domain.text(), step->record->text)} : Lines();
}

Lines caa(const services::Rules& rules) {
  Lines lines;
  for (const auto& property : rules.caa.properties)
    lines.push_back(fmt::format("{} {} {} {}", rules.caa.found_at->text(), property.critical ? 128 : 0,
                                property.tag, property.value));
  return lines;
}

Lines bindings(std::initializer_list<const services::ServiceBindings*> all) {
  Lines lines;
  for (const auto* one : all)
    for (const auto& service : one->services)
      lines.push_back(fmt::format("{} {} {} alpn={}", one->owner.text(), service.priority,
                                  service.target.text(), joined(service.alpn, ",")));
  return lines;
}

Markup records_item(const Sheet& sheet, std::string_view application, const Lines& lines) {
  if (lines.empty()) return {};
  auto body = element("dt", {}, text(sheet.say(fmt::format("service-{}", application))));
  for (const auto& line : lines) body += element("dd", {}, element("code", {}, text(ede::printable(line))));
  return element("div", {}, body);
}

}  // namespace

Markup html_service_records(const Sheet& sheet) {
  const auto& report = *sheet.report.services;
  const auto& rules = report.rules;
  Lines id;
  if (rules.mta_sts.announced) id.push_back("id=" + rules.mta_sts.id);
  auto items = records_item(sheet, "mx", mail(rules)) + records_item(sheet, "dane", dane(rules.mail_dane)) +
               records_item(sheet, "mta-sts", id) + records_item(sheet, "tls-rpt", rules.tls_rpt.receivers) +
               records_item(sheet, "spf", spf(report)) + records_item(sheet, "dkim", dkim(rules)) +
               records_item(sheet, "dmarc", dmarc(report)) + records_item(sheet, "caa", caa(rules)) +
               records_item(sheet, "https", bindings({&rules.https, &rules.www_https})) +
               records_item(sheet, "dane-https", dane(rules.web_dane)) +
               records_item(sheet, "resolver", bindings({&rules.resolver.designation}));
  if (items.empty()) return {};
  auto summary = element("summary", {}, sheet.heading(2, sheet.say("page-records")));
  return element("details", {{"class", "records"}}, summary + element("dl", {{"class", "evidence"}}, items));
}

}  // namespace edig::report

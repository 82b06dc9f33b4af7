// The JSON that scripts rely on: edig.schema.json says what each member means. Members are only ever added.

#include <nlohmann/json.hpp>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/comparison_words.h"
#include "report/explanation.h"
#include "report/format.h"
#include "report/json_diagnosis.h"
#include "report/json_exchange.h"
#include "report/json_services.h"
#include "report/json_text.h"
#include "report/spelling.h"
#include "report/transfer.h"
#include "report/words.h"

namespace edig::report {
namespace {

using Json = nlohmann::ordered_json;

Json meaning(const Report& report, const diagnosis::Meaning& meaning, ede::Language language) {
  Json object{{"kind", meaning.kind},
              {"severity", name(meaning.severity)},
              {"certainty", name(meaning.certainty)},
              {"servers", meaning.sides}};
  if (!meaning.against.empty()) object["against"] = meaning.against;
  if (meaning.info_code) object["info_code"] = *meaning.info_code;
  if (!meaning.settle.empty()) object["settle"] = ede::to_utf8(meaning.settle);
  object["text"] = meaning_text(report, meaning, language);
  return object;
}

Json error_report(const ErrorReport& made) {
  auto object = Json::object();
  if (made.info_code) object["info_code"] = *made.info_code;
  if (made.agent) object["agent"] = made.agent->text();
  if (made.name) object["query"] = {{"name", made.name->text()}, {"type", "TXT"}, {"class", "IN"}};
  object["sent"] = made.sent.has_value();
  if (!made.sent) return object;
  const auto& reply = made.sent->reply;
  if (reply)
    object["rcode"] = {{"value", reply->message.rcode}, {"name", dns::rcode_text(reply->message.rcode)}};
  else
    object["error"] = json_error(reply.error());
  return object;
}

Json watch(const Watched& watched) {
  Json object{{"time", json_time(watched.at)},
              {"since", json_time(watched.since)},
              {"age", watched.age.count()},
              {"works", watched.works}};
  if (watched.next) object["next"] = json_time(*watched.next);
  for (const auto& [keeping, at_most, until] : watched.caches) {
    Json entry{{"by", name(keeping)}};
    if (at_most.count() > 0) entry["keep"] = at_most.count();
    if (until) entry["until"] = json_time(*until);
    object["caches"].push_back(std::move(entry));
  }
  if (auto until = watched.caches_until()) object["caches_until"] = json_time(*until);
  return object;
}

Json comparison(const Report& report, const Style& style) {
  const auto& judged = *report.comparison;
  Json object{
      {"disagreement", judged.disagreement()}, {"meanings", Json::array()}, {"groups", judged.groups}};
  for (const auto& entry : judged.meanings)
    object["meanings"].push_back(meaning(report, entry, style.language));
  if (judged.alone) object["alone"] = *judged.alone;
  for (std::size_t i = 0; i < report.sides.size(); ++i) {
    auto side = Json::object();
    put_exchange(side, report.sides[i], style);
    if (!judged.standings.empty()) side["standing"] = name(judged.standings[i]);
    object["servers"].push_back(std::move(side));
  }
  return object;
}

Json exchange(const Report& report, Style style) {
  style.asked_authority = true;
  auto object = Json::object();
  put_exchange(object, report, style);
  return object;
}

void put_unplaced(Json& object, const std::vector<Unplaced>& unplaced) {
  for (const auto& server : unplaced) object["without_address"].push_back(server.name.text());
}

Json trace(const Report& report, const Style& style) {
  Json object;
  for (std::size_t i = 0; i < report.trace->steps.size(); ++i) {
    const auto& step = report.trace->steps[i];
    Json entry{{"zone", step.zone.text()}, {"exchange", exchange(report.trace->reports[i], style)}};
    put_unplaced(entry, step.unplaced);
    for (const auto& trouble : step.troubles)
      entry["troubles"].push_back(
          {{"kind", name(trouble.kind)}, {"text", ede::to_utf8(trouble_text(trouble, style.language))}});
    object["steps"].push_back(std::move(entry));
  }
  return object;
}

Json nssearch(const NsSearch& search, const Style& style) {
  Json object{{"zone", search.zone.text()}};
  put_unplaced(object, search.unplaced);
  for (std::size_t i = 0; i < search.reports.size(); ++i) {
    auto entry = Json::object();
    if (auto serial = search.serial(i)) entry["serial"] = *serial;
    entry["exchange"] = exchange(search.reports[i], style);
    object["servers"].push_back(std::move(entry));
  }
  if (auto behind = search.behind(); !behind.empty()) object["behind"] = behind;
  return object;
}

Json json_section(const explain::Section& section) {
  Json object{{"key", section.key}, {"heading", section.heading}, {"text", section.paragraphs}};
  if (section.steps) object["steps"] = true;
  if (!section.commands.empty()) object["commands"] = section.commands;
  return object;
}

Json explanation(const Report& report, const Style& style) {
  auto told = explained(report, style, *style.explain);
  Json object{{"audience", name(told.audience)},
              {"language", ede::conventions(style.language).code},
              {"topic", told.topic},
              {"situation", told.situation},
              {"fault", name(told.party)},
              {"headline", told.headline},
              {"sections", Json::array()}};
  for (const auto& entry : told.sections) object["sections"].push_back(json_section(entry));
  object["reference"] = told.reference;
  return object;
}

// They have been written already.
Style without_records(Style style) {
  style.answer = style.all_sections = style.asked_authority = style.asked_additional = false;
  return style;
}

Json transfer_figures(const Transfer& transfer) {
  constexpr std::string_view forms[] = {"unknown", "zone", "differences", "up-to-date"};
  const auto& [records, messages, octets] = transfer.counts;
  Json object{{"form", forms[static_cast<std::size_t>(transfer.form)]},
              {"complete", transfer.report.exchange.reply.has_value()}};
  if (transfer.report.query.serial) object["from_serial"] = *transfer.report.query.serial;
  if (transfer.serial) object["serial"] = *transfer.serial;
  object["records"] = records, object["messages"] = messages, object["octets"] = octets;
  if (transfer.malformed > 0) object["malformed"] = transfer.malformed;
  return object;
}

std::string written(const Json& object, const Style& style) {
  constexpr int indented = 2, one_line = -1;
  return json_text(object.dump(style.compact ? one_line : indented));
}

}  // namespace

std::string json_before_records(const dns::Query& query, const Style& style) {
  auto text = written({{"schema", 1}, {"question", json_question(query.question)}}, style);
  text.resize(text.find_last_not_of("}\n") + 2);  // the question's brace stays
  return text + (style.compact ? R"(,"records":[)" : ",\n  \"records\": [");
}

std::string json_after_records(const Transfer& transfer, const Style& style) {
  const auto& reply = transfer.report.exchange.reply;
  auto object = Json::object();
  put_way(object, transfer.report, style);
  object["transfer"] = transfer_figures(transfer);
  object["outcome"] = reply ? "transfer" : "incomplete";
  object["exit_status"] = exit_status(transfer);
  if (reply)
    put_reply(object, transfer.report, without_records(style));
  else
    object["error"] = json_error(reply.error());
  auto text = written(object, style).substr(1);
  return (style.compact ? "]," : "\n  ],") + text + '\n';
}

std::string to_json(const Report& report, const Style& style) {
  Json object{{"schema", 1}, {"question", json_question(report.query.question)}};
  put_exchange(object, report, style);
  if (report.diagnosis) object["diagnosis"] = json_diagnosis(report);
  if (style.explain) object["explanation"] = explanation(report, style);
  if (report.comparison) object["comparison"] = comparison(report, style);
  if (report.error_report) object["error_report"] = error_report(*report.error_report);
  if (report.services) object["services"] = json_services(*report.services);
  if (report.trace) object["trace"] = trace(report, style);
  if (report.nssearch) object["nssearch"] = nssearch(*report.nssearch, style);
  if (report.watched) object["watch"] = watch(*report.watched);
  return written(object, style) + '\n';
}

}  // namespace edig::report

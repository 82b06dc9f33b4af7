#include "report/json_exchange.h"

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/json_message.h"
#include "report/json_parts.h"
#include "report/json_text.h"
#include "report/outcome.h"
#include "report/spelling.h"
#include "report/words.h"
#include "transport/failure.h"

namespace edig::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr int to_microseconds = 1000;

Json staple(const transport::Staple& staple) {
  Json object{{"status", name(staple.status)}};
  if (staple.until) object["until"] = json_time(*staple.until);
  return object;
}

Json tls(const transport::TlsInfo& info) {
  Json object;
  put_text(object, "version", info.version);
  put_text(object, "cipher", info.cipher);
  object["verified"] = info.verified;
  put_text(object, "verify_error", info.verify_error);
  put_text(object, "spki_pin", info.spki_pin);
  if (info.staple) object["ocsp"] = staple(*info.staple);
  return object;
}

Json json_server(const Report& report) {
  const auto& exchange = report.exchange;
  Json object;
  put_text(object, "address", exchange.peer.address);
  if (exchange.peer.port != 0) object["port"] = exchange.peer.port;
  put_text(object, "name", exchange.peer.name);
  object["transport"] = name(exchange.peer.protocol);
  object["authenticated"] = exchange.authenticated();
  if (exchange.tls) object["tls"] = tls(*exchange.tls);
  if (report.designation)
    object["designated_by"] = {{"address", report.designation->resolver},
                               {"name", ede::to_utf8(report.designation->target)}};
  if (exchange.http)
    object["http"] = {{"version", ede::to_utf8(exchange.http->version)}, {"status", exchange.http->status}};
  return object;
}

void put_mismatches(Json& object, const std::vector<transport::Mismatch>& mismatches) {
  for (const auto& mismatch : mismatches)
    object["mismatches"].push_back(ede::to_utf8(transport::describe(mismatch)));
}

Json attempts(const std::vector<transport::Attempt>& attempts) {
  auto array = Json::array();
  for (const auto& attempt : attempts) {
    Json object{{"transport", name(attempt.protocol)}};
    put_text(object, "address", attempt.address);
    if (attempt.port != 0) object["port"] = attempt.port;
    object["outcome"] = ede::to_utf8(attempt.outcome);
    object["ms"] = rounded(attempt.ms, to_microseconds);
    put_mismatches(object, attempt.mismatches);
    array.push_back(std::move(object));
  }
  return array;
}

Json option(const dns::Option& option) {
  Json object{{"code", option.code}, {"name", dns::option_name(option.code)}};
  put_text(object, "hex", to_hex(option.data));
  if (auto text = dns::option_text(option)) put_text(object, "text", *text);
  if (option.truncated) object["truncated"] = true;
  return object;
}

Json edns(const dns::Edns& edns) {
  Json object{{"version", edns.version}, {"udp_size", edns.udp_size}, {"do", edns.dnssec_ok}};
  if (edns.z != 0) object["z"] = edns.z;
  for (const auto& entry : edns.options) object["options"].push_back(option(entry));
  return object;
}

Json json_structured(const ede::Structured& error) {
  Json object{{"usable", error.usable}};
  for (const auto& uri : error.contact) object["contact"].push_back(ede::to_utf8(uri));
  put_text(object, "justification", error.justification);
  if (error.suberror) {
    object["suberror"]["code"] = error.suberror->code;
    put_text(object["suberror"], "name", error.suberror->name);
  }
  put_text(object, "organization", error.organization);
  put_text(object, "language", error.language);
  for (const auto& reason : error.ignored) object["ignored"].push_back(ede::to_utf8(reason));
  return object;
}

void put_extra_text(Json& object, std::string_view text) {
  put_text(object, "extra_text", text);
  if (!ede::is_utf8(text)) object["extra_text_hex"] = to_hex(as_bytes(text));
}

Json reading(const ede::Reading& read) {
  Json object{{"dialect", read.dialect}};
  put_text(object, "zone", read.zone);
  put_text(object, "name", read.name);
  put_text(object, "type", read.type);
  put_text(object, "server", read.server);
  put_text(object, "rcode", read.rcode);
  if (read.key_tag) object["key_tag"] = *read.key_tag;
  put_text(object, "reason", read.reason);
  return object;
}

Json presented_record(const dns::Record& record) {
  return {{"name", record.owner.text()},
          {"type", dns::type_text(record.type)},
          {"class", dns::class_text(record.cls)},
          {"ttl", record.ttl},
          {"rdata", rdata_text(record)}};
}

void put_presented_section(Json& object, const char* key, const std::vector<dns::Record>& section) {
  for (const auto& entry : section) object[key].push_back(presented_record(entry));
}

void put_query(Json& object, const transport::Exchange& exchange) {
  auto duration = std::chrono::duration<double, std::milli>(exchange.ms);
  auto at = exchange.at - std::chrono::duration_cast<std::chrono::system_clock::duration>(duration);
  if (auto sent = dns::Message::parse(exchange.sent)) object["query"] = json_message(*sent, at);
}

Json cost(const transport::Traffic& traffic) {
  return {{"packets", traffic.packets}, {"octets", traffic.octets}, {"connections", traffic.connections}};
}

// What scripts ask first. NXDOMAIN is none of the failures: it is an answer.
std::string_view outcome(const Report& report) {
  const auto& reply = report.exchange.reply;
  if (!reply) return "no-reply";
  const auto& message = reply->message;
  if (message.rcode == dns::rcode::nxdomain) return "nxdomain";
  if (message.rcode != dns::rcode::noerror) return "failure";
  if (message.header.tc) return "truncated";
  switch (judge(report.query, message).kind) {
    case Outcome::Kind::nodata:
      return "nodata";
    case Outcome::Kind::referral:
      return "referral";
    case Outcome::Kind::alias:
      return "alias";
    case Outcome::Kind::rcode:
      break;
  }
  return "answer";
}

Json tsig(const Report& report) {
  const auto& verdict = *report.tsig;
  Json object{{"key", report.query.tsig_key->name.text()},
              {"algorithm", report.query.tsig_key->algorithm.text()},
              {"verdict", name(verdict.kind)}};
  if (verdict.kind == dns::TsigVerdict::Kind::missing) return object;
  object["time"] = verdict.record.time;
  if (verdict.record.error != 0) object["error"] = dns::tsig_error_text(verdict.record.error);
  if (auto time = verdict.record.server_time()) object["server_time"] = *time;
  if (verdict.authentic) object["authentic"] = true;
  return object;
}

}  // namespace

nlohmann::ordered_json json_problem(const dns::Problem& problem) {
  return {{"offset", problem.offset}, {"text", ede::to_utf8(problem.text)}};
}

nlohmann::ordered_json json_question(const dns::Question& asked) {
  return {{"name", asked.name.text()},
          {"type", dns::type_text(asked.type)},
          {"class", dns::class_text(asked.cls)}};
}

nlohmann::ordered_json json_error(const Error& error) {
  Json object{{"kind", name(error.kind)}};
  put_text(object, "text", error.text);
  put_text(object, "hint", error.hint);
  return object;
}

void put_reply(Json& object, const Report& report, const Style& style) {
  const auto& reply = *report.exchange.reply;
  const auto& message = reply.message;
  object["rcode"] = {{"value", message.rcode}, {"name", dns::rcode_text(message.rcode)}};
  object["flags"] = message.header.flags();
  if (message.edns) object["edns"] = edns(*message.edns);
  if (reply.without_edns) object["without_edns"] = true;
  for (const auto& error : report.extended_errors)
    object["extended_errors"].push_back(json_extended_error(error, report.query, style.language));
  if (style.answer) put_presented_section(object, "answer", message.answer);
  if (style.all_sections || style.asked_authority)
    put_presented_section(object, "authority", message.authority);
  if (style.all_sections || style.asked_additional)
    put_presented_section(object, "additional", message.additional);
  for (const auto& problem : message.problems) object["problems"].push_back(json_problem(problem));
  if (style.all_sections) object["message"] = json_message(message, report.exchange.at);
}

Json json_extended_error(const ede::ExtendedError& error, const dns::Query& query, ede::Language language) {
  auto object = Json::object();
  if (error.info_code) {
    const auto& entry = error.entry();
    object["info_code"] = *error.info_code;
    put_text(object, "purpose", entry.purpose);
    object["category"] = entry.category;
    put_extra_text(object, error.extra_text);
    put_text(object, "explanation", entry.explanation(language));
    object["fault"] = entry.fault;
    object["retry"] = entry.retry;
  } else {
    put_extra_text(object, error.extra_text);
  }
  if (error.structured) object["structured"] = json_structured(*error.structured);
  if (error.read) object["read"] = reading(*error.read);
  put_text(object, "malformed", error.malformed);
  if (forged_all_the_same(error, query)) object["forbidden"] = true;
  return object;
}

void put_way(Json& object, const Report& report, const Style& style) {
  const auto& exchange = report.exchange;
  object["server"] = json_server(report);
  if (style.sent_query) put_query(object, exchange);
  if (report.traffic != transport::Traffic{}) object["cost"] = cost(report.traffic);
  if (!exchange.attempts.empty()) object["attempts"] = attempts(exchange.attempts);
  if (exchange.dropped > 0) object["dropped"] = exchange.dropped;
  put_mismatches(object, exchange.mismatches);
  if (exchange.connect_ms > 0) object["connect_ms"] = rounded(exchange.connect_ms, to_microseconds);
  object["ms"] = rounded(exchange.ms, to_microseconds);
  if (report.tsig) object["tsig"] = tsig(report);
}

void put_exchange(Json& object, const Report& report, const Style& style) {
  const auto& exchange = report.exchange;
  put_way(object, report, style);
  object["outcome"] = outcome(report);
  object["exit_status"] = exit_status(report);
  if (exchange.reply) {
    put_reply(object, report, style);
  } else {
    object["error"] = json_error(exchange.reply.error());
  }
}

}  // namespace edig::report

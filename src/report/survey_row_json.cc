#include "report/survey_row_json.h"

#include <fmt/compile.h>

#include <iterator>

#include "base/exit_status.h"
#include "ede/extended_error.h"
#include "ede/printable.h"
#include "report/json_exchange.h"
#include "report/json_text.h"
#include "report/survey_row_answer.h"
#include "report/survey_row_parts.h"
#include "survey/preflight.h"
#include "survey/row_values.h"

namespace edig::report {
namespace {

using survey::Row;

void put_string(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += json_text(nlohmann::ordered_json(ede::to_utf8(text)).dump());
  }
}

void put_member(std::string& out, std::string_view key, std::string_view text) {
  out += ",\"";
  out += key;
  out += "\":";
  put_string(out, text);
}

template <typename Number>
void put_number_member(std::string& out, std::string_view key, Number number) {
  fmt::format_to(std::back_inserter(out), FMT_COMPILE(",\"{}\":{}"), key, number);
}

void put_flags(std::string& out, std::uint16_t bits) {
  out += ",\"flags\":[";
  bool first = true;
  for (const auto& [name, bit] : survey::header_flags) {
    if ((bits & bit) == 0) continue;
    if (!std::exchange(first, false)) out += ',';
    out += '"';
    out += name;
    out += '"';
  }
  out += ']';
}

bool has_reply(const Row& row) { return row.outcome == survey::Outcome::replied; }

std::string_view outcome_word(const Row& row) {
  constexpr std::uint16_t tc = 0x0200;
  if (!has_reply(row)) return "no-reply";
  if ((row.flags & tc) != 0) return "truncated";
  if (row.rcode == dns::rcode::noerror) return row.content;
  return row.rcode == dns::rcode::nxdomain ? "nxdomain" : "failure";
}

int exit_status(const Row& row) {
  if (row.outcome == survey::Outcome::bad_input) return status::usage;
  if (!has_reply(row)) return status::no_reply;
  if (!row.answered()) return status::failure;
  bool broken = row.services && row.services->state == "broken";
  bool fine = row.services ? !row.suspect() && !broken : row.fine();
  return fine ? status::good : status::doubt;
}

void put_server(std::string& out, const Row& row) {
  out += ",\"server\":{\"address\":";
  put_string(out, row.server);
  fmt::format_to(std::back_inserter(out),
                 FMT_COMPILE(",\"port\":{},\"transport\":\"{}\",\"authenticated\":{}}}"), row.port,
                 row.transport, row.authenticated);
}

void put_attempts(std::string& out, const Row& row) {
  out += ",\"attempts\":[";
  for (const auto& attempt : row.before) {
    if (&attempt != row.before.data()) out += ',';
    out += "{\"transport\":";
    put_string(out, attempt.transport);
    put_member(out, "address", attempt.address);
    put_member(out, "outcome", attempt.outcome);
    out += ",\"ms\":";
    put_ms(out, attempt.ms);
    out += '}';
  }
  out += ']';
}

ede::ExtendedError decoded(const survey::ExtendedError& error, ede::Channel channel) {
  Bytes data;
  append_u16(data, error.info_code);
  append(data, as_bytes(error.extra_text));
  return ede::decode(data, false, channel);
}

void put_errors(std::string& out, const Row& row, ede::Language language) {
  auto errors = nlohmann::ordered_json::array();
  auto channel = row.authenticated ? ede::Channel::authenticated : ede::Channel::plain;
  for (const auto& error : row.errors)
    errors.push_back(json_extended_error(decoded(error, channel), dns::Query{}, language));
  out += ",\"extended_errors\":";
  out += json_text(errors.dump());
}

void put_rcode(std::string& out, std::uint16_t rcode) {
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("\"rcode\":{{\"value\":{},\"name\":\"{}\"}}"), rcode,
                 dns::rcode_text(rcode));
}

void put_reply(std::string& out, const Row& row) {
  out += ',';
  put_rcode(out, row.rcode);
  put_flags(out, row.flags);
  if (row.edns)
    fmt::format_to(std::back_inserter(out),
                   FMT_COMPILE(",\"edns\":{{\"version\":0,\"udp_size\":{},\"do\":{}}}"), row.udp_size,
                   row.dnssec_ok);
}

void put_finding(std::string& out, const survey::Cause& finding) {
  out += "{\"kind\":";
  put_string(out, finding.kind);
  put_member(out, "severity", finding.severity);
  if (!finding.zone.empty()) put_member(out, "zone", finding.zone);
  put_member(out, "fault", finding.fault);
  put_member(out, "text", finding.text);
  out += '}';
}

void put_cause(std::string& out, const Row& row) {
  out += ",\"diagnosis\":{\"status\":";
  put_string(out, row.cause->status);
  out += ",\"findings\":[";
  bool any = !row.cause->kind.empty();
  if (any) put_finding(out, *row.cause);
  for (const auto& finding : row.more) {
    if (std::exchange(any, true)) out += ',';
    put_finding(out, finding);
  }
  out += "]}";
}

void put_unvalidated(std::string& out, const survey::Unvalidated& other) {
  out += ",\"unvalidated\":{";
  if (other.outcome == survey::Outcome::replied)
    put_rcode(out, other.rcode);
  else
    fmt::format_to(std::back_inserter(out), FMT_COMPILE("\"error\":{{\"kind\":\"{}\"}}"),
                   survey::name(other.outcome));
  out += '}';
}

void put_signing(std::string& out, const survey::Signing& signing) {
  put_member(out, "stage", signing.stage);
  put_member(out, "parent", signing.parent);
  if (signing.expire != 0) {
    put_number_member(out, "soa_expire", signing.expire);
    put_number_member(out, "soa_ttl", signing.soa_ttl);
    put_number_member(out, "negative_ttl", signing.negative_ttl);
  }
  if (signing.algorithms.none()) return;
  out += ",\"algorithms\":[";
  bool any = false;
  for (std::size_t number = 0; number < signing.algorithms.size(); ++number) {
    if (!signing.algorithms[number]) continue;
    if (std::exchange(any, true)) out += ',';
    out += std::to_string(number);
  }
  out += ']';
  put_number_member(out, "dnskey_octets", signing.dnskey_octets);
  put_number_member(out, "dnskey_ttl", signing.dnskey_ttl);
  if (signing.signatures_end != 0)
    put_member(out, "signatures_end",
               json_time(std::chrono::sys_seconds(std::chrono::seconds(signing.signatures_end))));
}

void put_preflight(std::string& out, const survey::Preflight& preflight) {
  fmt::format_to(std::back_inserter(out), FMT_COMPILE(",\"preflight\":{{\"verdict\":\"{}\""),
                 survey::name(preflight.verdict));
  if (preflight.unvalidated) put_unvalidated(out, *preflight.unvalidated);
  if (preflight.signing) put_signing(out, *preflight.signing);
  out += '}';
}

void put_services_member(std::string& out, const Row& row) {
  out += ",\"services\":";
  if (!row.services->json.empty()) {
    out += row.services->json;
    return;
  }
  out += "{\"domain\":";
  put_string(out, row.name);
  put_member(out, "state", row.services->state);
  out += ",\"applications\":[]}";
}

void put_failure(std::string& out, const Row& row) {
  out += ",\"error\":{\"kind\":";
  put_string(out, name(row.kind));
  if (!row.error.empty()) put_member(out, "text", row.error);
  out += '}';
}

}  // namespace

SurveyJson::SurveyJson(ede::Language language, std::uint16_t cls)
    : language_(language), class_text_(dns::class_text(cls)) {}

std::string_view SurveyJson::type_text(std::uint16_t type) {
  if (type_text_.empty() || type != type_) {
    type_text_ = dns::type_text(type);
    type_ = type;
  }
  return type_text_;
}

void SurveyJson::put_question(const Row& row, std::string& out) {
  out += ",\"question\":{\"name\":";
  put_string(out, row.name);
  put_member(out, "type", type_text(row.type));
  put_member(out, "class", class_text_);
  out += '}';
}

void SurveyJson::write(const Row& row, std::string& out) {
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{{\"schema\":1,\"line\":{}"), row.line);
  if (row.outcome == survey::Outcome::bad_input)
    put_member(out, "input", row.name);
  else
    put_question(row, out);
  if (row.servers > 1) put_number_member(out, "servers", row.servers);
  if (!row.server.empty()) put_server(out, row);
  if (!row.before.empty()) put_attempts(out, row);
  out += ",\"ms\":";
  put_ms(out, row.ms);
  if (row.at != 0) put_member(out, "time", json_time(std::chrono::sys_seconds(std::chrono::seconds(row.at))));
  put_member(out, "outcome", outcome_word(row));
  put_number_member(out, "exit_status", exit_status(row));
  if (has_reply(row)) put_reply(out, row);
  if (!row.errors.empty()) put_errors(out, row, language_);
  if (!has_reply(row)) put_failure(out, row);
  put_answer(row, out);
  if (row.recovered) out += ",\"recovered\":true";
  if (row.doubtful) out += ",\"doubtful\":true";
  if (row.weight != 1) put_number_member(out, "weight", row.weight);
  if (row.preflight) put_preflight(out, *row.preflight);
  if (row.services)
    put_services_member(out, row);
  else if (row.cause)
    put_cause(out, row);
  out += "}\n";
}

}  // namespace edig::report

#include "report/survey_row.h"

#include <fmt/format.h>

#include <array>
#include <iterator>

#include "base/exit_status.h"
#include "dns/types.h"
#include "ede/extended_error.h"
#include "ede/printable.h"
#include "report/json_exchange.h"
#include "report/json_text.h"

namespace edig::report {
namespace {

using survey::Outcome;
using survey::Row;

// Needs no escape in JSON, and none in a terminal.
bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c < 0x7f && c != '"' && c != '\\'; });
}

void put_string(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out += '"';
    out += text;
    out += '"';
  } else {
    out += json_text(nlohmann::ordered_json(ede::to_utf8(text)).dump());
  }
}

void put(std::string& out, std::string_view key, std::string_view text) {
  out += ",\"";
  out += key;
  out += "\":";
  put_string(out, text);
}

template <typename Number>
void put_number(std::string& out, std::string_view key, Number number) {
  fmt::format_to(std::back_inserter(out), FMT_STRING(",\"{}\":{}"), key, number);
}

// Milliseconds with three digits, as elsewhere.
void put_ms(std::string& out, double ms) {
  auto microseconds = static_cast<std::uint64_t>(std::max(ms, 0.0) * 1000 + 0.5);
  fmt::format_to(std::back_inserter(out), FMT_STRING("{}.{:03}"), microseconds / 1000, microseconds % 1000);
}

struct Flag {
  std::uint16_t bit;
  std::string_view name;
};
constexpr std::array flags = {Flag{0x8000, "qr"}, Flag{0x0400, "aa"}, Flag{0x0200, "tc"}, Flag{0x0100, "rd"},
                              Flag{0x0080, "ra"}, Flag{0x0020, "ad"}, Flag{0x0010, "cd"}};

void put_flags(std::string& out, std::uint16_t bits) {
  out += ",\"flags\":[";
  bool first = true;
  for (const auto& [bit, name] : flags) {
    if ((bits & bit) == 0) continue;
    if (!std::exchange(first, false)) out += ',';
    out += '"';
    out += name;
    out += '"';
  }
  out += ']';
}

bool has_reply(const Row& row) { return row.outcome == Outcome::replied; }

std::string_view outcome_word(const Row& row) {
  constexpr std::uint16_t tc = 0x0200;
  if (!has_reply(row)) return "no-reply";
  if ((row.flags & tc) != 0) return "truncated";
  if (row.rcode == dns::rcode::noerror) return row.content;
  return row.rcode == dns::rcode::nxdomain ? "nxdomain" : "failure";
}

int exit_status(const Row& row) {
  if (row.outcome == Outcome::bad_input) return status::usage;
  if (!has_reply(row)) return status::no_reply;
  if (!row.answered()) return status::failure;
  return row.suspect() || row.cause ? status::doubt : status::good;
}

// As Error::Kind is called.
std::string_view error_kind(Outcome outcome) {
  switch (outcome) {
    case Outcome::connection:
      return "closed";
    case Outcome::bad_input:
      return "usage";
    default:
      return survey::name(outcome);
  }
}

void put_server(std::string& out, const Row& row) {
  out += ",\"server\":{\"address\":";
  put_string(out, row.server);
  fmt::format_to(std::back_inserter(out),
                 FMT_STRING(",\"port\":{},\"transport\":\"{}\",\"authenticated\":{}}}"), row.port,
                 row.transport, row.authenticated);
}

void put_attempts(std::string& out, const Row& row) {
  out += ",\"attempts\":[";
  for (const auto& attempt : row.before) {
    if (&attempt != row.before.data()) out += ',';
    out += "{\"transport\":";
    put_string(out, attempt.transport);
    put(out, "address", attempt.address);
    put(out, "outcome", attempt.outcome);
    out += ",\"ms\":";
    put_ms(out, attempt.ms);
    out += '}';
  }
  out += ']';
}

void put_errors(std::string& out, const Row& row, ede::Language language) {
  auto errors = nlohmann::ordered_json::array();
  dns::Query query;
  for (const auto& [info_code, extra_text] : row.errors) {
    ede::ExtendedError error;
    error.info_code = info_code;
    error.extra_text = extra_text;
    errors.push_back(json_extended_error(error, query, language));
  }
  out += ",\"extended_errors\":";
  out += json_text(errors.dump());
}

void put_reply(std::string& out, const Row& row) {
  fmt::format_to(std::back_inserter(out), FMT_STRING(",\"rcode\":{{\"value\":{},\"name\":\"{}\"}}"),
                 row.rcode, dns::rcode_text(row.rcode));
  put_flags(out, row.flags);
  if (row.edns)
    fmt::format_to(std::back_inserter(out),
                   FMT_STRING(",\"edns\":{{\"version\":0,\"udp_size\":{},\"do\":{}}}"), row.udp_size,
                   row.dnssec_ok);
}

void put_cause(std::string& out, const Row& row) {
  out += ",\"diagnosis\":{\"status\":";
  put_string(out, row.cause->status);
  out += ",\"findings\":[";
  if (!row.cause->kind.empty()) {
    out += "{\"kind\":";
    put_string(out, row.cause->kind);
    put(out, "severity", "error");
    put(out, "zone", row.cause->zone);
    put(out, "fault", row.cause->fault);
    put(out, "text", row.cause->text);
    out += '}';
  }
  out += "]}";
}

void put_failure(std::string& out, const Row& row) {
  out += ",\"error\":{\"kind\":";
  put_string(out, error_kind(row.outcome));
  if (!row.error.empty()) put(out, "text", row.error);
  out += '}';
}

}  // namespace

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
  put(out, "type", type_text(row.type));
  out += ",\"class\":\"IN\"}";
}

void SurveyJson::write(const Row& row, std::string& out) {
  fmt::format_to(std::back_inserter(out), FMT_STRING("{{\"schema\":1,\"line\":{}"), row.line);
  if (row.outcome == Outcome::bad_input)
    put(out, "input", row.name);
  else
    put_question(row, out);
  if (!row.server.empty()) put_server(out, row);
  if (!row.before.empty()) put_attempts(out, row);
  out += ",\"ms\":";
  put_ms(out, row.ms);
  if (row.at != 0) put(out, "time", json_time(std::chrono::sys_seconds(std::chrono::seconds(row.at))));
  put(out, "outcome", outcome_word(row));
  put_number(out, "exit_status", exit_status(row));
  if (has_reply(row)) put_reply(out, row);
  if (!row.errors.empty()) put_errors(out, row, language_);
  if (!has_reply(row)) put_failure(out, row);
  if (row.recovered) out += ",\"recovered\":true";
  if (row.doubtful) out += ",\"doubtful\":true";
  if (row.weight != 1) put_number(out, "weight", row.weight);
  if (row.cause) put_cause(out, row);
  out += "}\n";
}

std::string_view survey_csv_titles() {
  return "line,name,type,server,port,transport,outcome,rcode,info_code,extra_text,ms,attempts,recovered,"
         "doubtful,"
         "weight,time,kind,zone,fault,status,text,error\n";
}

namespace {

// Quotes double; what a spreadsheet or a terminal would take for more than text is escaped.
void put_field(std::string& out, std::string_view text) {
  if (!out.ends_with('\n') && !out.empty()) out += ',';
  if (is_plain(text) && text.find(',') == text.npos) {
    out += text;
    return;
  }
  out += '"';
  for (char c : ede::printable(text)) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

template <typename Number>
void put_field_number(std::string& out, Number number) {
  fmt::format_to(std::back_inserter(out), FMT_STRING(",{}"), number);
}

std::string info_codes(const Row& row) {
  std::string codes;
  for (const auto& error : row.errors) codes += (codes.empty() ? "" : " ") + std::to_string(error.info_code);
  return codes;
}

}  // namespace

void write_survey_csv(const Row& row, std::string& out) {
  fmt::format_to(std::back_inserter(out), FMT_STRING("{}"), row.line);
  put_field(out, row.name);
  put_field(out, dns::type_text(row.type));
  put_field(out, row.server);
  put_field_number(out, row.port);
  put_field(out, row.transport);
  put_field(out, survey::name(row.outcome));
  put_field(out, has_reply(row) ? dns::rcode_text(row.rcode) : std::string());
  put_field(out, info_codes(row));
  put_field(out, row.errors.empty() ? std::string_view() : row.errors.front().extra_text);
  out += ',';
  put_ms(out, row.ms);
  put_field_number(out, row.attempts);
  put_field(out, row.recovered ? "true" : "false");
  put_field(out, row.doubtful ? "true" : "false");
  put_field_number(out, row.weight);
  put_field(out,
            row.at == 0 ? std::string() : json_time(std::chrono::sys_seconds(std::chrono::seconds(row.at))));
  auto cause = row.cause.value_or(survey::Cause{});
  for (auto text : {cause.kind, cause.zone, cause.fault, cause.status, cause.text, row.error})
    put_field(out, text);
  out += '\n';
}

}  // namespace edig::report

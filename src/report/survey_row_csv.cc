#include "report/survey_row_csv.h"

#include <fmt/compile.h>

#include <algorithm>
#include <iterator>
#include <span>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/json_text.h"
#include "report/survey_row_answer.h"
#include "report/survey_row_parts.h"
#include "survey/preflight.h"
#include "survey/row_values.h"

namespace edig::report {
namespace {

using survey::Row;

// Foreign text as it is fit to print; quotes double.
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
  fmt::format_to(std::back_inserter(out), FMT_COMPILE(",{}"), number);
}

std::string info_codes(const Row& row) {
  std::string codes;
  for (const auto& error : row.errors) codes += (codes.empty() ? "" : " ") + std::to_string(error.info_code);
  return codes;
}

// An RCODE, or why there is none.
std::string unvalidated_text(const survey::Unvalidated& other) {
  return other.outcome == survey::Outcome::replied ? dns::rcode_text(other.rcode)
                                                   : std::string(survey::name(other.outcome));
}

void put_service_fields(std::string& out, const survey::Services& services) {
  put_field(out, services.state);
  for (auto title : std::span(survey::csv_service_titles).subspan(1)) {
    auto found = std::ranges::find(services.applications, title, &survey::Application::name);
    put_field(out, found == services.applications.end() ? std::string_view() : found->state);
  }
}

}  // namespace

std::string survey_csv_titles(bool services) {
  std::string titles;
  for (auto title : survey::csv_titles) titles += (titles.empty() ? "" : ",") + std::string(title);
  if (services)
    for (auto title : survey::csv_service_titles) titles += ',' + std::string(title);
  return titles + '\n';
}

void write_survey_csv(const Row& row, std::string& out, bool services) {
  fmt::format_to(std::back_inserter(out), FMT_COMPILE("{}"), row.line);
  put_field(out, row.name);
  put_field(out, dns::type_text(row.type));
  put_field(out, row.server);
  put_field_number(out, row.port);
  put_field(out, row.transport);
  put_field(out, survey::name(row.outcome));
  put_field(out, row.outcome == survey::Outcome::replied ? dns::rcode_text(row.rcode) : std::string());
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
  put_field(out, row.preflight ? survey::name(row.preflight->verdict) : std::string_view());
  put_field(out, row.preflight && row.preflight->unvalidated ? unvalidated_text(*row.preflight->unvalidated)
                                                             : std::string());
  put_field_number(out, row.servers);
  auto answer = answer_text(row);
  put_field(out, answer.text);
  put_field(out, answer.omitted > 0 ? std::to_string(answer.omitted) : std::string());
  if (services) put_service_fields(out, row.services.value_or(survey::Services{.state = {}}));
  out += '\n';
}

}  // namespace edig::report

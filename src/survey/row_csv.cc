#include "survey/row_csv.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <concepts>

#include "base/decimal.h"
#include "survey/csv_line.h"
#include "survey/preflight.h"

namespace edig::survey {
namespace {

std::unexpected<Error> no_row(std::string reason) { return fail(Error::Kind::file, std::move(reason)); }

template <std::integral Number>
bool read_field(Number& number, std::string_view field) {
  auto [end, error] = std::from_chars(field.data(), field.data() + field.size(), number);
  return error == std::errc() && end == field.data() + field.size() && number >= 0;
}

bool read_field(double& number, std::string_view field) {
  auto read = read_decimal(field);
  number = read.value_or(0);
  return read && number >= 0;
}

bool put_yes(bool& value, std::string_view field) {
  value = field == "true";
  return value || field == "false";
}

}  // namespace

CsvRowReader::Column CsvRowReader::column(std::string_view title) {
  if (title == csv_service_titles.front()) return Column::services;
  if (std::ranges::find(csv_service_titles, title) != csv_service_titles.end()) return Column::application;
  auto found = std::ranges::find(csv_titles, title);
  return found == csv_titles.end() ? Column::other : static_cast<Column>(found - csv_titles.begin() + 1);
}

Result<CsvRowReader> CsvRowReader::of(std::string_view titles) {
  CsvRowReader reader;
  if (auto read = read_csv_line(titles, reader.fields_); !read) return no_row(read.error().text);
  std::ranges::transform(reader.fields_, std::back_inserter(reader.columns_), column);
  for (const auto& title : reader.fields_) {
    auto known = std::ranges::find(csv_service_titles, title);
    reader.titles_.push_back(known == csv_service_titles.end() ? std::string_view() : *known);
  }
  for (auto needed : {Column::line, Column::name})
    if (std::ranges::count(reader.columns_, needed) != 1)
      return no_row("its first line names no columns of a survey");
  return reader;
}

Result<Row> CsvRowReader::read(std::string_view line) {
  if (auto read = read_csv_line(line, fields_); !read) return no_row(read.error().text);
  if (fields_.size() != columns_.size())
    return no_row("it has " + std::to_string(fields_.size()) + " columns, and the first line " +
                  std::to_string(columns_.size()));
  row_ = {};
  errors_.clear();
  applications_.clear();
  extra_text_ = {};
  for (std::size_t i = 0; i < fields_.size(); ++i) {
    if (fields_[i].empty()) continue;
    if (columns_[i] == Column::application)
      applications_.emplace_back(titles_[i], fields_[i]);
    else if (!take(columns_[i], fields_[i]))
      return no_row("its column " + std::to_string(i + 1) + " holds what does not belong there");
  }
  if (row_.services) take_applications();
  if (row_.line == 0) return no_row("it has no line");
  if (!errors_.empty()) errors_[0].extra_text = extra_text_;
  row_.errors = errors_;
  return row_;
}

bool CsvRowReader::take(Column column, std::string_view field) {
  switch (column) {
    case Column::name:
      row_.name = field;
      return true;
    case Column::type: {
      auto type = types_.read(field);
      row_.type = type.value_or(0);
      return type.has_value();
    }
    case Column::server:
      row_.server = field;
      return true;
    case Column::transport:
      row_.transport = field;
      return true;
    case Column::outcome:
      row_.outcome = read_kind(field);
      return true;
    case Column::rcode: {
      auto rcode = rcodes_.read(field);
      row_.rcode = rcode.value_or(0);
      return rcode.has_value();
    }
    case Column::info_code:
      return take_codes(field);
    case Column::extra_text:
      extra_text_ = field;
      return true;
    case Column::time:
      row_.at = read_time(field).value_or(0);
      return true;
    case Column::error:
      row_.error = field;
      return true;
    case Column::services:
      row_.services = Services{.state = field};
      return true;
    case Column::preflight: {
      auto verdict = verdict_of(field);
      if (verdict) row_.preflight.emplace().verdict = *verdict;
      return verdict.has_value();
    }
    default:
      return take_number(column, field) && take_cause(column, field);
  }
}

bool CsvRowReader::take_number(Column column, std::string_view field) {
  switch (column) {
    case Column::line:
      return read_field(row_.line, field) && row_.line > 0;
    case Column::port:
      return read_field(row_.port, field);
    case Column::ms:
      return read_field(row_.ms, field);
    case Column::attempts:
      return read_field(row_.attempts, field);
    case Column::servers:
      return read_field(row_.servers, field);
    case Column::weight:
      return read_field(row_.weight, field);
    case Column::recovered:
      return put_yes(row_.recovered, field);
    case Column::doubtful:
      return put_yes(row_.doubtful, field);
    default:
      return true;
  }
}

bool CsvRowReader::take_cause(Column column, std::string_view field) {
  constexpr std::array parts = {std::pair(Column::kind, &Cause::kind), std::pair(Column::zone, &Cause::zone),
                                std::pair(Column::fault, &Cause::fault),
                                std::pair(Column::status, &Cause::status),
                                std::pair(Column::text, &Cause::text)};
  for (auto [place, part] : parts) {
    if (place != column) continue;
    if (!row_.cause) row_.cause.emplace();
    (*row_.cause).*part = field;
  }
  return true;
}

// The cause is that of the first in the state of the whole.
void CsvRowReader::take_applications() {
  auto decides = std::ranges::find(applications_, row_.services->state, &Application::state);
  if (row_.cause && decides != applications_.end()) decides->cause = *row_.cause;
  row_.services->applications = applications_;
}

// "9 22"
bool CsvRowReader::take_codes(std::string_view field) {
  while (!field.empty()) {
    auto end = std::min(field.find(' '), field.size());
    auto& error = errors_.emplace_back();
    if (!read_field(error.info_code, field.substr(0, end))) return false;
    field.remove_prefix(std::min(end + 1, field.size()));
  }
  return true;
}

}  // namespace edig::survey

// Reads a row back from a line of a survey's output with +csv (RFC 4180, no line breaks within quotes). The
// first line names the columns: what is not known here is left aside.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "survey/row.h"
#include "survey/row_values.h"

namespace edig::survey {

class CsvRowReader {
 public:
  /// Of the output's first line. An error where it has no column "line" or "name", or one twice.
  static Result<CsvRowReader> of(std::string_view titles);

  /// The row's texts are there until the next call. Errors say in a few words why it is no row.
  Result<Row> read(std::string_view line);

 private:
  enum class Column {
    other,
    line,
    name,
    type,
    server,
    port,
    transport,
    outcome,
    rcode,
    info_code,
    extra_text,
    ms,
    attempts,
    recovered,
    doubtful,
    weight,
    time,
    kind,
    zone,
    fault,
    status,
    text,
    error,
    preflight,
    unvalidated,
    servers,
    answer,
    answer_omitted,
    services,
    application
  };
  static Column column(std::string_view title);
  bool take(Column column, std::string_view field);
  bool take_number(Column column, std::string_view field);
  bool take_cause(Column column, std::string_view field);
  bool take_codes(std::string_view field);
  void take_applications();

  std::vector<Column> columns_;
  std::vector<std::string_view> titles_;  // of those that are applications
  std::vector<std::string> fields_;
  std::vector<ExtendedError> errors_;
  std::vector<Application> applications_;
  std::string_view extra_text_;
  TypeMemo types_;
  RcodeMemo rcodes_;
  Row row_;
};

}  // namespace edig::survey

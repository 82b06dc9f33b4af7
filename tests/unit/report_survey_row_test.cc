#include <doctest/doctest.h>

#include "report/survey_row_csv.h"
#include "report/survey_row_json.h"
#include "survey/row_csv.h"
#include "survey/row_json.h"

using namespace edig;
using survey::Outcome;
using survey::Row;

namespace {

constexpr survey::ExtendedError errors[] = {{9, "no SEP \"matching\", \u00e9"}, {22, ""}};

Row failing() {
  Row row{.line = 17,
          .name = "www.example.",
          .type = 15,
          .server = "192.0.2.53",
          .transport = "tls",
          .port = 853};
  row.rcode = 2;
  row.flags = 0x8182;
  row.errors = errors;
  row.ms = 12.25;
  row.at = 1795780801;
  row.recovered = row.doubtful = true;
  row.weight = 2.5;
  row.cause = survey::Cause{"ds-without-key", "example.", "zone", "bogus", "the DS, of example. \"x\""};
  return row;
}

Row silent() {
  Row row{.line = 18, .name = "a.example.", .server = "2001:db8::53", .transport = "udp", .port = 53};
  row.outcome = Outcome::timeout;
  row.error = "no reply";
  return row;
}

Row bad_line() {
  Row row{.line = 19, .name = "not a name"};
  row.outcome = Outcome::bad_input;
  row.kind = Error::Kind::usage;
  row.error = "'name' is neither a type nor a server";
  return row;
}

void same(const Row& read, const Row& written) {
  CHECK(read.line == written.line);
  CHECK(read.name == written.name);
  CHECK(read.type == written.type);
  CHECK(read.server == written.server);
  CHECK(read.transport == written.transport);
  CHECK(read.outcome == written.outcome);
  CHECK(read.rcode == written.rcode);
  REQUIRE(read.errors.size() == written.errors.size());
  for (std::size_t i = 0; i < read.errors.size(); ++i)
    CHECK(read.errors[i].info_code == written.errors[i].info_code);
  CHECK(read.ms == written.ms);
  CHECK(read.at == written.at);
  CHECK(read.recovered == written.recovered);
  CHECK(read.doubtful == written.doubtful);
  CHECK(read.weight == written.weight);
  CHECK(read.error == written.error);
  REQUIRE(read.cause.has_value() == written.cause.has_value());
  if (!read.cause) return;
  CHECK(read.cause->kind == written.cause->kind);
  CHECK(read.cause->zone == written.cause->zone);
  CHECK(read.cause->fault == written.cause->fault);
  CHECK(read.cause->status == written.cause->status);
}

}  // namespace

TEST_CASE("survey_row: what is written as JSON is read back") {
  report::SurveyJson writer(ede::Language::en);
  survey::JsonRowReader reader;
  for (const auto& row : {failing(), silent(), bad_line()}) {
    std::string line;
    writer.write(row, line);
    REQUIRE(line.ends_with('\n'));
    line.pop_back();
    auto read = reader.read(line);
    REQUIRE(read);
    same(*read, row);
    if (row.cause) CHECK(read->cause->text == row.cause->text);
    if (!row.errors.empty()) CHECK(read->errors[0].extra_text == row.errors[0].extra_text);
  }
}

TEST_CASE("survey_row: what is written as CSV is read back") {
  std::string titles(report::survey_csv_titles());
  titles.pop_back();
  auto reader = survey::CsvRowReader::of(titles);
  REQUIRE(reader);
  for (const auto& row : {failing(), silent(), bad_line()}) {
    std::string line;
    report::write_survey_csv(row, line);
    line.pop_back();
    auto read = reader->read(line);
    REQUIRE(read);
    same(*read, row);
  }
}

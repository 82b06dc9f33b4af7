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

Row bogus() {
  Row row{.line = 19, .name = "b.example.", .server = "192.0.2.53", .transport = "udp", .port = 53};
  row.rcode = 2;
  row.servers = 2;
  row.preflight = survey::Preflight{.verdict = survey::Verdict::stops,
                                    .unvalidated = survey::Unvalidated{.rcode = 3, .unchecked = true}};
  return row;
}

void same(const Row& read, const Row& written) {
  CHECK(read.line == written.line);
  CHECK(read.name == written.name);
  CHECK(read.type == written.type);
  CHECK(read.servers == written.servers);
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
  REQUIRE(read.preflight.has_value() == written.preflight.has_value());
  if (read.preflight) CHECK(read.preflight->verdict == written.preflight->verdict);
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
  for (const auto& row : {failing(), silent(), bad_line(), bogus()}) {
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

TEST_CASE(
    "survey_row: a zone that is looked at has its stage and all its findings, the first to mend in front") {
  Row row{.line = 1, .name = "example."};
  row.preflight = survey::Preflight{.verdict = survey::Verdict::mend, .signing = survey::Signing{}};
  auto& signing = *row.preflight->signing;
  signing.stage = "signed", signing.parent = "secure";
  signing.algorithms.set(8).set(13);
  signing.dnskey_octets = 500, signing.dnskey_ttl = 60;
  signing.expire = 1209600, signing.soa_ttl = 3600, signing.negative_ttl = 300;
  signing.signatures_end = 1795780801;
  const survey::Cause note{"ns-differ", "example.", "zone", {}, "b", "note"};
  row.cause = survey::Cause{"rrsigs-missing", "example.", "zone", "bogus", "a"};
  row.more = {&note, 1};
  std::string json;
  report::SurveyJson(ede::Language::en).write(row, json);
  CHECK(json.find(
            R"("preflight":{"verdict":"mend","stage":"signed","parent":"secure","soa_expire":1209600,)"
            R"("soa_ttl":3600,"negative_ttl":300,"algorithms":[8,13],"dnskey_octets":500,"dnskey_ttl":60,)"
            R"("signatures_end":"2026-11-27T12:00:01Z"})") != json.npos);
  CHECK(
      json.find(
          R"("findings":[{"kind":"rrsigs-missing","severity":"error","zone":"example.","fault":"zone","text":"a"},)"
          R"({"kind":"ns-differ","severity":"note","zone":"example.","fault":"zone","text":"b"}])") !=
      json.npos);
}

TEST_CASE("survey_row: what is written as CSV is read back") {
  std::string titles(report::survey_csv_titles());
  titles.pop_back();
  auto reader = survey::CsvRowReader::of(titles);
  REQUIRE(reader);
  for (const auto& row : {failing(), silent(), bad_line(), bogus()}) {
    std::string line;
    report::write_survey_csv(row, line);
    line.pop_back();
    auto read = reader->read(line);
    REQUIRE(read);
    same(*read, row);
  }
}

TEST_CASE("survey_row: a preflight has what came with CD, or why nothing did") {
  auto row = bogus();
  std::string json, csv;
  report::SurveyJson(ede::Language::en).write(row, json);
  CHECK(
      json.find(R"("preflight":{"verdict":"stops","unvalidated":{"rcode":{"value":3,"name":"NXDOMAIN"}}})") !=
      json.npos);
  report::write_survey_csv(row, csv);
  CHECK(csv.ends_with(",stops,NXDOMAIN,2\n"));
  row.preflight->unvalidated->outcome = Outcome::timeout;
  json.clear(), csv.clear();
  report::SurveyJson(ede::Language::en).write(row, json);
  CHECK(json.find(R"("unvalidated":{"error":{"kind":"timeout"}})") != json.npos);
  report::write_survey_csv(row, csv);
  CHECK(csv.ends_with(",timeout,2\n"));
}

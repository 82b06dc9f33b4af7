#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/bytes.h"
#include "report/survey_row_answer.h"
#include "report/survey_row_csv.h"
#include "report/survey_row_json.h"
#include "survey/row_csv.h"
#include "survey/row_json.h"

using namespace edig;
using survey::Outcome;
using survey::Row;
using namespace std::string_view_literals;

namespace {

constexpr std::size_t header_size = 12;

// A reply about "a.", with so many records in the answer section as it says, and these octets.
std::string reply(std::uint16_t answers, std::string_view records) {
  Bytes message = *from_hex("000081800001");
  append_u16(message, answers);
  append(message, *from_hex("00000000"
                            "016100"
                            "0001"
                            "0001"));
  return std::string(as_text(message)) + std::string(records);
}

// Of "a.", TTL 60.
std::string record(std::uint16_t type, std::string_view rdata) {
  Bytes octets;
  append_u16(octets, 0xc000 | header_size);
  append_u16(octets, type);
  append(octets, *from_hex("00010000003c"));
  append_u16(octets, rdata.size());
  return std::string(as_text(octets)) + std::string(rdata);
}

nlohmann::json json_of(const Row& row) {
  std::string line;
  report::SurveyJson(ede::Language::en).write(row, line);
  return nlohmann::json::parse(line);
}

Row answered(std::string_view message) {
  Row row{.line = 1, .name = "a."};
  row.message = message;
  return row;
}

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
  CHECK(csv.ends_with(",stops,NXDOMAIN,2,,\n"));
  row.preflight->unvalidated->outcome = Outcome::timeout;
  json.clear(), csv.clear();
  report::SurveyJson(ede::Language::en).write(row, json);
  CHECK(json.find(R"("unvalidated":{"error":{"kind":"timeout"}})") != json.npos);
  report::write_survey_csv(row, csv);
  CHECK(csv.ends_with(",timeout,2,,\n"));
}

TEST_CASE("survey_row: the records are those of a report, and a row without its reply has none") {
  auto message = reply(2, record(1, "\xc0\x00\x02\x01"sv) + record(16, std::string("\x03"
                                                                                   "a|b",
                                                                                   4)));
  auto json = json_of(answered(message));
  CHECK(json["answer"] ==
        nlohmann::json::parse(R"([{"name":"a.","type":"A","class":"IN","ttl":60,"rdata":"192.0.2.1"},)"
                              R"({"name":"a.","type":"TXT","class":"IN","ttl":60,"rdata":"\"a|b\""}])"));
  CHECK_FALSE(json.contains("problems"));
  CHECK_FALSE(json.contains("answer_omitted"));
  auto csv = report::answer_text(answered(message));
  CHECK(csv.text == R"(192.0.2.1|"a\124b")");
  CHECK(csv.omitted == 0);
  CHECK_FALSE(json_of(Row{.line = 1, .name = "a."}).contains("answer"));
}

TEST_CASE("survey_row: what is left out of an answer is counted, in either form") {
  std::string records, rdata("\xff" + std::string(255, '\x01'));
  for (int i = 0; i < 200; ++i) records += record(16, rdata);
  auto message = reply(200, records);
  std::string line;
  report::SurveyJson(ede::Language::en).write(answered(message), line);
  CHECK(line.size() < report::max_answer + 1000);
  auto json = nlohmann::json::parse(line);
  CHECK(json["answer"].size() > 10);
  CHECK(json["answer"].size() + json["answer_omitted"].get<std::size_t>() == 200);
  auto csv = report::answer_text(answered(message));
  CHECK(csv.text.size() < report::max_answer);
  CHECK(std::ranges::count(csv.text, '|') + 1 + static_cast<std::ptrdiff_t>(csv.omitted) == 200);
}

TEST_CASE("survey_row: records that no line has room for are counted and not there") {
  std::string rdata;
  for (int i = 0; i < 200; ++i) rdata += "\xff" + std::string(255, '\x01');
  auto message = reply(1, record(16, rdata));
  auto json = json_of(answered(message));
  CHECK_FALSE(json.contains("answer"));
  CHECK(json["answer_omitted"] == 1);
}

TEST_CASE("survey_row: a malformed answer is told, with what could be read of it") {
  auto bad_rdata = reply(1, record(1, "\xc0\x00\x02"sv));
  auto json = json_of(answered(bad_rdata));
  CHECK(json["answer"][0]["rdata"] == R"(\# 3 C00002)");
  CHECK(json["problems"].size() == 1);
  auto cut = reply(1000, record(1, "\xc0\x00\x02\x01"sv));
  auto row = answered(cut);
  row.outcome = Outcome::malformed;
  row.kind = Error::Kind::malformed;
  json = json_of(row);
  CHECK(json["error"]["kind"] == "malformed");
  CHECK(json["answer"].size() == 1);
  CHECK(json["problems"][0]["text"].get<std::string>().find("promises 1000") != std::string::npos);
}

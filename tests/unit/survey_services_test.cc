#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/survey_html.h"
#include "report/survey_json.h"
#include "report/survey_row_csv.h"
#include "report/survey_row_json.h"
#include "report/survey_text.h"
#include "services/report.h"
#include "survey/row_csv.h"
#include "survey/row_json.h"
#include "survey/row_values.h"

using namespace edig;
using survey::Application;
using survey::Cause;
using survey::Row;
using Json = nlohmann::json;

namespace {

constexpr ede::Language en("en"), ja("ja");

const Application sound[] = {{"mx", "works"}, {"dkim", "not-used"}};
const Application leaning[] = {
    {"mx", "broken", {"mx-failed", "provider.example.", "third-party", {}, "the MX records cannot be had"}},
    {"spf", "weakened", {"spf-lookups", "shop.example.", "zone", {}, "the SPF record takes too many"}},
    {"dkim", "works"}};
const Cause failures[] = {{"signature-expired", "provider.example.", "zone", "bogus", "it has expired"}};

Row row(std::uint64_t line, std::string_view domain, std::string_view state,
        std::span<const Application> applications) {
  Row row{.line = line, .name = domain, .server = "192.0.2.53", .transport = "udp", .port = 53};
  row.services = survey::Services{.state = state, .applications = applications};
  if (const auto* cause = row.services->cause()) row.cause = *cause;
  return row;
}

Row leaning_row(std::uint64_t line, std::string_view domain) {
  auto made = row(line, domain, "broken", leaning);
  made.services->failures = failures;
  return made;
}

// As the JSON of +services has it.
constexpr std::string_view services_json =
    R"({"domain":"shop.example.","state":"broken","applications":[)"
    R"({"application":"mx","state":"broken","cause":"mx-failed","effect":"senders wait","findings":[)"
    R"({"kind":"mx-none","severity":"note","turn":"zone","text":"a note"},)"
    R"({"kind":"mx-failed","severity":"error","about":{"name":"shop.example.","type":"MX"},)"
    R"("zone":"provider.example.","turn":"third-party","text":"the MX records cannot be had"},)"
    R"({"kind":"mx-failed","severity":"error","zone":"second.example.","turn":"zone","text":"another"}]},)"
    R"({"application":"dkim","state":"works","findings":[]}],)"
    R"("causes":[{"question":{"name":"shop.example.","type":"MX"},"status":"bogus","kind":"signature-expired",)"
    R"("zone":"provider.example.","fault":"zone","text":"it has expired"}],)"
    R"("mx":{"exchanges":[{"name":"mx.example.","state":"x","kind":"y","findings":[{"kind":"z"}]}]}})";

std::string json_line(const Row& row) {
  std::string line;
  report::SurveyJson(en).write(row, line);
  return line;
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != text.npos; }

}  // namespace

TEST_CASE("a row with services is fine where each application works or is not used") {
  CHECK(row(1, "a.example.", "works", sound).fine());
  CHECK(row(1, "a.example.", "not-used", {}).fine());
  for (auto state : {"weakened", "not-evaluated", "broken"})
    CHECK_FALSE(row(1, "a.example.", state, sound).fine());
  CHECK(Json::parse(json_line(row(1, "a.example.", "weakened", sound)))["exit_status"] == 0);
  CHECK(Json::parse(json_line(row(1, "a.example.", "broken", sound)))["exit_status"] == 3);
}

TEST_CASE("JSON: the services are the row's member, and are read back with what decides") {
  auto written = leaning_row(7, "shop.example.");
  written.services->json = services_json;
  auto line = json_line(written);
  auto object = Json::parse(line);
  CHECK(object["services"] == Json::parse(services_json));
  CHECK_FALSE(object.contains("diagnosis"));
  survey::JsonRowReader reader;
  line.pop_back();
  auto read = reader.read(line);
  REQUIRE(read);
  REQUIRE(read->services);
  CHECK(read->services->state == "broken");
  REQUIRE(read->services->applications.size() == 2);
  const auto& mx = read->services->applications[0];
  CHECK(mx.name == "mx");
  CHECK(mx.state == "broken");
  CHECK(mx.cause.kind == "mx-failed");
  CHECK(mx.cause.zone == "provider.example.");
  CHECK(mx.cause.fault == "third-party");
  CHECK(mx.cause.text == "the MX records cannot be had");
  CHECK(read->services->applications[1].cause.kind.empty());
  REQUIRE(read->services->failures.size() == 1);
  CHECK(read->services->failures[0].kind == "signature-expired");
  REQUIRE(read->cause);
  CHECK(read->cause->kind == "mx-failed");
}

TEST_CASE("JSON: services that were not looked at say so, and no more") {
  auto written = row(7, "shop.example.", "not-evaluated", {});
  auto line = json_line(written);
  auto object = Json::parse(line);
  CHECK(object["services"] ==
        Json::parse(R"({"domain":"shop.example.","state":"not-evaluated","applications":[]})"));
  survey::JsonRowReader reader;
  line.pop_back();
  auto read = reader.read(line);
  REQUIRE(read);
  CHECK_FALSE(read->fine());
}

TEST_CASE("JSON of others: members of services in the wrong places are passed over") {
  survey::JsonRowReader reader;
  for (auto services :
       {R"(["state"])", R"({"state":["x"],"applications":["y"],"causes":["z"]})", R"("x")",
        R"([[{"state":"x"}]])", R"({"applications":{"state":"x"},"causes":{"kind":["x"],"zone":1}})",
        R"({"applications":[{"cause":["x"],"findings":["kind",{"kind":"x"}]},[{"state":"x"}],7]})"}) {
    auto line = R"({"line":1,"question":{"name":"a.","type":"A"},"rcode":{"value":0},"services":)" +
                std::string(services) + "}";
    CHECK_MESSAGE(reader.read(line), services);
  }
}

TEST_CASE("CSV: a column for each application, and the first cause") {
  std::string titles = report::survey_csv_titles(true), line;
  report::write_survey_csv(leaning_row(7, "shop.example."), line, true);
  CHECK(has(line, ",mx-failed,provider.example.,third-party,,the MX records cannot be had,"));
  CHECK(line.ends_with(",broken,broken,,,,weakened,works,,,,,\n"));
  titles.pop_back();
  line.pop_back();
  auto reader = survey::CsvRowReader::of(titles);
  REQUIRE(reader);
  auto read = reader->read(line);
  REQUIRE(read);
  REQUIRE(read->services);
  CHECK(read->services->state == "broken");
  REQUIRE(read->services->applications.size() == 3);
  CHECK(read->services->applications[0].cause.kind == "mx-failed");
  CHECK(read->services->applications[1].state == "weakened");
  std::string without;
  report::write_survey_csv({.line = 8, .name = "?", .outcome = survey::Outcome::bad_input}, without, true);
  without.pop_back();
  read = reader->read(without);
  REQUIRE(read);
  CHECK_FALSE(read->services);
}

TEST_CASE("CSV: the columns are the applications that +services has") {
  services::Records records;
  auto report = services::judge({.domain = *dns::Name::parse("shop.example.")}, records);
  std::vector<std::string_view> names;
  for (const auto& application : report.applications) names.push_back(application.name);
  CHECK(std::ranges::equal(names, std::span(survey::csv_service_titles).subspan(1)));
}

TEST_CASE("summary: applications by state, and one cause for all who have it") {
  survey::Summary summary;
  for (std::uint64_t line = 1; line <= 4; ++line) summary.add(leaning_row(line, "shop.example."));
  const Application other[] = {{"spf", "broken", {"spf-lookups", "q.example.", "zone", {}, "of q"}},
                               {"dmarc", "broken", {"spf-lookups", "q.example.", "zone", {}, "again"}}};
  summary.add(row(5, "q.example.", "broken", other));
  summary.add(row(6, "fine.example.", "works", sound));
  CHECK(summary.services["broken"].count.rows == 5);
  CHECK(summary.applications[{"mx", "broken"}].count.rows == 4);
  CHECK(summary.applications[{"mx", "works"}].count.rows == 1);
  CHECK(summary.applications[{"mx", "broken"}].examples.size() == 3);
  CHECK(summary.causes[{"mx-failed", "provider.example."}].count.rows == 4);
  CHECK(summary.causes[{"spf-lookups", ""}].count.rows == 5);  // each its own: one cause, and once a row
  CHECK(summary.causes[{"signature-expired", "provider.example."}].count.rows == 4);
  CHECK(summary.causes.size() == 3);
  CHECK(summary.zones["provider.example."].count.rows == 4);
  CHECK(summary.zones.size() == 1);
  CHECK(summary.parties["third-party"].count.rows == 4);
  CHECK(summary.parties["zone"].count.rows == 5);
  CHECK(survey::cause_of(leaning_row(1, "shop.example.")) == "mx-failed provider.example.");
  CHECK(survey::cause_of(row(1, "a.example.", "not-evaluated", {})) == "services not-evaluated");
}

TEST_CASE("the summary's JSON, text and page tell of the applications, whatever stands in the rows") {
  survey::Summary summary;
  for (std::uint64_t line = 1; line <= 4; ++line) summary.add(leaning_row(line, "shop.example."));
  summary.add(row(5, "fine.example.", "works", sound));
  summary.add({.line = 6, .name = "quiet.example.", .outcome = survey::Outcome::timeout});
  auto json = Json::parse(report::survey_json({summary}))["summary"];
  CHECK(json["services"][0]["state"] == "broken");
  CHECK(json["applications"].size() == 5);
  CHECK(json["applications"][0]["application"] == "dkim");
  CHECK_FALSE(json["causes"][2].contains("zone"));
  auto text = report::survey_text({summary}, en, 0);
  CHECK(has(text,
            "Of 5 domains, 4 have something that is broken, 0 something that is weakened; 0 could not be"));
  CHECK(has(text, "  4    66.7 %  broken\n"));
  CHECK(has(text, "not looked at: no reply, or no name"));
  CHECK(has(text, "  4    80.0 %  Mail in (MX): broken\n"));
  CHECK(has(text, "the MX records cannot be had"));
  CHECK(has(text, "spf-lookups, with each of them; of one: the SPF record takes too many"));
  CHECK(text.find("Mail in (MX): broken") < text.find("SPF: weakened"));
  CHECK(text.find("SPF: weakened") < text.find("Mail in (MX): works"));
  auto page = report::survey_html({summary}, en);
  CHECK(has(page, "bars-applications-title"));
  CHECK(has(page, "class=\"bad\""));
  auto bad = "<script>\x1b\xe2\x80\xae\"'&\xff";
  const Application hostile[] = {{bad, bad, {bad, bad, bad, bad, bad}}};
  summary.add(row(7, bad, bad, hostile));
  for (auto language : {en, ja}) {
    auto told = report::survey_text({summary}, language, 80) + report::survey_html({summary}, language) +
                report::survey_json({summary});
    for (auto forbidden : {"\x1b", "\xe2\x80\xae", "\xff"}) CHECK_FALSE(has(told, forbidden));
    CHECK_FALSE(has(report::survey_html({summary}, language), "<script"));
  }
}

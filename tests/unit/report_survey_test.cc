#include <doctest/doctest.h>

#include "base_files.h"
#include "report/phrases.h"
#include "report/survey_html.h"
#include "report/survey_json.h"
#include "report/survey_text.h"

using namespace edig;
using report::SurveyReport;

namespace {

constexpr ede::Language en("en"), ja("ja");

survey::Summary summary() {
  survey::Summary made;
  survey::ExtendedError missing{9, "x"};
  for (std::uint64_t line = 1; line <= 1200; ++line) {
    survey::Row row{.line = line, .name = "www.example.", .server = "192.0.2.1", .transport = "udp"};
    row.at = 1795780800 + static_cast<std::int64_t>(line);
    if (line % 100 == 0) row.outcome = survey::Outcome::timeout;
    if (line % 10 == 5) {
      row.rcode = 2;
      row.errors = std::span(&missing, 1);
      row.cause = survey::Cause{"ds-without-key", "example.", "zone", "bogus",
                                "the DS of example. points to a key that is gone"};
    }
    made.add(row);
  }
  return made;
}

bool has(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

TEST_CASE("survey_html: names and dates are not torn apart at their hyphens") {
  survey::Summary made;
  made.add({.line = 1,
            .name = "www.a-b.example.",
            .rcode = 2,
            .cause = survey::Cause{"signature-expired", "a-b.example.", "zone", "bogus",
                                   "a-b.example A expired 2026-11-18"}});
  auto page = report::survey_html({made}, en);
  CHECK(has(page, "<span class=\"whole\">www.a-b.example.</span>"));
  CHECK(has(page,
            "<span class=\"whole\">a-b.example</span> A expired <span class=\"whole\">2026-11-18</span>"));
}

}  // namespace

TEST_CASE("survey_text: what fails, why, with examples") {
  auto made = summary();
  auto text = report::survey_text({made}, en, 100);
  CHECK_MESSAGE(has(text, "132 of 1,200 fail (11.0 %)\n"), text);
  CHECK(has(text,
            "120    10.0 %  the DS of example. points to a key that is gone (the operator of the zone)\n"));
  CHECK(has(text, "such as www.example. A, www.example. A, www.example. A\n"));
  CHECK(has(text, "120    10.0 %  EDE 9 DNSKEY Missing\n"));
  CHECK(has(text, "12     1.0 %  no reply in time\n"));
  CHECK_FALSE(has(text, "By weight"));
  for (const auto& key : {"survey-causes", "survey-outcome-timeout"})
    CHECK(has(report::survey_text({made}, ja, 80), report::say(ja, key)));
}

TEST_CASE("survey_text: nothing, and hostile texts") {
  survey::Summary empty;
  CHECK(has(report::survey_text({empty}, en, 80), "0 of 0 fail (0.0 %)"));
  survey::Summary made;
  auto bad = "\x1b[2J\xe2\x80\xae\n\xff";
  made.add({.line = 1,
            .name = bad,
            .server = bad,
            .transport = bad,
            .rcode = 2,
            .weight = 3,
            .cause = survey::Cause{bad, bad, bad, bad, bad}});
  for (auto language : {en, ja}) {
    auto text = report::survey_text({made}, language, 80);
    CHECK_FALSE(has(text, "\x1b"));
    CHECK_FALSE(has(text, "\xe2\x80\xae"));
    CHECK_FALSE(has(text, "\xff"));
  }
  CHECK(has(report::survey_text({made}, en, 80), "By weight: 100.0 %"));
  auto json = report::survey_json({made});
  CHECK_FALSE(has(json, "\x1b"));
  CHECK_FALSE(has(json, "\xe2\x80\xae"));
  CHECK_FALSE(has(json, "\xff"));
}

TEST_CASE("survey_json: counts, shares, lists, and what is left of them") {
  auto made = summary();
  for (int i = 0; i < 150; ++i) {
    auto zone = "z" + std::to_string(i) + ".";
    made.add(
        {.line = 5000, .name = "x.", .rcode = 2, .cause = survey::Cause{"key", zone, "zone", "bogus", ""}});
  }
  auto json = nlohmann::json::parse(report::survey_json({made}));
  CHECK(json["schema"] == 1);
  const auto& object = json["summary"];
  CHECK(object["rows"] == 1350);
  CHECK(object["classes"]["failure"]["rows"] == 270);
  CHECK(object["classes"]["failure"]["share"] == 0.2);
  CHECK_FALSE(object.contains("weight"));
  CHECK(object["zones"].size() == 100);
  CHECK(object["others"]["zones"]["rows"] == 51);
  CHECK(object["causes"][0]["zone"] == "example.");
  CHECK(object["causes"][0]["examples"][2]["line"] == 25);
  CHECK(object["info_codes"][0]["purpose"] == "DNSKEY Missing");
  CHECK(object["servers"][0]["classes"]["fine"] == 1068);
  CHECK(object["time"]["start"] == "2026-11-27T12:00:00Z");
  std::uint64_t rows = 0;
  for (const auto& span : object["time"]["spans"])
    for (const auto& count : span) rows += count.get<std::uint64_t>();
  CHECK(rows == 1200);
}

TEST_CASE("survey_text: what is missing is said") {
  survey::Joined joined;
  survey::Part part;
  part.shards = {0, 2};
  part.shard_count = 4;
  part.twice = 7;
  joined.parts["names"] = std::move(part);
  joined.unfinished = {"out/2.jsonl"};
  joined.torn = {"out/2.jsonl"};
  joined.bad_rows = 1;
  joined.problems = {"cannot read 'x': line 2 is no row"};
  auto text = report::survey_text({joined.summary, &joined}, en, 0);
  CHECK(has(text, "names: shards missing: 1, 3 of 4 (numbered from 0).\n"));
  CHECK(has(text, "names: rows of a line that was there already, not counted: 7.\n"));
  CHECK(has(text, "out/2.jsonl is of a survey that has not finished.\n"));
  CHECK(has(text, "out/2.jsonl: the last line was not written whole, and does not count.\n"));
  CHECK(has(text, "cannot read 'x': line 2 is no row\n"));
}

TEST_CASE("survey_html: drawings with their tables, and nothing foreign as markup") {
  auto made = summary();
  auto page = report::survey_html({made}, en);
  CHECK(has(page, "<title>Survey: 132 of 1,200 fail (11.0 %) – edig</title>"));
  for (auto part :
       {"survey-causes", "survey-codes", "survey-codes-by-server", "survey-time", "survey-servers"})
    CHECK_MESSAGE(has(page, "<h2 id=\"" + std::string(part) + "\">"), part);
  for (auto part : {"bars-causes-title", "bars-servers-title", "time-title"})
    CHECK_MESSAGE(has(page, part), part);
  CHECK_FALSE(has(page, "<script"));
  CHECK(has(report::survey_html({made}, ja), "<html lang=\"ja\">"));
  auto bad = "<script>\x1b\xe2\x80\xae\"'&\xff";
  survey::ExtendedError error{9, bad};
  survey::Summary hostile;
  hostile.add({.line = 1,
               .name = bad,
               .server = bad,
               .transport = bad,
               .rcode = 2,
               .errors = std::span(&error, 1),
               .at = 1,
               .weight = 2,
               .cause = survey::Cause{bad, bad, bad, bad, bad}});
  page = report::survey_html({hostile}, en);
  for (auto part : {"<script", "\x1b", "\xe2\x80\xae", "\xff"}) CHECK_FALSE(has(page, part));
  survey::Summary empty;
  CHECK(has(report::survey_html({empty}, en), "0 of 0 fail"));
}

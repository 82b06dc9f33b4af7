// The lines of +watch, and the same in JSON.
#include <doctest/doctest.h>

#include <cstdlib>
#include <ctime>

#include "report/watch_line.h"
#include "report_fixture.h"

namespace {

using namespace edig;
using namespace edig::report;
using namespace edig::report::fixture;
using namespace std::chrono_literals;

/// The clock of who reads it.
class Zone {
 public:
  explicit Zone(const char* zone) {
    if (const char* before = std::getenv("TZ")) before_ = before;
    set(zone);
  }
  ~Zone() { set(before_.empty() ? nullptr : before_.c_str()); }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;

 private:
  static void set(const char* zone) {
    zone ? setenv("TZ", zone, 1) : unsetenv("TZ");
    tzset();
  }
  std::string before_;
};

constexpr std::chrono::sys_seconds begin{1795370400s};  // 2026-11-22T18:00:00Z

Report seen(const Reply& reply, Watched watched) {
  auto made = fixture::report(reply);
  made.watched = std::move(watched);
  return made;
}

Report failing() {
  return seen({.rcode = dns::rcode::servfail, .options = {extended_error(9), extended_error(22)}},
              {.at = begin,
               .since = begin,
               .next = begin + 10s,
               .caches = {{.keeping = Keeping::failure_at_least, .at_most = 300s}}});
}

Report working(std::vector<Watched::Caches> caches) {
  return seen(
      {.answer = {"www.example. 300 IN A 192.0.2.1"}},
      {.at = begin + 790s, .since = begin + 790s, .age = 790s, .works = true, .caches = std::move(caches)});
}

}  // namespace

TEST_CASE("a line has the time here, the name, the outcome, whom it is from and when it asks again") {
  Zone zone("Asia/Tokyo");
  CHECK(watch_lines(failing(), {}) ==
        "2026-11-23 03:00:00+09:00  www.example. A  SERVFAIL, EDE 9 (DNSKEY Missing), EDE 22 (No Reachable "
        "Authority); from 192.0.2.53 (UDP); asks again at 03:00:10\n");
}

TEST_CASE("in Japanese") {
  Zone zone("Asia/Tokyo");
  Style style;
  style.language = ede::Language("ja");
  auto text =
      watch_lines(failing(), style) + watch_end(failing(), style, 790s) + watch_status(failing(), style, 3s);
  CHECK(holds(text, "EDE 22 (No Reachable Authority)、応答元 192.0.2.53（UDP）、次の問い合わせ：03:00:10\n"));
  CHECK_FALSE(holds(text, ";"));
}

TEST_CASE("half an hour west, and over midnight the day stands there") {
  Zone zone("America/St_Johns");
  auto report = failing();
  report.watched->at = begin + 9h + 29min + 55s;
  report.watched->next = begin + 9h + 30min + 5s;
  auto text = watch_lines(report, {});
  CHECK(text.starts_with("2026-11-22 23:59:55-03:30  "));
  CHECK(holds(text, "asks again at 2026-11-23 00:00:05\n"));
}

TEST_CASE("when it works, how long it took and when caches follow") {
  Zone zone("UTC");
  CHECK(watch_lines(working({}), {}) ==
        "2026-11-22 18:13:10+00:00  www.example. A  works: NOERROR, after 13 min 10 s; from 192.0.2.53 "
        "(UDP)\n");
  auto until = [](std::chrono::seconds after) { return begin + after; };
  auto text = watch_lines(working({{Keeping::negative_ttl, 3600s, until(4390s)},
                                   {Keeping::record_ttl, 86400s, until(87190s)},
                                   {Keeping::failure, 300s, until(1090s)},
                                   {Keeping::failure_at_least, 300s, until(1090s)},
                                   {Keeping::unknown, 0s, {}}}),
                          {});
  CHECK(count(text, "\n2026-11-22 18:13:10+00:00  www.example. A  ") == 5);
  CHECK(holds(text, "follow by 19:13:10 at the latest: they keep that there was no such record for 1 h"));
  CHECK(holds(text, "follow by 2026-11-23 18:13:10 at the latest: the TTL of the records at fault is 24 h"));
  CHECK(holds(text, "keep the failure until 18:18:10 at the latest (5 min, RFC 9520)\n"));
  CHECK(holds(text, "keep the failure itself until 18:18:10 at the latest (5 min, RFC 9520)"));
  CHECK(holds(text, "is not known\n"));
}

TEST_CASE("before it works, what of caches is known in full") {
  auto report = failing();
  CHECK_FALSE(holds(watch_lines(report, {}), "caches"));
  report.watched->caches = {{Keeping::record_ttl, 5400s, {}}};
  CHECK(holds(watch_lines(report, {}), "; caches may keep this for 1 h 30 min after the repair; asks again"));
}

TEST_CASE("with +why the root cause and where it is") {
  auto report = failing();
  diagnosis::Finding finding;
  finding.zone = query("broken.example.").question.name;
  report.diagnosis.emplace();
  report.diagnosis->findings.push_back(finding);
  CHECK(holds(watch_lines(report, {}), "; cause in broken.example.: "));
  report.diagnosis->findings[0].severity = diagnosis::Severity::warning;
  CHECK_FALSE(holds(watch_lines(report, {}), "cause"));
  report.diagnosis->findings[0].severity = diagnosis::Severity::error;
  report.diagnosis->findings[0].fault = diagnosis::Fault::resolver;  // then it is not in the zone
  CHECK(holds(watch_lines(report, {}), "; cause: "));
}

TEST_CASE("no reply has its reason, and the last line says since when") {
  Zone zone("UTC");
  auto report = unanswered({Error::Kind::timeout, "no reply", {}});
  report.watched = {.at = begin + 2h, .since = begin};
  CHECK(watch_end(report, {}, 2h) ==
        "2026-11-22 20:00:00+00:00  www.example. A  watched for 2 h: NO REPLY: timed out, since 18:00:00\n");
}

TEST_CASE("in JSON, in UTC whatever the clock here") {
  Zone zone("Asia/Tokyo");
  Style style;
  style.format = Format::json;
  style.compact = true;
  auto text = format(failing(), style);
  CHECK(count(text, "\n") == 1);
  CHECK(holds(
      text, R"("watch":{"time":"2026-11-22T18:00:00Z","since":"2026-11-22T18:00:00Z","age":0,"works":false,)"
            R"("next":"2026-11-22T18:00:10Z","caches":[{"by":"failure-at-least","keep":300}]})"));
  auto known = format(
      working({{Keeping::negative_ttl, 60s, begin + 850s}, {Keeping::record_ttl, 90s, begin + 880s}}), style);
  CHECK(holds(known, R"("caches_until":"2026-11-22T18:14:40Z")"));
  auto unknown =
      format(working({{Keeping::negative_ttl, 60s, begin + 850s}, {Keeping::unknown, 0s, {}}}), style);
  CHECK_FALSE(holds(unknown, "caches_until"));
  CHECK_FALSE(holds(format(working({}), style), "caches"));
}

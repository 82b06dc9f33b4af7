// What is kept of an answer, and what a visitor sees of it.
#include <doctest/doctest.h>

#include "desk/answer.h"
#include "desk/metrics.h"
#include "desk/pages.h"
#include "report_fixture.h"

using namespace edig;
using namespace edig::desk;
using namespace edig::report;
using namespace std::chrono_literals;

namespace {

bool holds(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

const std::string attack = "\"><script>alert(1)</script>&lang=x\u202e";

}  // namespace

TEST_CASE("desk: an answer is kept for the shortest TTL, at most a minute") {
  auto keep = [](fixture::Reply reply) { return keep_for(fixture::report(reply)); };
  CHECK(keep({.answer = {"www.example. 300 IN A 192.0.2.1"}}) == 60s);
  CHECK(keep({.answer = {"www.example. 30 IN CNAME a.example.", "a.example. 20 IN A 192.0.2.1"}}) == 20s);
  CHECK(keep({.answer = {"www.example. 0 IN A 192.0.2.1"}}) == 0s);
  CHECK(keep({.rcode = dns::rcode::nxdomain, .authority = {"example. 300 IN SOA a. b. 1 2 3 4 10"}}) == 10s);
  CHECK(keep({.rcode = dns::rcode::servfail}) == 5s);
}

TEST_CASE("desk: an answer is the same behind the pipe, and what is none is nothing") {
  auto made = make_answer(fixture::report({.answer = {"www.example. 30 IN A 192.0.2.1"}}), {});
  auto octets = encode(made);
  auto read = decode_answer(octets);
  REQUIRE(read);
  CHECK(read->keep == 30s);
  CHECK(read->tone == "good");
  REQUIRE(read->views.size() == ede::Language::count());
  CHECK(read->views[1].article == made.views[1].article);
  CHECK(read->views[0].json == made.views[0].json);
  CHECK_FALSE(decode_answer(octets.substr(0, octets.size() - 1)));
  CHECK_FALSE(decode_answer(octets.substr(1)));
  CHECK_FALSE(decode_answer(""));
  auto look = decode_look(encode(Look{"example.", "DS", "192.0.2.1"}));
  REQUIRE(look);
  CHECK(look->server == "192.0.2.1");
  CHECK_FALSE(decode_look(octets));
}

TEST_CASE("desk: what a visitor gives is text on every page") {
  Visit visit{.parameters = {.name = attack, .type = attack, .lang = {}}, .resolvers = "192.0.2.53 (UDP)"};
  Answer answer{.views = std::vector<Answer::View>(2, {attack, "<article></article>", "{}"}), .tone = "good"};
  Standing standing{.kind = Standing::Kind::under_way, .look = Look{attack, attack, attack}};
  for (const auto& response : {start_page(visit), problem_page(visit, {}, "bad-name", attack),
                               working_page(visit, standing), answer_page(visit, answer, attack)}) {
    CHECK_FALSE(holds(response.body, "<script>"));
    CHECK_FALSE(holds(response.body, "\u202e"));
    CHECK_FALSE(holds(response.body, "style="));
  }
}

TEST_CASE("desk: pages in each language, with a link that keeps the question") {
  Visit visit{.language = ede::Language("ja"), .parameters = {.name = "a&b c", .type = "MX", .lang = {}}};
  auto page = working_page(visit, {.kind = Standing::Kind::waiting, .ahead = 7, .wait = 9s}).body;
  CHECK(holds(page, "<html lang=\"ja\">"));
  CHECK(holds(page, "http-equiv=\"refresh\""));
  CHECK(holds(page, "/?name=a%26b%20c&amp;type=MX&amp;lang=ja"));
  CHECK(holds(page, "/?name=a%26b%20c&amp;type=MX&amp;lang=en"));
  CHECK(holds(page, "前に 7 件"));
  CHECK(holds(page, "9 秒"));
  CHECK_FALSE(holds(start_page(visit).body, "http-equiv=\"refresh\""));
}

TEST_CASE("desk: problem details say when to come again") {
  auto response = problem_response({.status = 429, .detail = "too \"many\"", .retry_after = 7s});
  CHECK(response.content_type == "application/problem+json");
  CHECK(response.body ==
        "{\"title\":\"Too Many Requests\",\"status\":429,\"detail\":\"too \\\"many\\\"\"}\n");
  CHECK(response.headers == Fields{{"Retry-After", "7"}});
  CHECK(problem_response({.status = 405}).headers == Fields{{"Allow", "GET, HEAD"}});
}

TEST_CASE("desk: metrics") {
  Counter counter({});
  counter.ask("a", "anna", {});
  auto text = metrics_text(counter, {{200, 3}});
  CHECK(holds(text, "\nedig_desk_waiting 1\n"));
  CHECK(holds(text, "\nedig_desk_responses_total{status=\"200\"} 3\n"));
}

// From a request to its route, its language and its question.
#include <doctest/doctest.h>

#include "desk/accepted_language.h"
#include "desk/question.h"
#include "desk/route.h"
#include "desk/settings.h"

using namespace edig;
using namespace edig::desk;

namespace {

HttpRequest get(std::string path) {
  return {.method = "GET", .path = std::move(path), .headers = {{"host", "127.0.0.1:8053"}}};
}

int status_of(const HttpRequest& request, const std::vector<std::string>& hosts = {}) {
  auto found = route(request, hosts);
  return found ? 200 : found.error().status;
}

Result<Settings> settings(std::vector<const char*> words) {
  words.insert(words.begin(), "edig-desk");
  return read_settings(words);
}

}  // namespace

TEST_CASE("desk: routes") {
  CHECK(route(get("/"), {}) == Route::page);
  CHECK(route(get("/api/v1/why"), {}) == Route::why);
  for (const auto* path :
       {"", "//", "/api", "/api/v1/why/", "/../etc/passwd", "/desk.css/..", "/DESK.CSS", "*"})
    CHECK_MESSAGE(status_of(get(path)) == 404, path);
  auto request = get("/");
  SUBCASE("methods") {
    for (const auto* method : {"POST", "PUT", "OPTIONS", "TRACE", "CONNECT", "get", "BREW"}) {
      request.method = method;
      CHECK_MESSAGE(status_of(request) == 405, method);
    }
    request.method = "HEAD";
    CHECK(status_of(request) == 200);
  }
  SUBCASE("sizes") {
    request.target = 4097;
    CHECK(status_of(request) == 414);
    request.target = 4096;
    request.headers.emplace_back("x", std::string(17000, 'x'));
    CHECK(status_of(request) == 431);
  }
  SUBCASE("content") {
    request.has_body = true;
    CHECK(status_of(request) == 413);
  }
  SUBCASE("hosts") {
    for (const auto* host : {"localhost", "LOCALHOST:80", "[::1]:8053", "192.0.2.1", "desk.example:443"}) {
      request.headers = {{"host", host}};
      CHECK_MESSAGE(status_of(request, {"desk.example"}) == 200, host);
    }
    for (const auto* host : {"evil.example", "localhost.evil.example", "", "[", "desk.example.evil"}) {
      request.headers = {{"host", host}};
      CHECK_MESSAGE(status_of(request, {"desk.example"}) == 421, host);
    }
    request.headers = {};
    CHECK(status_of(request) == 400);
    request.headers = {{"host", "localhost"}, {"host", "localhost"}};
    CHECK(status_of(request) == 400);
  }
}

TEST_CASE("desk: the browser's language") {
  auto code = [](std::string_view header) { return ede::conventions(accepted_language(header)).code; };
  CHECK(code("") == "en");
  CHECK(code("ja") == "ja");
  CHECK(code("JA-JP, en;q=0.9") == "ja");
  CHECK(code("fr, en;q=0.2, ja;q=0.8") == "ja");
  CHECK(code("en, ja") == "en");
  CHECK(code("ja;q=0, *") == "en");
  for (const auto* odd : {",,;;", "ja;q=2", "ja;q=", "ja;x", ";", "ja-", "\xff"}) CHECK(!code(odd).empty());
  CHECK(code("ja;q=2, en;q=0.1") == "en");
}

TEST_CASE("desk: parameters") {
  auto read = read_parameters({{"name", "www.example"}, {"lang", "ja"}});
  REQUIRE(read);
  CHECK(read->name == "www.example");
  CHECK(read->type.empty());
  for (const Fields& wrong :
       {Fields{{"nam", "x"}}, Fields{{"name", "x"}, {"name", "y"}}, Fields{{"name", std::string(2049, 'x')}},
        Fields{{"name", "\xff"}}, Fields{{"name", std::string("www.example\0.evil", 17)}},
        Fields{{"name", "a\nb"}}, Fields{{"server", "192.0.2.1"}}})
    CHECK_FALSE(read_parameters(wrong));
}

TEST_CASE("desk: questions are names, whatever they look like, to the operator's servers") {
  auto operators = settings({"@192.0.2.53", "+tries=1"});
  REQUIRE(operators);
  auto ask = [&](std::string name, std::string type = {}) {
    return read_question({.name = std::move(name), .type = std::move(type), .lang = {}}, *operators);
  };
  auto asked = ask("https://WWW.example/login?x=@192.0.2.1");
  REQUIRE(asked);
  CHECK(asked->key == "www.example. A");
  CHECK(asked->read);
  CHECK(asked->request.why.on);
  CHECK_FALSE(asked->request.why.ask_private);
  REQUIRE(asked->request.servers.size() == 1);
  CHECK(asked->request.servers[0].host == "192.0.2.53");
  CHECK(ask("anna@example.com")->key == "example.com. MX");
  CHECK(ask("192.0.2.1")->key == "1.2.0.192.in-addr.arpa. PTR");
  CHECK(ask("www.example", "aaaa")->key == "www.example. AAAA");
  for (const auto* name :
       {"@192.0.2.1", "+ask-special", "-f/etc/passwd", "--config=/etc/passwd", "+html=/tmp/x"}) {
    auto odd = ask(name);
    if (!odd) continue;  // no name can be read out of it
    REQUIRE(odd->request.servers.size() == 1);
    CHECK(odd->request.servers[0].host == "192.0.2.53");
    CHECK_FALSE(odd->request.why.ask_special);
  }
  for (const auto* type :
       {"AXFR", "IXFR", "ANY", "OPT", "TSIG", "TYPE0", "TYPE251", "NXNAME", "nonsense", "A;"})
    CHECK_MESSAGE(ask("www.example", type).error().first == Wrong::type, type);
  for (const auto* name : {"a b", "..", "https://", "www..example", "@"})
    CHECK_MESSAGE(ask(name).error().first == Wrong::name, name);
}

TEST_CASE("desk: its command line") {
  auto read = settings({"--listen", "192.0.2.1:80", "--listen", "[::1]:81", "--listen=82", "--per-minute=5",
                        "--host=Desk.Example", "@192.0.2.53", "+tls", "+deadline=5"});
  REQUIRE(read);
  CHECK(read->places == std::vector<Place>{{"192.0.2.1", 80}, {"::1", 81}, {"0.0.0.0", 82}});
  CHECK(read->limits.per_minute == 5);
  CHECK(read->hosts == std::vector<std::string>{"desk.example"});
  CHECK(read->question.servers.size() == 1);
  CHECK(settings({"--listen=192.0.2.1"})->places[0].port == 8053);
  CHECK(settings({"--listen=2001:db8::1"})->places[0].address == "2001:db8::1");
  CHECK(settings({"--ask-private"})->question.why.ask_private);
  for (const auto* word :
       {"www.example", "--no-such", "+json", "+html=x", "+survey=x", "+ns=a/192.0.2.1", "+watch",
        "--listen=dns.example", "--listen=127.0.0.1:", "--listen=127.0.0.1:x", "--at-once=0",
        "--proxy=desk.example", "-f", "+trace", "+no-such", "--listen=127.0.0.1:99999"}) {
    auto wrong = settings({word});
    CHECK_MESSAGE(!wrong, word);
    if (!wrong) CHECK(wrong.error().kind == Error::Kind::usage);
  }
}

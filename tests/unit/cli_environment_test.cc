// What stands outside the command line: resolv.conf, the configuration file, variables, the terminal.
#include "cli_requests.h"

using namespace edig;
using namespace edig::command_line;
using transport::Protocol;

TEST_CASE("resolv.conf says whom to ask and how") {
  File conf(
      "; a comment\nnameserver 192.0.2.1\nnameserver\t2001:db8::1 # no comment\nnameserver bogus\n"
      "search corp.example example\noptions timeout:2 attempts:4 ndots:2 rotate\n");
  World world;
  world.variables["EDIG_RESOLV_CONF"] = conf.path();
  auto request = only({"www"}, world);
  REQUIRE(request.servers.size() == 2);
  CHECK(server(request) == "udp 192.0.2.1 53");
  CHECK(server(request, 1) == "udp 2001:db8::1 53");
  CHECK(request.tactics.timeout == std::chrono::seconds(2));
  CHECK(request.tactics.tries == 4);
  CHECK(request.names.size() == 1);
  CHECK(only({"www", "-6"}, world).servers.size() == 1);
  CHECK(only({"www", "+timeout=0.5", "+tries=1"}, world).tactics.timeout == std::chrono::milliseconds(500));

  auto names = [&](std::vector<const char*> arguments) {
    Texts texts;
    for (const auto& name : only(std::move(arguments), world).names) texts.push_back(name.text());
    return texts;
  };
  CHECK(names({"www", "+search"}) == Texts{"www.corp.example.", "www.example.", "www."});
  CHECK(names({"a.b.c", "+search"}) == Texts{"a.b.c.", "a.b.c.corp.example.", "a.b.c.example."});
  CHECK(names({"a.b.c", "+search", "+ndots=3"}).front() == "a.b.c.corp.example.");
  CHECK(names({"www.", "+search"}) == Texts{"www."});
  CHECK(names({"www", "+domain=lab.example"}) == Texts{"www.lab.example.", "www."});

  SUBCASE("--resolv-conf goes before") {
    CHECK(only({"www", "--resolv-conf", "/dev/null"}, world).servers.size() == 2);
    CHECK(server(only({"www", "--resolv-conf=/dev/null"}, world)) == "udp 127.0.0.1 53");
  }
  SUBCASE("it is not read where nothing depends on it") {
    world.variables["EDIG_RESOLV_CONF"] = "/nonexistent";
    CHECK(server(only({"www", "@192.0.2.7"}, world)) == "udp 192.0.2.7 53");
    CHECK(parse({"www"}, world).error().kind == Error::Kind::file);
  }
}

TEST_CASE("the configuration file holds defaults") {
  File config(
      "# defaults\n\nserver = tls://192.0.2.9\nlang=ja\nnocookie\nqr\n+dnssec\n--nostats\nhttps = off\n"
      "timeout = 1.5\n; and so on\nbufsize=4096\n");
  World world;
  world.variables["EDIG_CONFIG"] = config.path();
  auto request = only({"a.example"}, world);
  CHECK(server(request) == "tls 192.0.2.9 853");
  CHECK(request.style.language == ede::Language("ja"));
  CHECK(request.style.sent_query);
  CHECK(!request.style.stats);
  CHECK(request.query.edns->options.size() == 1);
  CHECK(request.query.edns->dnssec_ok);
  CHECK(request.query.edns->udp_size == 4096);
  CHECK(request.tactics.timeout == std::chrono::milliseconds(1500));

  SUBCASE("the command line goes before it") {
    auto other = only({"a.example", "@192.0.2.1", "+lang=en", "+stats"}, world);
    CHECK(other.servers.size() == 1);
    CHECK(server(other) == "udp 192.0.2.1 53");
    CHECK(other.style.language == ede::Language::en);
    CHECK(other.style.stats);
  }
  SUBCASE("EDIG_SERVER goes before its server") {
    world.variables["EDIG_SERVER"] = "@tcp://192.0.2.3 2001:db8::3#54";
    auto other = only({"a.example"}, world);
    REQUIRE(other.servers.size() == 2);
    CHECK(server(other) == "tcp 192.0.2.3 53");
    CHECK(server(other, 1) == "udp 2001:db8::3 54");
  }
  SUBCASE("-r and an empty --config leave it out") {
    CHECK(!only({"-r", "a.example"}, world).style.sent_query);
    CHECK(!only({"--config=", "a.example"}, world).style.sent_query);
  }
  SUBCASE("it is found below the home directory") {
    World none;
    none.variables["HOME"] = "/nonexistent";
    CHECK(only({"a.example"}, none).style.stats);
    none.variables["XDG_CONFIG_HOME"] = "/nonexistent";
    CHECK(only({"a.example"}, none).style.stats);
  }
}

TEST_CASE("errors of the configuration file name file and line") {
  auto error = [](const std::string& text) {
    File config(text);
    auto whole = message({"a.example", "--config", config.path()});
    std::string path = config.path();
    REQUIRE(whole.starts_with(path));
    return whole.substr(path.size());
  };
  CHECK(error("tcp\ntsl\n") == ":2: unknown option tsl; did you mean tls?");
  CHECK(error("tcp = perhaps\n") == ":1: +tcp is true or false, not 'perhaps'");
  CHECK(error("timeout = soon\n") == ":1: +timeout is a number of seconds up to 65535, not 'soon'");
  CHECK(error("\n\nlang = fr\n") == ":3: +lang is en or ja, not 'fr'");
  CHECK(error("[servers]\n") == ":1: sections have no meaning here");
  CHECK(error("servers.tcp = true\n") == ":1: sections have no meaning here");
  CHECK(error("help\n") == ":1: 'help' belongs on the command line");
  CHECK(parse({"--config", "/nonexistent"}).error().kind == Error::Kind::file);
}

TEST_CASE("language and colour follow the environment") {
  World world;
  world.variables["LANG"] = "ja_JP.UTF-8";
  CHECK(only({"a.example"}, world).style.language == ede::Language("ja"));
  for (const auto* other : {"ja", "ja.UTF-8", "ja@x"}) {
    world.variables["LANG"] = other;
    CHECK(only({"a.example"}, world).style.language == ede::Language("ja"));
  }
  world.variables["LANG"] = "jam_JM.UTF-8";
  CHECK(only({"a.example"}, world).style.language == ede::Language::en);
  world.variables["LANG"] = "ja_JP.UTF-8";
  world.variables["LC_ALL"] = "C";
  CHECK(only({"a.example"}, world).style.language == ede::Language::en);
  CHECK(!only({"a.example"}, world).style.colour);
  world.terminal = true;
  CHECK(only({"a.example"}, world).style.colour);
  world.variables["NO_COLOR"] = "1";
  CHECK(!only({"a.example"}, world).style.colour);
}

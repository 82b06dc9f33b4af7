// The argument grammar, end to end: arguments and environment in, requests out.
#include <doctest/doctest.h>

#include <unistd.h>
#include <cstdio>
#include <fstream>
#include <map>

#include "cli/command_line.h"
#include "dns/types.h"

namespace {

using namespace edig;
using cli::Request;
using transport::Protocol;

struct World {
  std::map<std::string, std::string> variables = {{"EDIG_RESOLV_CONF", "/dev/null"}};
  bool terminal = false;
};

Result<cli::CommandLine> parse(std::vector<const char*> arguments, const World& world = {}) {
  arguments.insert(arguments.begin(), "edig");
  cli::Environment environment;
  environment.variable = [&](const std::string& name) -> std::optional<std::string> {
    auto found = world.variables.find(name);
    return found == world.variables.end() ? std::nullopt : std::optional(found->second);
  };
  environment.stdout_is_terminal = world.terminal;
  return cli::parse(arguments, environment);
}

std::vector<Request> requests(std::vector<const char*> arguments, const World& world = {}) {
  auto line = parse(std::move(arguments), world);
  if (!line) FAIL(line.error().text << "; " << line.error().hint);
  return line->requests;
}

Request only(std::vector<const char*> arguments, const World& world = {}) {
  auto all = requests(std::move(arguments), world);
  REQUIRE(all.size() == 1);
  return all[0];
}

std::string question(const Request& request) {
  const auto& asked = request.query.question;
  return asked.name.text() + " " + dns::class_text(asked.cls) + " " + dns::type_text(asked.type);
}

std::vector<std::string> questions(std::vector<const char*> arguments) {
  std::vector<std::string> texts;
  for (const auto& request : requests(std::move(arguments))) texts.push_back(question(request));
  return texts;
}

// "tls dns.example 853"
std::string server(const Request& request, std::size_t index = 0) {
  const auto& server = request.servers.at(index);
  return std::string(transport::name(server.protocol)) + " " + server.host + " " +
         std::to_string(server.port);
}

std::string message(std::vector<const char*> arguments, const World& world = {}) {
  auto line = parse(std::move(arguments), world);
  REQUIRE(!line);
  return line.error().text + (line.error().hint.empty() ? "" : "; " + line.error().hint);
}

/// A file that goes with the test.
class File {
 public:
  explicit File(const std::string& text) {
    int descriptor = mkstemp(path_);
    REQUIRE(descriptor >= 0);
    close(descriptor);
    std::ofstream(path_) << text;
  }
  ~File() { std::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const char* path() const { return path_; }

 private:
  char path_[32] = "/tmp/edig-test-XXXXXX";
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("name, type and class come in any order") {
  CHECK(questions({"www.example"}) == Texts{"www.example. IN A"});
  CHECK(questions({"www.example", "MX"}) == Texts{"www.example. IN MX"});
  CHECK(questions({"mx", "www.example"}) == Texts{"www.example. IN MX"});
  CHECK(questions({"ch", "txt", "version.bind"}) == Texts{"version.bind. CH TXT"});
  CHECK(questions({"version.bind", "txt", "ch"}) == Texts{"version.bind. CH TXT"});
  CHECK(questions({"-t", "TYPE65280", "-c", "CLASS5", "x.example"}) == Texts{"x.example. CLASS5 TYPE65280"});
  CHECK(questions({"-tMX", "-qwww.example"}) == Texts{"www.example. IN MX"});
}

TEST_CASE("without a name the root is asked for") {
  CHECK(questions({}) == Texts{". IN NS"});
  CHECK(questions({"+tcp"}) == Texts{". IN NS"});
  CHECK(questions({"DNSKEY"}) == Texts{". IN DNSKEY"});
}

TEST_CASE("a word that is a type can be asked for as a name") {
  CHECK(questions({"-q", "mx"}) == Texts{"mx. IN A"});
  CHECK(questions({"-q", "mx", "mx"}) == Texts{"mx. IN MX"});
  CHECK(questions({"in."}) == Texts{"in. IN A"});
  SUBCASE("after -t or -c every word is a name, as in dig") {
    CHECK(questions({"-t", "txt", "mx"}) == Texts{"mx. IN TXT"});
    CHECK(questions({"-c", "CH", "hs"}) == Texts{"hs. CH A"});
  }
}

TEST_CASE("several questions on one line") {
  CHECK(questions({"a.example", "b.example"}) == Texts{"a.example. IN A", "b.example. IN A"});
  CHECK(questions({"a.example", "mx", "b.example", "txt"}) == Texts{"a.example. IN MX", "b.example. IN TXT"});
  CHECK(questions({"mx", "a.example", "b.example", "txt"}) == Texts{"a.example. IN MX", "b.example. IN TXT"});
  CHECK(questions({"www.isc.org", "any", "-x", "127.0.0.1", "isc.org", "ns"}) ==
        Texts{"www.isc.org. IN ANY", "1.0.0.127.in-addr.arpa. IN PTR", "isc.org. IN NS"});
}

TEST_CASE("options before the first name are for all, those after a name for that one") {
  auto all = requests({"+dnssec", "+tries=7", "a.example", "+nodnssec", "+cd", "b.example"});
  REQUIRE(all.size() == 2);
  CHECK(!all[0].query.edns->dnssec_ok);
  CHECK(all[0].query.cd);
  CHECK(all[1].query.edns->dnssec_ok);
  CHECK(!all[1].query.cd);
  CHECK(all[0].tactics.tries == 7);
  CHECK(all[1].tactics.tries == 7);

  auto servers = requests({"@192.0.2.1", "a.example", "b.example", "@192.0.2.2", "+tcp"});
  CHECK(server(servers[0]) == "udp 192.0.2.1 53");
  CHECK(servers[1].servers.size() == 2);
  CHECK(server(servers[1]) == "tcp 192.0.2.1 53");
  CHECK(server(servers[1], 1) == "tcp 192.0.2.2 53");
}

TEST_CASE("what shapes the one output, and dig's global options, hold wherever they stand") {
  auto all = requests({"a.example", "b.example", "+json", "+lang=ja", "-p", "5300", "+time=2", "-4"});
  for (const auto& request : all) {
    CHECK(request.style.format == report::Format::json);
    CHECK(request.style.compact);
    CHECK(request.style.language == ede::Language::ja);
    CHECK(request.servers[0].port == 5300);
    CHECK(request.tactics.timeout == std::chrono::seconds(2));
    CHECK(request.tactics.family == transport::Family::v4);
  }
  CHECK(!only({"a.example", "+json"}).style.compact);
  CHECK(only({"a.example", "+json", "+nojson"}).style.format == report::Format::text);
  CHECK(only({"a.example", "+json", "+short"}).style.format == report::Format::short_);
  CHECK(only({"a.example", "+json", "+nodig"}).style.format == report::Format::json);
}

TEST_CASE("dig's banner stands before the first reply only") {
  auto all = requests({"a.example", "b.example", "+dig"});
  CHECK(all[0].style.command);
  CHECK(!all[1].style.command);
  CHECK(all[0].style.command_line == "a.example b.example +dig");
  CHECK(!only({"a.example", "+nocmd"}).style.command);
}

TEST_CASE("options are abbreviated, negated and written with dashes") {
  for (const auto* spelling :
       {"+nocomments", "+nocomm", "+NOCOMMENTS", "--nocomments", "--no-comments", "--no-comm"})
    CHECK_MESSAGE(!only({spelling, "a.example"}).style.comments, spelling);
  for (const auto* spelling : {"+norecurse", "+nordflag", "+nord", "+norec", "--no-rdflag"})
    CHECK_MESSAGE(!only({spelling, "a.example"}).query.rd, spelling);
  for (const auto* spelling : {"+dnssec", "+do", "+dns", "--do"})
    CHECK_MESSAGE(only({spelling, "a.example"}).query.edns->dnssec_ok, spelling);
  for (const auto* spelling : {"+tcp", "+vc", "+v", "--tcp"})
    CHECK_MESSAGE(server(only({spelling, "@::1", "a.example"})) == "tcp ::1 53", spelling);
  for (const auto* spelling : {"+tls", "+tl"})
    CHECK_MESSAGE(server(only({spelling, "@::1", "a.example"})) == "tls ::1 853", spelling);
  for (const auto* spelling : {"+timeout=3", "+time=3", "+ti=3", "--timeout=3", "--time=3"})
    CHECK_MESSAGE(only({spelling, "a.example"}).tactics.timeout == std::chrono::seconds(3), spelling);
  CHECK(only({"--timeout", "3", "a.example"}).tactics.timeout == std::chrono::seconds(3));
  CHECK(only({"+i", "a.example"}).tactics.ignore_tc);
  CHECK(message({"+t", "a.example"}).starts_with("ambiguous option +t; it can mean "));
  CHECK(message({"+n", "a.example"}) == "ambiguous option +n; it can mean +nsid or +ndots");
}

TEST_CASE("the order of options counts") {
  auto style = only({"+noall", "+answer", "a.example"}).style;
  CHECK(style.answer);
  CHECK(!style.question);
  CHECK(!style.comments);
  CHECK(!style.command);
  CHECK(!only({"+answer", "+noall", "a.example"}).style.answer);
  CHECK(only({"+noedns", "+dnssec", "a.example"}).query.edns.has_value());
  CHECK(!only({"+dnssec", "+noedns", "a.example"}).query.edns.has_value());
}

TEST_CASE("letters stand in clusters and take their values anywhere") {
  CHECK(server(only({"-4p5300", "@192.0.2.1", "a.example"})) == "udp 192.0.2.1 5300");
  CHECK(server(only({"-4p", "5300", "@192.0.2.1", "a.example"})) == "udp 192.0.2.1 5300");
  CHECK(questions({"-q", "+tcp"}) == Texts{"+tcp. IN A"});
  CHECK(questions({"-q", "-x"}) == Texts{"-x. IN A"});
  CHECK(questions({"--", "-x", "+tcp"}) == Texts{"-x. IN A", "+tcp. IN A"});
}

TEST_CASE("-x asks for the name of an address") {
  CHECK(questions({"-x", "192.0.2.1"}) == Texts{"1.2.0.192.in-addr.arpa. IN PTR"});
  CHECK(questions({"-x", "192.0.2"}) == Texts{"2.0.192.in-addr.arpa. IN PTR"});
  CHECK(questions({"-x", "2001:db8::1"}) ==
        Texts{"1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa. IN PTR"});
  CHECK(questions({"-x", "::ffff:192.0.2.1", "TXT"}) ==
        Texts{"1.0.2.0.0.0.0.c.f.f.f.f.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.ip6.arpa. IN TXT"});
  for (const auto* wrong : {"example", "192.0.2.1.5", "192.0..1", "192.0.256.1", "0x1.2", "fe80::1%eth0", ""})
    CHECK(message({"-x", wrong}) == "-x: '" + std::string(wrong) + "' is not an IP address");
}

TEST_CASE("the default query") {
  auto query = only({"a.example"}).query;
  CHECK(query.rd);
  CHECK(query.ad);
  CHECK(!query.cd);
  CHECK(query.opcode == 0);
  CHECK(query.padding_block == 0);
  REQUIRE(query.edns);
  CHECK(query.edns->udp_size == 1232);
  CHECK(!query.edns->dnssec_ok);
  REQUIRE(query.edns->options.size() == 2);
  CHECK(query.edns->options[0].code == dns::option::cookie);
  CHECK(query.edns->options[0].data.size() == 8);
  CHECK(query.edns->options[1].code == dns::option::structured_error);
  CHECK(query.edns->options[1].data.empty());
}

TEST_CASE("EDNS options") {
  auto edns = [](std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), {"+nocookie", "+nosde", "a.example"});
    return only(std::move(arguments)).query.edns.value();
  };
  auto data = [&](std::vector<const char*> arguments) {
    auto options = edns(std::move(arguments)).options;
    REQUIRE(options.size() == 1);
    return std::to_string(options[0].code) + ":" + to_hex(options[0].data);
  };
  CHECK(edns({}).options.empty());
  CHECK(data({"+nsid"}) == "3:");
  CHECK(data({"+expire"}) == "9:");
  CHECK(data({"+keepalive"}) == "11:");
  CHECK(data({"+cookie=0123456789abcdef"}) == "10:0123456789abcdef");
  CHECK(data({"+subnet=192.0.2.77/28"}) == "8:00011c00c0000240");
  CHECK(data({"+subnet=2001:db8::1/33"}) == "8:0002210020010db800");
  CHECK(data({"+subnet=192.0.2.1"}) == "8:00012000c0000201");
  CHECK(data({"+subnet=0"}) == "8:00010000");
  CHECK(data({"+ednsopt=65001:c0ffee"}) == "65001:c0ffee");
  CHECK(data({"+ednsopt=nsid"}) == "3:");
  CHECK(data({"+ednsopt=1:00", "+noednsopt", "+ednsopt=2"}) == "2:");
  CHECK(edns({"+edns=1"}).version == 1);
  CHECK(edns({"+bufsize=4096"}).udp_size == 4096);
  CHECK(edns({"+bufsize=4096", "+bufsize"}).udp_size == 1232);
  CHECK(edns({"+ednsflags=0x4000"}).z == 0x4000);
  CHECK(edns({"+ednsflags=0x8001"}).z == 1);
  CHECK(edns({"+ednsflags=0x8001"}).dnssec_ok);
  CHECK(edns({"+co"}).z == 0x4000);
  CHECK(!only({"a.example", "+noedns"}).query.edns);
}

TEST_CASE("padding is on where the channel is encrypted (RFC 8467)") {
  CHECK(only({"a.example", "+tls"}).query.padding_block == 128);
  CHECK(only({"a.example", "@https://192.0.2.1"}).query.padding_block == 128);
  CHECK(only({"a.example", "+tls", "+nopadding"}).query.padding_block == 0);
  CHECK(only({"a.example", "+tls", "+padding=0"}).query.padding_block == 0);
  CHECK(only({"a.example", "+padding=468"}).query.padding_block == 468);
}

TEST_CASE("a client cookie is random, one for a server and another for another server") {
  auto cookie = [](const Request& request) { return request.query.edns->options.at(0).data; };
  auto all = requests({"a.example", "@192.0.2.1", "b.example", "@192.0.2.1", "c.example", "@192.0.2.2"});
  CHECK(cookie(all[0]) == cookie(all[1]));
  CHECK(cookie(all[0]) != cookie(all[2]));
  CHECK(cookie(only({"a.example", "@192.0.2.1"})) != cookie(all[0]));
}

TEST_CASE("transports") {
  auto at = [](std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), {"a.example", "@192.0.2.1"});
    return server(only(std::move(arguments)));
  };
  CHECK(at({}) == "udp 192.0.2.1 53");
  CHECK(at({"+tcp"}) == "tcp 192.0.2.1 53");
  CHECK(at({"+tls"}) == "tls 192.0.2.1 853");
  CHECK(at({"+https"}) == "https 192.0.2.1 443");
  CHECK(at({"+tls", "-p", "8853"}) == "tls 192.0.2.1 8853");
  CHECK(at({"+tls", "+notls"}) == "udp 192.0.2.1 53");
  CHECK(at({"+tls", "+notcp"}) == "tls 192.0.2.1 853");
  CHECK(at({"+tls", "+tcp"}) == "tcp 192.0.2.1 53");
  CHECK(at({"ANY"}) == "tcp 192.0.2.1 53");
  CHECK(at({"ANY", "+notcp"}) == "udp 192.0.2.1 53");
  auto http = only({"a.example", "+https-get=/q"}).servers[0].http;
  CHECK(http.get);
  CHECK(http.path == "/q");
  CHECK(only({"a.example", "+https"}).servers[0].http.path == "/dns-query");
  CHECK(only({"a.example", "@https://192.0.2.1/q{?dns}", "+https-get"}).servers[0].http ==
        transport::HttpPolicy{"/q{?dns}", true});
  auto tls = only({"a.example", "+tls", "+tls-hostname=dns.example", "+tls-insecure",
                   "+tls-pin=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="})
                 .servers[0]
                 .tls;
  CHECK(tls.hostname == "dns.example");
  CHECK(tls.insecure);
  CHECK(tls.spki_pins.size() == 1);
}

TEST_CASE("-4, -6 and -b choose among the servers") {
  CHECK(only({"a.example", "-6", "@192.0.2.1", "@2001:db8::1"}).servers.size() == 1);
  CHECK(server(only({"a.example", "-6", "@192.0.2.1", "@2001:db8::1"})) == "udp 2001:db8::1 53");
  CHECK(server(only({"a.example", "-b", "::1#5000"})) == "udp ::1 53");
  CHECK(only({"a.example", "-b", "::1#5000"}).tactics.source_port == 5000);
  CHECK(message({"a.example", "-4", "@::1"}) ==
        "the server '::1' is an IPv6 address, but -4 allows only IPv4");
}

TEST_CASE("internationalised names") {
  CHECK(questions({"münchen.example"}) == Texts{"xn--mnchen-3ya.example. IN A"});
  CHECK(questions({"faß.example"}) == Texts{"xn--fa-hia.example. IN A"});
  CHECK(questions({"例え。テスト"}) == Texts{"xn--r8jz45g.xn--zckzah. IN A"});
  CHECK(questions({"_dmarc.MÜNCHEN.example"}) == Texts{"_dmarc.xn--mnchen-3ya.example. IN A"});
  CHECK(questions({"a\\.b.é.example"}) == Texts{"a\\.b.xn--9ca.example. IN A"});
  CHECK(questions({"XN--MNCHEN-3YA.example"}) == Texts{"XN--MNCHEN-3YA.example. IN A"});
  CHECK(questions({"é.example", "+noidnin"}) == Texts{"\\195\\169.example. IN A"});
  CHECK(message({"a\xff.example"}) ==
        "'a\\xff' is not an internationalised label: string encoding error; +noidnin sends its octets as "
        "they are");
  SUBCASE("whatever the locale") {
    World world;
    world.variables["LC_ALL"] = "C";
    CHECK(question(only({"münchen.example"}, world)) == "xn--mnchen-3ya.example. IN A");
  }
}

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
  CHECK(request.style.language == ede::Language::ja);
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

TEST_CASE("a file of questions, one a line") {
  File file("# a comment\n\na.example MX\n  TXT b.example @192.0.2.5 +tcp\n; another\n-x 192.0.2.1\n");
  auto all = requests({"+dnssec", "@192.0.2.1", "-f", file.path()});
  REQUIRE(all.size() == 3);
  CHECK(question(all[0]) == "a.example. IN MX");
  CHECK(question(all[1]) == "b.example. IN TXT");
  CHECK(server(all[1]) == "tcp 192.0.2.1 53");
  CHECK(server(all[1], 1) == "tcp 192.0.2.5 53");
  CHECK(question(all[2]) == "1.2.0.192.in-addr.arpa. IN PTR");
  CHECK(all[2].query.edns->dnssec_ok);
  CHECK(all[2].style.compact);
  File wrong("a.example\nb.example +tpc\n");
  CHECK(message({"-f", wrong.path()}) ==
        wrong.path() + std::string(":2: unknown option +tpc; did you mean +tcp?"));
  CHECK(parse({"-f", "/nonexistent"}).error().kind == Error::Kind::file);
}

TEST_CASE("language and colour follow the environment") {
  World world;
  world.variables["LANG"] = "ja_JP.UTF-8";
  CHECK(only({"a.example"}, world).style.language == ede::Language::ja);
  world.variables["LC_ALL"] = "C";
  CHECK(only({"a.example"}, world).style.language == ede::Language::en);
  CHECK(!only({"a.example"}, world).style.colour);
  world.terminal = true;
  CHECK(only({"a.example"}, world).style.colour);
  world.variables["NO_COLOR"] = "1";
  CHECK(!only({"a.example"}, world).style.colour);
}

TEST_CASE("sections that were asked for by name are known as such") {
  CHECK(!only({"a.example"}).style.asked_authority);
  CHECK(only({"a.example", "+authority"}).style.asked_authority);
  CHECK(only({"a.example", "+additional"}).style.asked_additional);
  CHECK(only({"a.example", "+all"}).style.all_sections);
  CHECK(!only({"a.example", "+all", "+noall"}).style.all_sections);
}

TEST_CASE("help and version ask nothing") {
  auto help = parse({"a.example", "-h"});
  REQUIRE(help);
  CHECK(help->requests.empty());
  CHECK(help->notice.starts_with("Usage: edig "));
  CHECK(parse({"--version"})->notice == "edig " EDIG_VERSION "\n");
  CHECK(parse({"-v"})->notice == "edig " EDIG_VERSION "\n");
}

TEST_CASE("a mistyped type after a name is an error, a name is not") {
  CHECK(message({"example.com", "AAA"}) == "unknown type 'AAA'; did you mean AAAA? The name would be 'AAA.'");
  CHECK(message({"example.com", "txxt"}) ==
        "unknown type 'txxt'; did you mean TXT? The name would be 'txxt.'");
  CHECK(questions({"example.com", "AAA."}).size() == 2);
  CHECK(questions({"AAA"}) == Texts{"AAA. IN A"});
  CHECK(questions({"com", "de"}).size() == 2);
  CHECK(questions({"com", "NS", "cat", "NS"}).size() == 2);
  CHECK(requests({"+search", "host", "ns1"}).size() == 2);
}

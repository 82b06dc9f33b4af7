// The argument grammar: which questions a line asks, and how options are written.
#include <regex>

#include "cli_requests.h"

using namespace edig;
using namespace edig::command_line;
using transport::Protocol;

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
  CHECK(questions({"DNSKEY"}) == Texts{". IN NS"});
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
    CHECK(request.style.language == ede::Language("ja"));
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
  for (const auto* spelling : {"+dnssec", "+do", "+dnss", "--do"})
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
  CHECK(message({"+n", "a.example"}) == "ambiguous option +n; it can mean +nsid, +ndots, +ns or +nssearch");
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
  CHECK(questions({"-x", "0-127.2.0.192"}) == Texts{"192.0.2.0-127.in-addr.arpa. IN PTR"});
  CHECK(questions({"-x", "2001:db8"}) == Texts{"8.b.d.0.1.0.0.2.ip6.arpa. IN PTR"});
  for (const auto* wrong : {"192.0..1", ".1", "2001:db8:::1", "fe80::1%eth0", ""})
    CHECK(message({"-x", wrong}) == "-x: '" + std::string(wrong) + "' is not an IP address");
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
  CHECK(parse({"-f", "/nonexistent"}).error().kind == Error::Kind::file);
  CHECK(parse({"-f", "/"}).error().kind == Error::Kind::file);
}

TEST_CASE("a bad line of a file of questions leaves the others alone") {
  File file("a.example\nb.example +tpc\nc.example d..example\n-x 1..2\ne.example -f other\n+html=/tmp/x f\n");
  auto at = [&](const std::string& rest) { return file.path() + rest; };
  CHECK(lines_of({"-f", file.path()}) ==
        Texts{"a.example. IN A", at(":2: unknown option +tpc; did you mean +tcp?"), "c.example. IN A",
              at(":3: 'd..example' is not a legal name (empty label); check its spelling"),
              at(":4: -x: '1..2' is not an IP address"), at(":5: -f belongs on the command line"),
              at(":6: +html belongs on the command line")});
}

TEST_CASE("what a line of a file says holds for that line") {
  File file("a.example +json +time=3 -4\nb.example\n");
  auto all = requests({"@::1", "@192.0.2.1", "-f", file.path()});
  CHECK(all[0].style.format == report::Format::json);
  CHECK(all[0].tactics.timeout == std::chrono::seconds(3));
  CHECK(all[0].servers.size() == 1);
  CHECK(all[1].style.format == report::Format::text);
  CHECK(all[1].tactics.timeout == std::chrono::seconds(5));
  CHECK(all[1].servers.size() == 2);
}

TEST_CASE("a file of one question is a file of questions, for more may follow") {
  File file("a.example");
  CHECK(only({"+json", "-f", file.path()}).style.compact);
  CHECK(only({"+dig", "-f", file.path()}).style.command);
  CHECK(message({"+svg=/tmp/edig-test.svg", "-f", file.path()}) ==
        "+svg draws one question, not a file of them; +html makes a page of several");
}

TEST_CASE("a file of questions from Windows") {
  File file("\xef\xbb\xbf# saved by an editor\r\na.example MX\r\n");
  CHECK(lines_of({"-f", file.path()}) == Texts{"a.example. IN MX"});
}

TEST_CASE("a file of questions that is no text") {
  File file("a.example\n" + std::string(70000, 'b') + "\nc.example\n");
  CHECK(lines_of({"-f", file.path()}) ==
        Texts{"a.example. IN A",
              std::string("cannot read '") + file.path() + "': line 2 is longer than 65536 octets",
              "c.example. IN A"});
}

TEST_CASE("help and version ask nothing") {
  auto help = parse({"a.example", "-h"});
  REQUIRE(help);
  CHECK(help->requests.empty());
  CHECK(help->notice.starts_with("Usage: edig "));
  CHECK(parse({"--version"})->notice.starts_with("edig " EDIG_VERSION "\nldns "));
  CHECK(parse({"-v"})->notice == parse({"--version"})->notice);
  CHECK(parse({"-v", "+asdig"})->notice == "DiG 9.18-edig-" EDIG_VERSION "\n");
}

// Scripts look in dig's help for what it can do.
TEST_CASE("the help has what scripts look for in dig's") {
  auto help = parse({"-h", "+asdig"})->notice;
  for (const auto* pattern :
       {"-r .*~/\\.digrc", "\\+\\[no\\]idnout", "\\[no\\]short", "\\+\\[no\\]tls", "https"})
    CHECK_MESSAGE(std::regex_search(help, std::regex(pattern)), pattern);
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

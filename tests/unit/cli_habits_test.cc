// What people have in the fingers from other programs, and what they paste.
#include "cli_requests.h"

using namespace edig;
using namespace edig::command_line;

TEST_CASE("several types of one name are a question each") {
  Texts both{"a.example. IN A", "a.example. IN AAAA"};
  CHECK(questions({"-t", "A,AAAA", "a.example"}) == both);
  CHECK(questions({"a.example", "A", "AAAA"}) == both);
  CHECK(questions({"A", "AAAA", "a.example"}) == both);
  CHECK(questions({"a.example", "A", "AAAA", "A"}) == both);
  CHECK(questions({"-t", "A,AAAA", "a.example", "b.example"}) ==
        Texts{"a.example. IN A", "a.example. IN AAAA", "b.example. IN A", "b.example. IN AAAA"});
  CHECK(questions({"a.example", "A", "b.example"}) == Texts{"a.example. IN A", "b.example. IN A"});
  CHECK(questions({"A", "AAAA", "a.example", "MX"}) == Texts{"a.example. IN MX"});
  CHECK(questions({"-t", "A,AAAA", "+dns64prefix"}) == Texts{"ipv4only.arpa. IN AAAA"});
  for (const auto& request : requests({"a.example", "A", "AAAA", "@192.0.2.1", "+tcp", "+json"})) {
    CHECK(server(request) == "tcp 192.0.2.1 53");
    CHECK(request.style.compact);
  }
  CHECK(message({"-t", "A,bogus", "a.example"}).starts_with("unknown type 'bogus'"));
  CHECK(message({"-t", ",", "a.example"}).starts_with("unknown type ','"));
}

TEST_CASE("several types in a line of a file") {
  File file("a.example A AAAA +cd\nb.example\n");
  CHECK(lines_of({"-f", file.path(), "-t", "MX"}) ==
        Texts{"a.example. IN A", "a.example. IN AAAA", "b.example. IN MX"});
}

TEST_CASE("dig takes the last type, and no list") {
  CHECK(questions({"+asdig", "a.example", "A", "AAAA"}) == Texts{"a.example. IN AAAA"});
  CHECK(questions({"+asdig", "-t", "A,AAAA", "a.example"}) == Texts{"a.example. IN A"});
  CHECK(questions({"+asdig", "a.example", "%", "b.example", "+tcp"}) == Texts{"a.example. IN A"});
  CHECK(questions({"+asdig", "-q", "%a.example", "MX", "%remark"}) == Texts{"%a.example. IN MX"});
  CHECK(questions({"a.example", "%b.example"}) == Texts{"a.example. IN A", "%b.example. IN A"});
}

TEST_CASE("what is pasted in place of a name is taken for what it is, and that is told") {
  auto taken = [](std::vector<const char*> arguments) {
    auto request = only(std::move(arguments));
    return question(request) + (request.warnings.empty() ? "" : "; " + request.warnings.back());
  };
  CHECK(taken({"https://u@www.a.example:8443/x?y#z"}) ==
        "www.a.example. IN A; 'https://u@www.a.example:8443/x?y#z' is a URL: asking for its host, "
        "www.a.example");
  CHECK(taken({"joe@a.example"}) ==
        "a.example. IN MX; 'joe@a.example' is a mail address: asking for its domain, a.example");
  CHECK(taken({"mailto:joe@a.example", "TXT"}).starts_with("a.example. IN TXT; "));
  CHECK(taken({"192.0.2.1"}) ==
        "1.2.0.192.in-addr.arpa. IN PTR; '192.0.2.1' is an address: asking for its name, "
        "1.2.0.192.in-addr.arpa.");
  CHECK(taken({"2001:db8::1"}).starts_with("1.0.0.0."));
  CHECK(taken({"www.a.example:443"}) ==
        "www.a.example. IN A; 'www.a.example:443' has a port, which is no part of a name: asking for "
        "www.a.example");
  CHECK(taken({"www.a.example/index.html"}) ==
        "www.a.example. IN A; 'www.a.example/index.html' has a path, as URLs have: asking for its host, "
        "www.a.example");
  for (auto around : {" www.a.example ", "<www.a.example>", "\"www.a.example\" "})
    CHECK(taken({around}).ends_with("has spaces, quotes or brackets around it: asking for www.a.example"));
  for (auto address : {"Joe <joe@a.example>", "\"Joe, B.\" <joe@a.example>", " < joe@a.example > "})
    CHECK(taken({address}).starts_with("a.example. IN MX; "));
  CHECK(taken({"https://www.a.example/<b></b>"}).ends_with("is a URL: asking for its host, www.a.example"));
  CHECK(taken({"<https://www.a.example/>"}).ends_with("is a URL: asking for its host, www.a.example"));
  for (auto name : {"_25._tcp.a.example", "*.a.example", ".", "0/25.2.0.192.in-addr.arpa"})
    CHECK(only({name}).warnings.empty());
  CHECK(taken({"joe\\@b.a.example"}) == "joe\\@b.a.example. IN A");
  for (auto none : {"www a.example", "a.example,b.example", "https://", "<>", "\"\""})
    CHECK(message({none}).starts_with("'" + std::string(none) + "' is not a domain name; "));
}

TEST_CASE("how a name was taken is told once for all its types, and by an explanation in its own way") {
  auto both = requests({"https://a.example/", "A", "AAAA"});
  CHECK(both.at(0).warnings.size() == 1);
  CHECK(both.at(1).warnings.empty());
  CHECK(only({"+explain", "https://a.example/"}).warnings.empty());
}

TEST_CASE("-q, -x and dig take a name as it is") {
  CHECK(question(only({"-q", "192.0.2.1"})) == "192.0.2.1. IN A");
  CHECK(question(only({"-q", "joe@a.example"})) == "joe\\@a.example. IN A");
  CHECK(question(only({"-q", "a b.example"})) == "a\\032b.example. IN A");
  CHECK(question(only({"+asdig", "192.0.2.1"})) == "192.0.2.1. IN A");
  CHECK(only({"-x", "192.0.2.1"}).warnings.empty());
}

TEST_CASE("kdig's spellings") {
  CHECK(server(only({"a.example", "@192.0.2.1@5353"})) == "udp 192.0.2.1 5353");
  auto tls = only({"a.example", "@tls://192.0.2.1", "+tls-hostname=a.example", "+tls-sni=b.example."})
                 .servers[0]
                 .tls;
  CHECK(tls.hostname == "a.example");
  CHECK(tls.sni == "b.example");
  CHECK(only({"a.example", "+tls", "+tls-sni=b.example", "+notls-sni"}).servers[0].tls.sni.empty());
  CHECK(message({"a.example", "+tls-sni=192.0.2.1"}) ==
        "+tls-sni '192.0.2.1' is an address, and SNI is a host name");
  CHECK(only({"a.example", "+wait=2"}).tactics.timeout == std::chrono::seconds(2));
  CHECK(only({"a.example", "+generic"}).style.unknown_format);
  CHECK(!only({"a.example", "+noheader"}).style.header);
  CHECK(only({"a.example", "+noall", "+comments"}).style.header);
  CHECK(message({"a.example", "+fastopen"}).starts_with("there is no +fastopen; "));
  CHECK(only({"a.example", "+nofastopen"}).warnings.empty());
}

TEST_CASE("@public is a set of servers") {
  auto named = only({"@public", "a.example"});
  REQUIRE(named.servers.size() > 3);
  CHECK(server(named) == "udp 1.1.1.1 53");
  CHECK(only({"@public", "a.example", "+tls"}).servers[1].tls.hostname == "dns.google");
  CHECK(only({"@public", "a.example", "+https"}).servers[0].http.path == "/dns-query");
  CHECK(server(only({"@public.", "a.example"})) == "udp public. 53");
  auto over_ipv6 = only({"-6", "@public", "a.example", "+tls"});
  CHECK(over_ipv6.servers.size() == named.servers.size());
  CHECK(server(over_ipv6) == "tls 2606:4700:4700::1111 853");
  CHECK(over_ipv6.servers[1].tls.hostname == "dns.google");
  CHECK(server(only({"-4", "@public", "a.example"})) == "udp 1.1.1.1 53");
}

TEST_CASE("+compare holds one's own resolver against sets, and against nothing else") {
  File conf("nameserver 192.0.2.53\n");
  World world{{{"EDIG_RESOLV_CONF", conf.path()}}, false};
  auto first = [&](std::vector<const char*> arguments) { return server(only(std::move(arguments), world)); };
  CHECK(first({"+compare", "@public", "a.example"}) == "udp 192.0.2.53 53");
  CHECK(first({"+compare", "@public", "@192.0.2.1", "a.example"}) == "udp 1.1.1.1 53");
  CHECK(first({"@public", "a.example"}) == "udp 1.1.1.1 53");
  CHECK(only({"+compare", "@public", "a.example"}, world).tactics.timeout < std::chrono::seconds(5));
  CHECK(only({"+compare", "@public", "a.example", "+time=7"}, world).tactics.timeout ==
        std::chrono::seconds(7));
}

TEST_CASE("one's own sets of servers") {
  File config("server-set = office 192.0.2.53 tls://dns.example\nserver-set = public 192.0.2.1\n");
  World world{{{"EDIG_RESOLV_CONF", "/dev/null"}, {"EDIG_CONFIG", config.path()}}, false};
  auto request = only({"@office", "a.example"}, world);
  REQUIRE(request.servers.size() == 2);
  CHECK(server(request, 1) == "tls dns.example 853");
  CHECK(server(only({"@public", "a.example"}, world)) == "udp 192.0.2.1 53");
  CHECK(message({"--server-set", "office", "a.example"}) ==
        "--server-set is a name and its servers, not 'office'; as in office,192.0.2.1,tls://dns.example");
}

TEST_CASE("+ddr asks plain resolvers, one at a time") {
  auto request = only({"+ddr", "@192.0.2.53", "+tls-ca", "a.example"});
  REQUIRE(request.discover);
  CHECK(request.query.padding_block == 128);
  CHECK(request.query.edns->find(dns::option::cookie) == nullptr);
  CHECK(
      message({"+ddr", "@tls://192.0.2.53", "a.example"}).starts_with("+ddr asks a resolver over plain DNS"));
  CHECK(message({"+ddr", "+compare", "@192.0.2.1", "@192.0.2.2", "a.example"})
            .starts_with("+ddr is about one"));
  CHECK(message({"+ddr", "+watch", "a.example"}).starts_with("+watch asks one server"));
}

// What options make of a request: header, EDNS, transport, servers, names, sections.
#include "cli_requests.h"

using namespace edig;
using namespace edig::command_line;
using transport::Protocol;

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
  CHECK(data({"+subnet=0/0"}) == "8:00010000");
  CHECK(data({"+subnet=10.53/15"}) == "8:00010f000a34");
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

TEST_CASE("tries that are asked for are all that there are, that without EDNS among them") {
  auto tactics = [](std::vector<const char*> arguments) {
    arguments.push_back("a.example");
    return only(std::move(arguments)).tactics;
  };
  CHECK(tactics({}).tries == 3);
  CHECK(!tactics({}).exact_tries);
  CHECK(tactics({}).connection_tries == 1);
  CHECK(tactics({"+tries=2"}).tries == 2);
  CHECK(tactics({"+tries=2"}).exact_tries);
  CHECK(tactics({"+tries=2"}).connection_tries == 2);
  CHECK(tactics({"+retry=2"}).tries == 3);
  CHECK(!tactics({"+noednsnegotiation"}).version_fallback);
}

TEST_CASE("a header without its question, and an ID of one's own") {
  auto query = only({"+header-only", "+qid=513", "a.example"}).query;
  CHECK(to_hex(dns::encode(query, query.id.value())).starts_with("02010120000000000000"));
}

TEST_CASE("as dig") {
  World piped;
  auto request = only({"+asdig", "a.example", "+tls"}, piped);
  CHECK(request.style.format == report::Format::dig);
  CHECK(!request.style.idn);
  CHECK(request.servers[0].tls.insecure);
  CHECK(request.query.padding_block == 0);
  CHECK(request.query.edns->find(dns::option::structured_error) == nullptr);
  CHECK(request.tactics.try_like_dig);
  CHECK(request.tactics.connection_tries == 3);
  CHECK(!request.tactics.edns_silence_fallback);
  CHECK(!only({"+asdig", "a.example", "+tls", "+tls-ca"}, piped).servers[0].tls.insecure);
  CHECK(only({"+asdig", "+short", "+comments", "a.example"}).style.comments);
  CHECK(!only({"+asdig", "+short", "a.example"}).style.comments);
  CHECK(only({"+asdig", "+noasdig", "a.example"}).style.format == report::Format::text);
  auto ignored = only({"+asdig", "-t", "bogus", "a.example"});
  CHECK(ignored.query.question.type == dns::type::a);
  CHECK(ignored.warnings == Texts{"ignoring invalid type bogus"});
}

TEST_CASE("what is taken otherwise than it was written is told") {
  auto request = only({"+asdig", "a.example", "MX", "NS", "+split=6", "+dscp=3"});
  CHECK(request.query.question.type == dns::type::ns);
  CHECK(request.style.split == 8);
  CHECK(request.warnings == Texts{"two types for one question: the last one counts, NS",
                                  "+split is a multiple of 4: taken for 8",
                                  "+dscp is obsolete and has no effect"});
}

TEST_CASE("not to do what edig never does changes nothing") {
  for (auto option : {"+notrace", "+noyaml", "--no-nssearch"})
    CHECK(only({option, "a.example"}).warnings.empty());
}

TEST_CASE("what asks for name servers first") {
  auto trace = only({"+trace", "-p", "5353", "a.example", "MX", "@192.0.2.1"});
  CHECK(trace.query.question == dns::Question{dns::Name(), dns::type::ns, dns::cls::in});
  CHECK(trace.follow_up.question == dns::Question{dns::Name::parse("a.example").value(), 15, dns::cls::in});
  CHECK(trace.follow_up.port == 5353);
  CHECK(!trace.follow_up.resolvers.empty());
  CHECK(trace.query.edns->dnssec_ok);
  CHECK(!trace.style.comments);
  CHECK(!only({"+trace", "+nodnssec", "a.example"}).query.edns->dnssec_ok);
  CHECK(only({"+trace", "+all", "a.example"}).style.comments);
  CHECK(!only({"+trace", "+notrace", "a.example"}).follow_up);
  auto search = only({"+nssearch", "a.example", "MX"});
  CHECK(search.query.question ==
        dns::Question{dns::Name::parse("a.example").value(), dns::type::ns, dns::cls::in});
  CHECK(search.follow_up.kind == run::FollowUp::Kind::nssearch);
}

TEST_CASE("for whom a proxy speaks") {
  auto proxy = [](const char* option) { return only({option, "a.example", "@192.0.2.1"}).servers[0].proxy; };
  CHECK(!proxy("+noproxy"));
  CHECK(proxy("+proxy") == transport::Proxy{});
  CHECK(proxy("+proxy-plain")->before_tls);
  transport::Proxy::Ends ends{{"192.0.2.7", 4321}, {"192.0.2.53", 0}};
  CHECK(proxy("+proxy=192.0.2.7#4321-192.0.2.53")->ends == ends);
  CHECK(proxy("+proxy-plain=2001:db8::1-2001:db8::53#53")->ends->destination.port == 53);
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
        "the server '::1' is an IPv6 address, but -4 allows only IPv4: address family not supported");
}

TEST_CASE("internationalised names") {
  CHECK(questions({"münchen.example"}) == Texts{"xn--mnchen-3ya.example. IN A"});
  CHECK(questions({"faß.example"}) == Texts{"xn--fa-hia.example. IN A"});
  CHECK(questions({"例え。テスト"}) == Texts{"xn--r8jz45g.xn--zckzah. IN A"});
  CHECK(questions({"_dmarc.MÜNCHEN.example"}) == Texts{"_dmarc.xn--mnchen-3ya.example. IN A"});
  CHECK(questions({"a\\.b.é.example"}) == Texts{"a\\.b.xn--9ca.example. IN A"});
  CHECK(questions({"XN--MNCHEN-3YA.example"}) == Texts{"XN--MNCHEN-3YA.example. IN A"});
  CHECK(questions({"é.example", "+noidnin"}) == Texts{"\\195\\169.example. IN A"});
  CHECK(questions({"[a.example"}) == Texts{"[a.example. IN A"});
  CHECK(message({"[\x1b]"}) == "'[\\x1b]' is not a domain name; a server is written @[\\x1b]");
  CHECK(message({"a\xff.example"}) ==
        "'a\\xff' is not an internationalised label: string encoding error; +noidnin sends its octets as "
        "they are");
  SUBCASE("whatever the locale") {
    World world;
    world.variables["LC_ALL"] = "C";
    CHECK(question(only({"münchen.example"}, world)) == "xn--mnchen-3ya.example. IN A");
  }
}

TEST_CASE("sections that were asked for by name are known as such") {
  CHECK(!only({"a.example"}).style.asked_authority);
  CHECK(only({"a.example", "+authority"}).style.asked_authority);
  CHECK(only({"a.example", "+additional"}).style.asked_additional);
  CHECK(only({"a.example", "+all"}).style.all_sections);
  CHECK(!only({"a.example", "+all", "+noall"}).style.all_sections);
}

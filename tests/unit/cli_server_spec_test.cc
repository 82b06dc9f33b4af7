// Servers as people write them.
#include <doctest/doctest.h>

#include "cli/server_spec.h"

namespace {

using namespace edig;
using cli::parse_server;

std::string read(std::string_view text) {
  auto server = parse_server(text);
  if (!server) return server.error().text;
  return std::string(server->protocol ? transport::name(*server->protocol) : "-") + " " + server->host + " " +
         (server->port ? std::to_string(*server->port) : "-") +
         (server->path.empty() ? "" : " " + server->path);
}

}  // namespace

TEST_CASE("addresses and host names, with and without a port") {
  CHECK(read("192.0.2.1") == "- 192.0.2.1 -");
  CHECK(read("192.0.2.1#5353") == "- 192.0.2.1 5353");
  CHECK(read("192.0.2.1:5353") == "- 192.0.2.1 5353");
  CHECK(read("2001:db8::1") == "- 2001:db8::1 -");
  CHECK(read("2001:db8::1#5353") == "- 2001:db8::1 5353");
  CHECK(read("[2001:db8::1]") == "- 2001:db8::1 -");
  CHECK(read("[2001:db8::1]:5353") == "- 2001:db8::1 5353");
  CHECK(read("[2001:db8::1]#5353") == "- 2001:db8::1 5353");
  CHECK(read("fe80::1%lo") == "- fe80::1%lo -");
  CHECK(read("fe80::1%1#5353") == "- fe80::1%1 5353");
  CHECK(read("[fe80::1%25lo]:5353") == "- fe80::1%lo 5353");
  CHECK(read("dns.example") == "- dns.example -");
  CHECK(read("dns.example.") == "- dns.example. -");
  CHECK(read("192.0.2.1@5353") == "- 192.0.2.1 5353");
  CHECK(read("2001:db8::1@5353") == "- 2001:db8::1 5353");
  CHECK(read("[2001:db8::1]@5353") == "- 2001:db8::1 5353");
  CHECK(read("tls://dns.example@8853") == "tls dns.example 8853");
  CHECK(read("dns.example#853") == "- dns.example 853");
  CHECK(read("dns.example:853") == "- dns.example 853");
  CHECK(read("dns.例え") == "- dns.xn--r8jz45g -");
  CHECK(read("localhost") == "- localhost -");
}

TEST_CASE("URLs") {
  CHECK(read("udp://192.0.2.1") == "udp 192.0.2.1 -");
  CHECK(read("TCP://dns.example:53") == "tcp dns.example 53");
  CHECK(read("tls://[2001:db8::1]:8853/") == "tls 2001:db8::1 8853");
  CHECK(read("https://dns.example") == "https dns.example -");
  CHECK(read("http://dns.example/q") == "http dns.example - /q");
  CHECK(read("https://dns.example/") == "https dns.example - /");
  CHECK(read("https://dns.example:8443/dns-query{?dns}") == "https dns.example 8443 /dns-query{?dns}");
  CHECK(read("https://2001:db8::1/q") == "https 2001:db8::1 - /q");
}

TEST_CASE("what is no server says why") {
  CHECK(read("") == "the server '' is empty");
  CHECK(read("tls://") == "the server 'tls://' has no host");
  CHECK(read("192.0.2.256") == "the server '192.0.2.256' is not an IPv4 address");
  CHECK(read("2001:db8:::1") == "the server '2001:db8:::1' is not an IPv6 address");
  CHECK(read("[192.0.2.1]") == "the server '[192.0.2.1]' is not an IPv6 address in brackets");
  CHECK(read("[::1") == "the server '[::1' lacks a ']'");
  CHECK(read("[::1]5353") == "the server '[::1]5353' has something else than a port after ']'");
  CHECK(read("fe80::1%nosuch") ==
        "the server 'fe80::1%nosuch' has a zone that is no interface of this machine: 'nosuch'");
  CHECK(read("fe80::1%4294967297").ends_with("no interface of this machine: '4294967297'"));
  CHECK(read("fe80::1%eth\xff") == "the server 'fe80::1%eth\xff' is not an IPv6 address");
  CHECK(read("fe80::1%a]b") == "the server 'fe80::1%a]b' is not an IPv6 address");
  CHECK(read(std::string_view("::\0 1", 5)).ends_with("is not an IPv6 address"));
  CHECK(read("https://dns.example/a\nb").ends_with("has a path with a character that a URL cannot have"));
  CHECK(read(std::string_view("2.0.20.290\0\xc3\xa9", 13)).ends_with("holds a NUL byte"));
  CHECK(read("１９２.0.2.1") == "- 192.0.2.1 -");
  CHECK(read("１９２.0.2.256") == "the server '１９２.0.2.256' is not an IPv4 address");
  CHECK(read("quic://dns.example") == "the server 'quic://dns.example' has an unknown scheme 'quic'");
  CHECK(read("tls://dns.example/q") == "the server 'tls://dns.example/q' has a path, which only https has");
  CHECK(read("dns.example@0") == "the port of 'dns.example@0' is a number from 1 to 65535, not '0'");
  CHECK(read("dns.example#0") == "the port of 'dns.example#0' is a number from 1 to 65535, not '0'");
  CHECK(read("dns.example#http") == "the port of 'dns.example#http' is a number from 1 to 65535, not 'http'");
  CHECK(read("dns example") == "the server 'dns example' is neither an address nor a host name");
  CHECK(read("user@dns.example") == "the server 'user@dns.example' is neither an address nor a host name");
  for (std::string no_name : {".", "dns..example", ".dns.example", "*", "*.dns.example", "-dns.example",
                              "dns-.example", "dns.example..", "dns,example"})
    CHECK(read(no_name) == "the server '" + no_name + "' is neither an address nor a host name");
  CHECK(
      read("tls://" + std::string(64, 'x') + ".example").ends_with("is neither an address nor a host name"));
}

TEST_CASE("DNS stamps for what edig speaks") {
  CHECK(read("sdns://AAcAAAAAAAAACTE5Mi4wLjIuMQ") == "- 192.0.2.1 -");
  CHECK(read("SDNS://AAcAAAAAAAAACTE5Mi4wLjIuMQ==") == "- 192.0.2.1 -");
  CHECK(read("sdns://AAcAAAAAAAAAElsyMDAxOmRiODo6MV06NTM1Mw") == "- 2001:db8::1 5353");
  CHECK(read("sdns://AgcAAAAAAAAAAAAQZG5zLmV4YW1wbGU6ODQ0MwovZG5zLXF1ZXJ5") ==
        "https dns.example 8443 /dns-query");
  CHECK(read("sdns://AgcAAAAAAAAABTo4NDQzAAtkbnMuZXhhbXBsZQovZG5zLXF1ZXJ5") ==
        "https dns.example 8443 /dns-query");
  CHECK(read("sdns://AwcAAAAAAAAACTE5Mi4wLjIuMQALZG5zLmV4YW1wbGUJMTkyLjAuMi45") == "tls 192.0.2.1 -");
  auto doh = parse_server(
      "sdns://"
      "AgcAAAAAAAAACTE5Mi4wLjIuMaAAAQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyAgISIjJCUmJygpKissLS4vMDEy"
      "MzQ1Njc4OTo7PD0-PwtkbnMuZXhhbXBsZQIvcQ");
  REQUIRE(doh);
  CHECK(doh->host == "192.0.2.1");
  CHECK(doh->tls_name == "dns.example");
  CHECK(doh->path == "/q");
  REQUIRE(doh->certificate_hashes.size() == 2);
  CHECK(doh->certificate_hashes[1].starts_with("\x20\x21"));
}

TEST_CASE("DNS stamps that are refused say what they are") {
  auto refused = [](std::string stamp, const std::string& why) {
    CHECK(read(stamp) == "the stamp '" + stamp + "' " + why);
  };
  refused("sdns://AQcAAAAAAAAACTE5Mi4wLjIuMQ", "is for DNSCrypt, which edig does not speak");
  refused("sdns://BAcAAAAAAAAACTE5Mi4wLjIuMQ", "is for DNS over QUIC, which edig does not speak");
  refused("sdns://BQcAAAAAAAAACTE5Mi4wLjIuMQ",
          "is for an Oblivious DoH target (RFC 9230), which edig does not speak");
  refused("sdns://gQcAAAAAAAAACTE5Mi4wLjIuMQ", "is for a DNSCrypt relay, which edig does not speak");
  refused("sdns://hQcAAAAAAAAACTE5Mi4wLjIuMQ",
          "is for an Oblivious DoH relay (RFC 9230), which edig does not speak");
  refused("sdns://dwcAAAAAAAAACTE5Mi4wLjIuMQ", "is for an unknown protocol, 119");
  refused("sdns://", "is empty");
  refused("sdns://AAcA", "breaks off");
  refused("sdns://a b", "is no base64url of a reasonable length");
  refused("sdns://AwcAAAAAAAAACTE5Mi4wLjIuMRQAAQIDBAUGBwgJCgsMDQ4PEBESEwtkbnMuZXhhbXBsZQ",
          "has a hash that is no SHA-256");
  refused("sdns://AAcAAAAAAAAACXNkbnM6Ly9BQQ", "has a server that is none");
  refused("sdns://AwcAAAAAAAAAC2Rucy5leGFtcGxlAAtkbnMuZXhhbXBsZQ", "has a name in place of an address");
  refused("sdns://AwcAAAAAAAAAAAAA", "has no server");
  CHECK(read("sdns://AgcAAAAAAAAACTE5Mi4wLjIuMQALZG5zLmV4YW1wbGUBcQ").ends_with("not 'q'"));
  CHECK(read("sdns://" + std::string(5000, 'A')).ends_with("is no base64url of a reasonable length"));
}

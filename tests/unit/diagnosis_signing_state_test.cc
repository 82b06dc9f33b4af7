#include <doctest/doctest.h>

#include "diagnosis/judgement/signing_state.h"
#include "dns/dnssec.h"
#include "dns/types.h"

using namespace edig;
using diagnosis::Apex;
using diagnosis::Diagnosis;
using diagnosis::Fault;
using diagnosis::Finding;
using diagnosis::Severity;
using diagnosis::SigningState;
using diagnosis::Status;
using Stage = SigningState::Stage;

namespace {

const dns::Name zone = *dns::Name::parse("example.com.");

dns::Message reply(std::initializer_list<const char*> answer) {
  dns::Message message;
  message.edns.emplace().dnssec_ok = true;
  for (const auto* text : answer) message.answer.push_back(*dns::parse_record(text));
  return message;
}

// Of RFC 6605 section 6.1, with its DS by SHA-256.
constexpr const char* key =
    "example.net. 3600 IN DNSKEY 257 3 13 "
    "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA==";
constexpr const char* ds = "55648 13 2 b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17";

const auto soa = reply({"example.com. 900 IN SOA ns. host. 7 7200 900 604800 300"});
const auto keys =
    reply({"example.com. 3600 IN DNSKEY 257 3 13 "
           "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA=="});
const auto delegation =
    reply({"example.com. 300 IN DS 55648 13 2 "
           "b4c8c1fe2e7477127b27115656ad6256f424625bf5c1e2770ce6d6e37df61d17"});
const auto nothing = reply({});

diagnosis::Link link(const char* name, Status status) {
  diagnosis::Link made;
  made.zone = *dns::Name::parse(name);
  made.status = status;
  return made;
}

Diagnosis sound(Status parent = Status::secure) {
  Diagnosis diagnosis;
  diagnosis.status = Status::secure;
  diagnosis.validated_at = std::chrono::sys_seconds(std::chrono::seconds(1'000'000));
  diagnosis.chain = {link(".", Status::secure), link("com.", parent), link("example.com.", parent)};
  return diagnosis;
}

// Of the zone, valid for so many seconds.
void sign(Diagnosis& diagnosis, long seconds) {
  diagnosis.chain.back().signatures.push_back(
      {.covers = "example.com. SOA",
       .signer = zone,
       .key_tag = 1,
       .algorithm = 13,
       .inception = {},
       .expiration = diagnosis.validated_at + std::chrono::seconds(seconds),
       .good = true});
}

std::vector<std::string> kinds(const std::vector<Finding>& findings) {
  std::vector<std::string> all;
  for (const auto& finding : findings) all.emplace_back(finding.kind.text());
  return all;
}

Finding finding(diagnosis::FindingKind kind, Severity severity, Fault fault = Fault::zone) {
  return {.kind = kind,
          .info_code = {},
          .severity = severity,
          .zone = zone,
          .rrset = {},
          .server = {},
          .fault = fault,
          .text = {},
          .remedy = {},
          .evidence = {}};
}

}  // namespace

TEST_CASE("dnssec: the DS of a key is that of RFC 6605 section 6.1") {
  auto made = dns::make_ds(*dns::parse_record(key), 2);
  REQUIRE(made);
  CHECK(made->rdata() == dns::parse_record("example.net. 1 IN DS " + std::string(ds))->rdata());
  CHECK_FALSE(dns::make_ds(*dns::parse_record(key), 3));
}

TEST_CASE("signing_state: how far a zone is") {
  CHECK(diagnosis::signing_state(zone, {&soa, &nothing, &nothing}).stage == Stage::unsigned_);
  CHECK(diagnosis::signing_state(zone, {&soa, &keys, &nothing}).stage == Stage::signed_);
  CHECK(diagnosis::signing_state(zone, {&soa, &keys, &delegation}).stage == Stage::delegated);
  CHECK(diagnosis::signing_state(zone, {&nothing, &nothing, &nothing}).stage == Stage::none);
  CHECK(diagnosis::signing_state(zone, {&soa, nullptr, &nothing}).stage == Stage::unknown);
  // What could hold no such records, or is a failure, does not say that there are none.
  auto plain = nothing, failure = nothing;
  plain.edns.reset();
  failure.rcode = dns::rcode::servfail;
  for (const auto* silent : {&plain, &failure}) {
    CHECK(diagnosis::signing_state(zone, {&soa, silent, &nothing}).stage == Stage::unknown);
    CHECK(diagnosis::signing_state(zone, {&soa, &keys, silent}).stage == Stage::unknown);
  }
  CHECK(diagnosis::signing_state(zone, {&failure, &keys, &nothing}).stage == Stage::unknown);
  auto state = diagnosis::signing_state(zone, {&soa, &keys, &delegation});
  CHECK(state.expire == 604800);
  CHECK(state.negative_ttl == 300);
  CHECK(state.dnskey_ttl == 3600);
  CHECK(state.algorithms.count() == 1);
  CHECK(state.algorithms[13]);
}

TEST_CASE("signing_state: the DS to come is of the entry points, and of no revoked key") {
  CHECK(diagnosis::future_ds(zone, {&soa, &keys, &nothing}).size() == 1);
  CHECK(diagnosis::future_ds(zone, {&soa, &nothing, &nothing}).empty());
  auto with_zsk = keys;
  with_zsk.answer.push_back(*dns::parse_record(
      "example.com. 3600 IN DNSKEY 256 3 13 "
      "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA=="));
  with_zsk.answer.push_back(*dns::parse_record(
      "example.com. 3600 IN DNSKEY 385 3 13 "
      "GojIhhXUN/u4v54ZQqGSnyhWJwaubCvTmeexv7bR6edbkrSqQpF64cYbcB7wNcP+e+MAnLr+Wi9xMWyQLc8NAA=="));
  CHECK(diagnosis::future_ds(zone, {&soa, &with_zsk, &nothing}).size() == 1);
}

TEST_CASE("signing_findings: a parent that is not signed") {
  for (const auto* apex_keys : {&keys, &nothing}) {
    auto state = diagnosis::signing_state(zone, {&soa, apex_keys, &nothing});
    auto findings = diagnosis::signing_findings(zone, sound(Status::insecure), state);
    CHECK(kinds(findings) == std::vector<std::string>{"parent-unsigned"});
    CHECK(findings[0].zone.text() == "com.");
    CHECK(diagnosis::to_mend(findings[0]));
  }
  auto state = diagnosis::signing_state(zone, {&soa, &keys, &nothing});
  CHECK(diagnosis::signing_findings(zone, sound(), state).empty());
}

TEST_CASE("signing_findings: signatures that end before EXPIRE does") {
  auto state = diagnosis::signing_state(zone, {&soa, &keys, &nothing});
  auto diagnosis = sound();
  sign(diagnosis, 604800);
  CHECK(diagnosis::signing_findings(zone, diagnosis, state).empty());
  sign(diagnosis, 604799);
  CHECK(kinds(diagnosis::signing_findings(zone, diagnosis, state)) ==
        std::vector<std::string>{"signatures-end-before-expire"});
  // Those of the parent over the DS are not the zone's to renew.
  diagnosis.chain.back().signatures.back().signer = *dns::Name::parse("com.");
  CHECK(diagnosis::signing_findings(zone, diagnosis, state).empty());
}

TEST_CASE("signing_findings: keys that need TCP") {
  auto state = diagnosis::signing_state(zone, {&soa, &keys, &nothing});
  auto diagnosis = sound();
  diagnosis.findings = {finding("server-without-tcp", Severity::warning)};
  state.dnskey_octets = 1232;
  CHECK(kinds(diagnosis::signing_findings(zone, diagnosis, state)) ==
        std::vector<std::string>{"server-without-tcp"});
  state.dnskey_octets = 1233;
  CHECK(kinds(diagnosis::signing_findings(zone, diagnosis, state)) ==
        std::vector<std::string>{"server-without-tcp", "keys-need-tcp"});
}

TEST_CASE("signing_findings: what is to be mended first, and what leaves open whether there is more") {
  auto state = diagnosis::signing_state(zone, {&soa, &keys, &nothing});
  auto diagnosis = sound();
  diagnosis.findings = {
      finding("ns-differ", Severity::note), finding("resolver-fails", Severity::error, Fault::resolver),
      finding("large-replies-lost", Severity::warning, Fault::network),
      finding("nsec3-iterations", Severity::note), finding("rrsigs-missing", Severity::error)};
  auto findings = diagnosis::signing_findings(zone, diagnosis, state);
  CHECK(kinds(findings) ==
        std::vector<std::string>{"rrsigs-missing", "nsec3-iterations", "large-replies-lost", "ns-differ"});
  CHECK(diagnosis::to_mend(findings[1]));
  CHECK(diagnosis::leaves_open(findings[2]));
  CHECK_FALSE(diagnosis::leaves_open(findings[3]));
  CHECK(diagnosis::leaves_open(finding("servers-out-of-reach", Severity::note)));
}

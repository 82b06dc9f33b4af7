// What the registries say of algorithms, and what follows: signed with SHA-1, signed with what edig does not
// support, unsigned; and compact denial.
#include <doctest/doctest.h>

#include <algorithm>

#include "diagnosis/judgement/claim.h"
#include "diagnosis/judgement/told.h"
#include "diagnosis_zone.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::test;
using diagnosis::Claim;
using diagnosis::Diagnosis;
using diagnosis::Fault;
using diagnosis::Severity;
using diagnosis::Status;

namespace {

/// The root, and www in leaf., which is signed as said.
struct Pair {
  World world;
  Zone* leaf;

  explicit Pair(std::uint8_t algorithm, const std::string& ds = "") {
    Zone below("leaf.", true, algorithm);
    below.add("leaf. 3600 IN NS ns.leaf.").add("ns.leaf. 3600 IN A 192.0.2.21");
    below.add("www.leaf. 300 IN A 198.51.100.1").sign();
    Zone top(".");
    top.add(". 3600 IN NS ns.").add("ns. 3600 IN A 192.0.2.11").add("ns.leaf. 3600 IN A 192.0.2.21");
    top.delegate(below, ds.empty());
    if (!ds.empty()) top.add(ds);
    top.sign();
    world.add(top, {"192.0.2.11"});
    leaf = &world.add(below, {"192.0.2.21"});
  }

  Diagnosis why(std::uint16_t reply, std::vector<std::uint16_t> codes,
                const std::string& name = "www.leaf.") {
    auto request = world.request(name);
    auto answer = world.fetch(std::vector{diagnosis::Ask{.question = request.question, .server = {}}}, {})[0];
    request.reply = reply == dns::rcode::noerror ? answer.reply : rcode(request.question, reply).reply;
    request.info_codes = std::move(codes);
    request.own_clock = false;
    return diagnosis::diagnose(request, world);
  }
};

bool blames(const Diagnosis& diagnosis, Fault fault) {
  return std::ranges::any_of(diagnosis.findings, [fault](const auto& finding) {
    return finding.severity != Severity::note && finding.fault == fault;
  });
}

const char* const mldsa =
    "leaf. 3600 IN DS 1 18 2 0000000000000000000000000000000000000000000000000000000000000000";

}  // namespace

TEST_CASE("SHA-1: with AD and with EDE 1, a validator is right (RFC 9905)") {
  Pair zones(5);
  auto sound = zones.why(dns::rcode::noerror, {1});
  CHECK(sound.status == Status::secure);
  CHECK(sound.claim == Claim::confirmed);
  CHECK_FALSE(blames(sound, Fault::resolver));
  REQUIRE_FALSE(sound.findings.empty());
  CHECK(sound.findings[0].kind.text() == "fading-algorithm");
  CHECK(sound.findings[0].text.in(ede::Language::en).find("RFC 9905") != std::string::npos);
}

TEST_CASE("SHA-1: a broken zone is not broken to a validator that counts it as unsigned") {
  Pair zones(5);
  zones.world.resolver = [&](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
    if (ask.question.type != dns::type::soa || !ask.question.name.is_root()) return std::nullopt;
    auto reply = answer(zones.world.zones.at(name(".")), ask.question);
    reply.header.ad = true;
    return diagnosis::Answer{std::move(reply)};
  };
  for (auto [owner, type] : {std::pair{"www.leaf.", "A"}, {"leaf.", "DNSKEY"}}) {
    zones.leaf->resign_expired(owner, type);
    auto lenient = zones.why(dns::rcode::noerror, {1});
    CHECK(lenient.status == Status::bogus);
    CHECK(lenient.claim == Claim::confirmed);
    CHECK_FALSE(blames(lenient, Fault::resolver));
    CHECK(zones.why(dns::rcode::servfail, {7}).claim == Claim::confirmed);
  }
}

TEST_CASE("what is signed with an algorithm that edig lacks is neither unsigned nor at fault") {
  Pair zones(13, mldsa);
  auto unchecked = zones.why(dns::rcode::noerror, {});
  CHECK(unchecked.status == Status::insecure);
  CHECK(unchecked.unverified());
  REQUIRE_FALSE(unchecked.findings.empty());
  CHECK(unchecked.findings[0].kind.text() == "unsupported-algorithm");
  CHECK(unchecked.findings[0].severity == Severity::note);
  CHECK(unchecked.findings[0].text.in(ede::Language::en).find("MLDSA44, which edig does not support") !=
        std::string::npos);
  auto claimed = zones.why(dns::rcode::servfail, {7});
  CHECK(claimed.claim == Claim::unsupported);
  CHECK(claimed.claim_text.in(ede::Language::en).find("does not support what leaf is signed with") !=
        std::string::npos);
  CHECK(zones.why(dns::rcode::noerror, {1}).claim == Claim::confirmed);
}

TEST_CASE("what is not signed is told apart from what edig cannot check") {
  Pair zones(13, "leaf. 3600 IN TXT none");
  auto plain = zones.why(dns::rcode::noerror, {});
  CHECK(plain.status == Status::insecure);
  CHECK_FALSE(plain.unverified());
  CHECK(plain.findings.empty());
}

TEST_CASE("compact denial: a resolver that says NXDOMAIN is not contradicted (RFC 9824)") {
  Pair zones(13);
  auto& nsec = zones.leaf->sets[{name("no.leaf."), dns::type::nsec}];
  nsec.records = {record("no.leaf. 300 IN NSEC \\000.no.leaf. RRSIG NSEC TYPE128")};
  zones.leaf->resign("no.leaf.", "NSEC", noon - std::chrono::hours(1), noon + std::chrono::hours(900));
  for (auto code : {dns::rcode::noerror, dns::rcode::nxdomain}) {
    auto diagnosis = zones.why(code, {}, "no.leaf.");
    CHECK(diagnosis.status == Status::secure);
    REQUIRE(diagnosis.findings.size() == 1);
    CHECK(diagnosis.findings[0].kind.text() == "compact-denial");
    CHECK(diagnosis.answer.in(ede::Language::en)
              .ends_with("the name does not exist (compact denial, RFC 9824)"));
  }
}

TEST_CASE("compact denial: side by side it says the same as NXDOMAIN") {
  dns::Message compact;
  compact.authority = {record("no.leaf. 300 IN NSEC \\000.no.leaf. RRSIG NSEC TYPE128")};
  CHECK(diagnosis::told_by(compact, dns::type::a) == diagnosis::Told::nxdomain);
  compact.authority = {record("no.leaf. 300 IN NSEC \\000.no.leaf. RRSIG NSEC")};
  CHECK(diagnosis::told_by(compact, dns::type::a) == diagnosis::Told::nodata);
}

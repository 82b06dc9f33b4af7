// What the server claims of the place of a failure, and what it says that it can tell of, against the
// evidence.
#include <doctest/doctest.h>

#include <algorithm>

#include "base/bytes.h"
#include "diagnosis_zone.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::test;
using diagnosis::Diagnosis;
using diagnosis::Fault;
using diagnosis::Finding;
using diagnosis::Severity;

namespace {

/// The root, and www.leaf., whose signature has expired; a resolver that fails for it.
struct Expired {
  World world;
  Zone* leaf;
  diagnosis::Request request;
  std::vector<diagnosis::Ask> about_resolver;  // what it was asked of itself

  Expired() {
    Zone below("leaf.");
    below.add("leaf. 3600 IN NS ns.leaf.").add("ns.leaf. 3600 IN A 192.0.2.21");
    below.add("www.leaf. 300 IN A 198.51.100.1").sign();
    Zone top(".");
    top.add(". 3600 IN NS ns.").add("ns. 3600 IN A 192.0.2.11").add("ns.leaf. 3600 IN A 192.0.2.21");
    top.delegate(below).sign();
    world.add(top, {"192.0.2.11"});
    leaf = &world.add(below, {"192.0.2.21"});
    leaf->resign_expired("www.leaf.", "A");
    request = world.request("www.leaf.");
    request.own_clock = false;
    request.reply = *rcode(request.question, dns::rcode::servfail).reply;
    request.reply->edns = dns::Edns();
    resolver_says("");
  }

  Diagnosis why() { return diagnosis::diagnose(request, world); }

  Diagnosis claiming(ede::Reading claimed) {
    request.info_codes = {7};
    request.claimed = std::move(claimed);
    return why();
  }

  /// A RESINFO record with one key; without one it denies that it has such a record.
  void resolver_says(const std::string& key, bool aa = true) {
    world.resolver = [=, this](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      if (ask.question.type != dns::type::resinfo) return std::nullopt;
      about_resolver.push_back(ask);
      auto answer = rcode(ask.question, key.empty() ? dns::rcode::nxdomain : dns::rcode::noerror);
      answer.reply->header.aa = aa;
      auto text = std::string(1, static_cast<char>(key.size())) + key;
      if (!key.empty())
        answer.reply->answer = {{.owner = name("resolver.arpa."),
                                 .type = dns::type::resinfo,
                                 .raw = {text.begin(), text.end()},
                                 .parsed = {}}};
      return answer;
    };
  }
};

const Finding* note_of(const Diagnosis& diagnosis) {
  auto found = std::ranges::find_if(
      diagnosis.findings, [](const auto& finding) { return finding.kind == "listed-error-not-sent"; });
  return found == diagnosis.findings.end() ? nullptr : &*found;
}

ede::Reading at_zone(const std::string& zone) {
  ede::Reading claimed;
  claimed.zone = zone;
  return claimed;
}

ede::Reading at_server(const std::string& server) {
  ede::Reading claimed;
  claimed.server = server;
  return claimed;
}

ede::Reading at_key(std::uint16_t tag) {
  ede::Reading claimed;
  claimed.key_tag = tag;
  return claimed;
}

}  // namespace

TEST_CASE("claimed place: the zone that the evidence points to, and another one") {
  Expired expired;
  auto there = expired.claiming(at_zone("leaf."));
  CHECK(there.claimed_place_agrees == true);
  CHECK(there.claim_text.in(ede::Language::en).ends_with("; it names leaf, as the evidence does"));
  auto elsewhere = expired.claiming(at_zone("example."));
  CHECK(elsewhere.claim == diagnosis::Claim::confirmed);
  CHECK(elsewhere.claimed_place_agrees == false);
  CHECK(elsewhere.claim_text.in(ede::Language::en)
            .ends_with("; it names example, the evidence points to leaf"));
  for (const auto& finding : elsewhere.findings) CHECK(finding.zone != name("example."));
}

TEST_CASE("claimed place: of a DS the zone is as good as its parent") {
  Expired expired;
  expired.world.zones.at(name(".")).resign_expired("leaf.", "DS");
  CHECK(expired.claiming(at_zone("leaf.")).claimed_place_agrees == true);
}

TEST_CASE("claimed place: the key that the evidence has; of others it says nothing") {
  Expired expired;
  CHECK(expired.claiming(at_key(expired.leaf->zsk.tag())).claimed_place_agrees == true);
  auto other = static_cast<std::uint16_t>(expired.leaf->zsk.tag() + 1);
  CHECK_FALSE(expired.claiming(at_key(other)).claimed_place_agrees);
}

TEST_CASE("claimed place: a server that is bad where others are good") {
  Expired expired;
  auto bad = *expired.leaf;
  auto& leaf = *expired.leaf;
  leaf.resign("www.leaf.", "A", noon - std::chrono::hours(24), noon + std::chrono::hours(24));
  leaf.addresses.push_back("192.0.2.22");
  leaf.add("ns.leaf. 3600 IN A 192.0.2.22");
  leaf.resign("ns.leaf.", "A", noon - std::chrono::hours(24), noon + std::chrono::hours(24));
  expired.world.zones.at(name(".")).add("ns.leaf. 3600 IN A 192.0.2.22");
  expired.world.variant("192.0.2.22", bad);
  auto there = expired.claiming(at_server("192.0.2.22"));
  REQUIRE_FALSE(there.findings.empty());
  CHECK(there.findings[0].server == "192.0.2.22");
  CHECK(there.claimed_place_agrees == true);
  CHECK(expired.claiming(at_server("192.0.2.21")).claimed_place_agrees == false);
}

TEST_CASE("claimed place: where nothing of a zone is at fault there is none to compare") {
  Expired expired;
  expired.leaf->resign("www.leaf.", "A", noon - std::chrono::hours(24), noon + std::chrono::hours(24));
  CHECK_FALSE(expired.claiming(at_zone("leaf.")).claimed_place_agrees);
  CHECK_FALSE(expired.claiming(at_zone("..")).claimed_place_agrees);
}

TEST_CASE("RESINFO: a resolver that lists the error and sent none is told") {
  Expired expired;
  expired.resolver_says("exterr=6-8,22");
  auto diagnosis = expired.why();
  REQUIRE(diagnosis.findings[0].info_code == 7);
  REQUIRE(diagnosis.resolver_info);
  CHECK(diagnosis.resolver_info->exterr == std::vector<dns::InfoCodeRange>{{6, 8}, {22, 22}});
  const auto* note = note_of(diagnosis);
  REQUIRE(note);
  CHECK(note->severity == Severity::note);
  CHECK(note->fault == Fault::resolver);
  CHECK(note->text.in(ede::Language::en).find("EDE 7 (Signature Expired)") != std::string::npos);
  REQUIRE(expired.about_resolver.size() == 1);
  CHECK_FALSE(expired.about_resolver[0].rd);
  CHECK(expired.about_resolver[0].question.name == name("resolver.arpa."));
}

TEST_CASE("RESINFO: nobody is told who did not promise, or could not, or did send") {
  Expired expired;
  SUBCASE("it lists nothing") { expired.resolver_says("qnamemin"); }
  SUBCASE("it lists others") { expired.resolver_says("exterr=15-17"); }
  SUBCASE("it lists what cannot be read") { expired.resolver_says("exterr=7-6"); }
  SUBCASE("it has no such record") {}
  SUBCASE("its reply is somebody else's") { expired.resolver_says("exterr=7", false); }
  SUBCASE("it sent one") {
    expired.resolver_says("exterr=7");
    expired.request.info_codes = {6};
    expired.request.reply->edns->options = {{.code = dns::option::extended_error, .data = {0, 6}}};
  }
  SUBCASE("its reply has no OPT") {
    expired.resolver_says("exterr=7");
    expired.request.reply->edns.reset();
  }
  SUBCASE("its reply is truncated") {
    expired.resolver_says("exterr=7");
    expired.request.reply->header.tc = true;
  }
  CHECK_FALSE(note_of(expired.why()));
  CHECK(expired.about_resolver.size() == 1);
}

TEST_CASE("RESINFO: nothing is asked where the resolver did not fail, or where it is not asked at all") {
  Expired expired;
  expired.resolver_says("exterr=7");
  SUBCASE("an answer") {
    expired.leaf->resign("www.leaf.", "A", noon - std::chrono::hours(24), noon + std::chrono::hours(24));
    expired.request.reply = answer(*expired.leaf, expired.request.question);
  }
  SUBCASE("an answer for a broken zone") {
    expired.request.reply = answer(*expired.leaf, expired.request.question);
  }
  SUBCASE("no reply") { expired.request.reply = failure(Error::Kind::timeout).reply; }
  SUBCASE("+direct") { expired.request.direct = true; }
  auto diagnosis = expired.why();
  CHECK(expired.about_resolver.empty());
  CHECK_FALSE(diagnosis.resolver_info);
  CHECK_FALSE(note_of(diagnosis));
}

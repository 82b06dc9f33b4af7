// Zones made to hurt: the work is bounded and counted.
#include <doctest/doctest.h>

#include <algorithm>

#include "diagnosis/diagnose.h"
#include "diagnosis/judgement/findings.h"
#include "diagnosis/validation/denial.h"
#include "diagnosis/validation/signature.h"
#include "diagnosis/validation/zone_link.h"
#include "diagnosis_shop.h"
#include "diagnosis_zone.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::test;

namespace {

// KeyTrap needs keys of one tag: a sum of 16-bit words (RFC 4034 appendix B), which stays when two words
// change places. n: 1 to 60.
dns::Record with_same_tag(const dns::Record& key, std::uint8_t n) {
  auto text = key.rdata();
  auto read = dns::read_dnskey(key);
  auto bytes = read->key;
  std::size_t one = n % 31, other = one + 1 + n / 31;
  std::swap_ranges(bytes.begin() + static_cast<std::ptrdiff_t>(2 * one),
                   bytes.begin() + static_cast<std::ptrdiff_t>(2 * one + 2),
                   bytes.begin() + static_cast<std::ptrdiff_t>(2 * other));
  std::string data;
  static constexpr char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    std::uint32_t value = 0;
    for (std::size_t k = 0; k < 3; ++k) value = value << 8 | (i + k < bytes.size() ? bytes[i + k] : 0u);
    for (std::size_t k = 0; k < 4; ++k)
      data += i + k <= bytes.size() ? digits[value >> (18 - 6 * k) & 63] : '=';
  }
  return record(key.owner.text() + " 3600 IN DNSKEY " + std::to_string(read->flags) + " 3 13 " + data);
}

// A reply that holds this proof.
dns::Message proof(const diagnosis::RRset& set) {
  dns::Message message;
  message.edns = dns::Edns{.dnssec_ok = true, .options = {}};
  message.authority = set.records;
  message.authority.insert(message.authority.end(), set.signatures.begin(), set.signatures.end());
  return message;
}

}  // namespace

TEST_CASE("keys of one tag times signatures are bounded") {
  Zone zone("example.");
  zone.add("www.example. 300 IN A 192.0.2.1").sign();
  diagnosis::ZoneKeys keys{zone.apex, {}};
  for (std::uint8_t n = 1; n <= 60; ++n) {
    keys.records.push_back(with_same_tag(zone.zsk.dnskey(), n));
    CHECK(dns::read_dnskey(keys.records.back())->key_tag == zone.zsk.tag());
  }
  auto& data = zone.at("www.example.", "A");
  diagnosis::RRset set{name("www.example."), dns::type::a, data.records, {}};
  for (int n = 0; n < 200; ++n)
    set.signatures.push_back(
        zone.zsk.sign(data.records, noon - std::chrono::hours(1), noon + std::chrono::hours(1 + n)));
  diagnosis::Limits limits;
  diagnosis::Budget budget(limits);
  auto verdict = diagnosis::judge(set, keys, noon, budget);
  CHECK(verdict.state == diagnosis::RRsetState::not_tried);
  CHECK(budget.work().verifications <= limits.failures_per_rrset);
  CHECK_FALSE(budget.work().reached.empty());
}

TEST_CASE("a signature is tried once, however often it is judged, and another one anew") {
  Zone zone("example.");
  zone.add("www.example. 300 IN A 192.0.2.1").sign();
  const auto& data = zone.at("www.example.", "A");
  auto with = [&](const std::vector<dns::Record>& records) {
    return diagnosis::RRset{name("www.example."), dns::type::a, records, data.signatures};
  };
  auto set = with(data.records);
  diagnosis::Limits limits;
  limits.verifications = 2;
  diagnosis::Budget budget(limits);
  auto state = [&](const diagnosis::RRset& judged) {
    return diagnosis::judge(judged, {zone.apex, {zone.zsk.dnskey()}}, noon, budget).state;
  };
  for (int times = 0; times < 10; ++times) CHECK(state(set) == diagnosis::RRsetState::secure);
  CHECK(budget.work().verifications == 1);
  auto other = with({record("www.example. 300 IN A 192.0.2.2")});
  for (int times = 0; times < 10; ++times) CHECK(state(other) == diagnosis::RRsetState::does_not_verify);
  CHECK(budget.work().verifications == 2);
  CHECK(state(with({record("www.example. 300 IN A 192.0.2.3")})) == diagnosis::RRsetState::not_judged);
  CHECK(state(set) == diagnosis::RRsetState::secure);
}

TEST_CASE("where a signature or key was left out, those looked at are no proof of a fault") {
  Zone zone("example.");
  zone.add("www.example. 300 IN A 192.0.2.1").sign();
  auto& data = zone.at("www.example.", "A");
  diagnosis::RRset set{name("www.example."), dns::type::a, data.records, {}};
  diagnosis::Limits limits;
  for (unsigned n = 0; n < limits.signatures_per_rrset; ++n)
    set.signatures.push_back(
        zone.zsk.sign(data.records, noon - std::chrono::hours(48), noon - std::chrono::hours(1 + n)));
  auto state = [&](bool complete) {
    diagnosis::Budget budget(limits);
    return diagnosis::judge(set, {zone.apex, {zone.zsk.dnskey()}, complete}, noon, budget).state;
  };
  CHECK(state(true) == diagnosis::RRsetState::expired);
  set.signatures.push_back(data.signatures.front());
  CHECK(state(true) == diagnosis::RRsetState::not_tried);
  set.signatures = {zone.ksk.sign(data.records, noon - std::chrono::hours(1), noon + std::chrono::hours(1))};
  CHECK(state(true) == diagnosis::RRsetState::no_such_key);
  CHECK(state(false) == diagnosis::RRsetState::not_tried);
}

TEST_CASE("a DNSKEY RRset of hundreds is cut") {
  Zone zone("example.");
  diagnosis::RRset set{zone.apex, dns::type::dnskey, {}, {}};
  for (int n = 0; n < 300; ++n) set.records.push_back(zone.zsk.dnskey());
  diagnosis::Budget budget{diagnosis::Limits{}};
  auto verdict = diagnosis::judge_link(zone.apex, {zone.ksk.ds()}, &set, noon, budget);
  CHECK(verdict.state == diagnosis::LinkState::not_judged);
  CHECK(verdict.keys.size() <= diagnosis::Limits{}.keys_per_zone);
  CHECK(budget.work().digests <= 2 * diagnosis::Limits{}.keys_per_zone);
}

TEST_CASE("a DS is not said to lead nowhere where some keys were not looked at") {
  Zone zone("example.");
  auto ds = zone.ksk.ds();
  auto text = zone.zsk.ds().rdata();
  text.back() = text.back() == '0' ? '1' : '0';
  auto wrong = record("example. 3600 IN DS " + text);
  auto notes = [&](int others) {
    diagnosis::RRset set{zone.apex, dns::type::dnskey, {zone.ksk.dnskey(), zone.zsk.dnskey()}, {}};
    for (int n = 0; n < others; ++n)
      set.add(record("example. 3600 IN DNSKEY 256 3 200 AAA" +
                     std::string(1, static_cast<char>('A' + n / 16)) + "AAA" +
                     std::string(1, static_cast<char>('A' + n % 16))));
    set.add_signature(zone.ksk.sign(set.records, noon - std::chrono::hours(1), noon + std::chrono::hours(1)));
    diagnosis::Budget budget{diagnosis::Limits{}};
    auto verdict = diagnosis::judge_link(zone.apex, {ds, wrong}, &set, noon, budget);
    REQUIRE(verdict.secure());
    return diagnosis::link_notes(verdict, zone.apex, false).size();
  };
  CHECK(notes(0) == 1);
  CHECK(notes(200) == 0);
}

TEST_CASE("NSEC3 hashing is paid for") {
  diagnosis::Limits limits;
  limits.hash_rounds = 500;
  diagnosis::Budget budget(limits);
  Zone zone("example.");
  std::vector<dns::Record> nsec3{
      record("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 300 IN NSEC3 1 0 100 aabbccdd "
             "2t7b4g4vsa5smi47k61mv5bv1a22bojr A RRSIG")};
  diagnosis::RRset set{nsec3[0].owner,
                       dns::type::nsec3,
                       nsec3,
                       {zone.zsk.sign(nsec3, noon - std::chrono::hours(1), noon + std::chrono::hours(9))}};
  std::string deep;
  for (int n = 0; n < 100; ++n) deep += "a.";
  diagnosis::DenialQuestion question{
      .what = diagnosis::Denies::name, .name = name(deep + "example."), .type = 1};
  auto verdict =
      diagnosis::judge_denial(question, proof(set), {zone.apex, {zone.zsk.dnskey()}}, noon, budget);
  CHECK_FALSE(verdict.proven());
  CHECK(budget.work().hash_rounds <= 500);
  CHECK(budget.work().reached.size() == 1);
}

TEST_CASE("more iterations than any validator accepts cost nothing") {
  diagnosis::Budget budget{diagnosis::Limits{}};
  Zone zone("example.");
  std::vector<dns::Record> nsec3{
      record("0p9mhaveqvm6t7vbl5lop2u3t2rp3tom.example. 300 IN NSEC3 1 0 2500 aabbccdd "
             "2t7b4g4vsa5smi47k61mv5bv1a22bojr A RRSIG")};
  diagnosis::RRset set{nsec3[0].owner,
                       dns::type::nsec3,
                       nsec3,
                       {zone.zsk.sign(nsec3, noon - std::chrono::hours(1), noon + std::chrono::hours(9))}};
  diagnosis::DenialQuestion question{.what = diagnosis::Denies::name, .name = name("nx.example."), .type = 1};
  auto verdict =
      diagnosis::judge_denial(question, proof(set), {zone.apex, {zone.zsk.dnskey()}}, noon, budget);
  CHECK(verdict.state == diagnosis::DenialState::iterations);
  CHECK(budget.work().hash_rounds == 0);
}

TEST_CASE("aliases without end end") {
  World world;
  Zone root(".");
  root.add(". 3600 IN NS ns.").add("ns. 3600 IN A 192.0.2.11");
  for (int n = 0; n < 40; ++n)
    root.add("c" + std::to_string(n) + ". 300 IN CNAME c" + std::to_string(n + 1) + ".");
  root.add("a. 300 IN CNAME b.").add("b. 300 IN CNAME a.");
  world.add(root.sign(), {"192.0.2.11"});
  for (const char* owner : {"c0.", "a."}) {
    auto diagnosis = world.diagnose(owner);
    CHECK(diagnosis.status == diagnosis::Status::unresolvable);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].info_code == 24);
  }
  CHECK(world.questions < 400);
}

TEST_CASE("a diagnosis ends by its deadline with what it has") {
  World world;
  Zone root(".");
  root.add(". 3600 IN NS ns.").add("ns. 3600 IN A 192.0.2.11");
  world.add(root.sign(), {"192.0.2.11"});
  auto asked = world.request("www.");
  asked.deadline = std::chrono::steady_clock::now() - std::chrono::seconds(1);
  auto diagnosis = diagnosis::diagnose(asked, world);
  CHECK(world.questions == 0);
  CHECK(diagnosis.status == diagnosis::Status::indeterminate);
  CHECK_FALSE(diagnosis.findings.empty());
}

TEST_CASE("on a stranger's behalf servers at addresses that are not public are not asked, which is told") {
  Shop shop;  // at addresses for documentation
  unsigned asked = 0;
  shop.world.server = [&](const diagnosis::Ask&) -> std::optional<diagnosis::Answer> {
    ++asked;
    return std::nullopt;
  };
  auto request = shop.world.request("www.shop.example.");
  request.reach = diagnosis::Reach::internet;
  SUBCASE("through a resolver that validates") {
    diagnosis::Ask ask{.question = request.question, .server = {}, .cd = false};
    request.reply = shop.world.fetch({&ask, 1}, {}).front().reply;
    auto diagnosis = diagnosis::diagnose(request, shop.world);
    CHECK(diagnosis.status == Status::secure);
    for (const auto& finding : diagnosis.findings) CHECK(finding.severity == Severity::note);
  }
  SUBCASE("without one") {
    request.direct = true;
    auto diagnosis = diagnosis::diagnose(request, shop.world);
    CHECK(has_kind(diagnosis, "bound-reached"));
    for (const auto& finding : diagnosis.findings) CHECK(finding.severity != Severity::error);
  }
  CHECK(asked == 0);
}

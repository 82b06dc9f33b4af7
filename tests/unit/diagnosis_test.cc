// The chain of trust to a name, and each of its faults.
#include <doctest/doctest.h>

#include "diagnosis_shop.h"
#include "dns/dnssec.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::test;

TEST_CASE("a sound chain is secure, in three round trips and without a word") {
  Shop shop;
  for (const char* owner :
       {"www.shop.example.", "alias.shop.example.", "nx.shop.example.", "shop.example."}) {
    auto diagnosis = shop.why(owner);
    INFO(owner);
    CHECK(diagnosis.status == Status::secure);
    CHECK(diagnosis.findings.empty());
    CHECK(diagnosis.chain.size() == 3);
    CHECK(diagnosis.cost.round_trips <= 4);
  }
  CHECK(shop.why("www.shop.example.").cost.round_trips == 3);
  CHECK(shop.why("www.shop.example.", "MX").status == Status::secure);
}

TEST_CASE("times of signatures") {
  using std::chrono::hours;
  Shop shop;
  shop.fail_without_cd();
  SUBCASE("expired") {
    shop.shop->resign_expired("www.shop.example.", "A");
    auto diagnosis = shop.why();
    expect(diagnosis, 7, "shop.example.", Fault::zone);
    CHECK(diagnosis.findings[0].text.in(ede::Language::en) ==
          "the signature over www.shop.example A expired 3 days ago (2026-11-19 12:00 UTC); both servers "
          "serve it so");
    CHECK(diagnosis.findings.size() == 1);
  }
  SUBCASE("in the future") {
    shop.shop->resign("www.shop.example.", "A", noon + hours(1), noon + hours(50));
    expect(shop.why(), 8, "shop.example.", Fault::zone);
  }
  SUBCASE("inverted") {
    shop.shop->resign("www.shop.example.", "A", noon + hours(1), noon - hours(1));
    expect(shop.why(), 25, "shop.example.", Fault::zone);
  }
  SUBCASE("one good signature suffices") {
    auto good = shop.shop->at("www.shop.example.", "A").signatures;
    shop.shop->resign_expired("www.shop.example.", "A");
    auto& all = shop.shop->at("www.shop.example.", "A").signatures;
    all.insert(all.end(), good.begin(), good.end());
    CHECK(shop.why().status == Status::secure);
  }
  SUBCASE("soon") {
    shop.world.resolver = {};
    shop.shop->resign("www.shop.example.", "A", noon - hours(24 * 20), noon + hours(5));
    auto diagnosis = shop.why();
    CHECK(diagnosis.status == Status::secure);
    REQUIRE(diagnosis.findings.size() == 1);
    CHECK(diagnosis.findings[0].severity == Severity::warning);
    CHECK(diagnosis.findings[0].info_code == 7);
  }
}

TEST_CASE(
    "a link holds the signatures that were looked at, over the DS, the keys and the answer, with their "
    "times") {
  Shop shop;
  shop.shop->resign_expired("www.shop.example.", "A");
  auto chain = shop.why().chain;
  REQUIRE(chain.size() == 3);
  CHECK(chain[0].signatures.size() == 1);
  const auto& seen = chain[2].signatures;
  REQUIRE(seen.size() == 3);
  CHECK((seen[0].covers == "shop.example. DS" && seen[0].signer == name("example.") && seen[0].good));
  CHECK(
      (seen[1].covers == "shop.example. DNSKEY" && seen[1].key_tag == shop.shop->ksk.tag() && seen[1].good));
  CHECK((seen[2].covers == "www.shop.example. A" && seen[2].key_tag == shop.shop->zsk.tag()));
  CHECK_FALSE(seen[2].good);
  CHECK(seen[2].expiration == noon - std::chrono::days(3));
  CHECK(seen[2].inception < seen[2].expiration);
}

TEST_CASE("signatures that are missing or do not fit") {
  Shop shop;
  shop.fail_without_cd();
  SUBCASE("missing") {
    shop.shop->drop_signatures("www.shop.example.", "A");
    expect(shop.why(), 10, "shop.example.", Fault::zone);
  }
  SUBCASE("of other data") {
    shop.shop->corrupt("www.shop.example.", "A");
    expect(shop.why(), 6, "shop.example.", Fault::zone);
  }
  SUBCASE("by a key that is not published") {
    Key other(shop.shop->apex);
    auto& set = shop.shop->at("www.shop.example.", "A");
    set.signatures = {other.sign(set.records, noon - std::chrono::hours(1), noon + std::chrono::hours(100))};
    auto diagnosis = shop.why();
    expect(diagnosis, 6, "shop.example.", Fault::zone);
    CHECK(diagnosis.findings[0].kind.text() == "signature-by-unpublished-key");
  }
  SUBCASE("that name another signer") {
    auto& set = shop.shop->at("www.shop.example.", "A");
    set.signatures = {
        Key(shop.tld->apex).sign(set.records, noon - std::chrono::hours(1), noon + std::chrono::hours(100))};
    auto diagnosis = shop.why();
    expect(diagnosis, 6, "shop.example.", Fault::zone);
    CHECK(diagnosis.findings[0].kind.text() == "wrong-signer");
  }
  SUBCASE("over the DNSKEY RRset") {
    shop.shop->drop_signatures("shop.example.", "DNSKEY");
    expect(shop.why(), 10, "shop.example.", Fault::zone);
  }
}

TEST_CASE("the link from DS to DNSKEY") {
  Shop shop;
  shop.fail_without_cd();
  auto resign_ds = [&] {
    shop.tld->resign("shop.example.", "DS", noon - std::chrono::hours(1), noon + std::chrono::hours(100));
  };
  auto& ds = shop.tld->at("shop.example.", "DS");
  SUBCASE("a DS for another key") {
    ds.records = {Key(shop.shop->apex, 257).ds()};
    resign_ds();
    auto diagnosis = shop.why();
    expect(diagnosis, 9, "shop.example.", Fault::zone);
    CHECK(diagnosis.findings.size() == 1);  // the answer's signature only follows
  }
  SUBCASE("one DS that fits is enough") {
    ds.records.push_back(Key(shop.shop->apex, 257).ds());
    resign_ds();
    CHECK(shop.why().status == Status::secure);
  }
  SUBCASE("SHA-1 beside SHA-256 does not count") {
    ds.records = {Key(shop.shop->apex, 257).ds(), shop.shop->ksk.ds(1)};
    resign_ds();
    expect(shop.why(), 9, "shop.example.", Fault::zone);
  }
  SUBCASE("algorithms and digests that no one supports count as unsigned") {
    shop.world.resolver = {};
    ds.records = {record(
        "shop.example. 3600 IN DS 1 100 2 0000000000000000000000000000000000000000000000000000000000000000")};
    resign_ds();
    auto diagnosis = shop.why();
    CHECK(diagnosis.status == Status::insecure);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].info_code == 1);
    CHECK(diagnosis.findings[0].severity == Severity::warning);
  }
  SUBCASE("the parent's signature over the DS RRset is the parent's to renew") {
    shop.tld->resign_expired("shop.example.", "DS");
    expect(shop.why(), 7, "example.", Fault::parent);
  }
  SUBCASE("two faults, the upper one first") {
    shop.tld->resign_expired("example.", "DNSKEY");
    ds.records = {Key(shop.shop->apex, 257).ds()};
    resign_ds();
    auto diagnosis = shop.why();
    expect(diagnosis, 7, "example.", Fault::zone);
    REQUIRE(diagnosis.findings.size() == 2);
    CHECK(diagnosis.findings[1].info_code == 9);
    CHECK(diagnosis.findings[1].zone == name("shop.example."));
  }
}

TEST_CASE("denials") {
  Shop shop;
  shop.fail_without_cd();
  SUBCASE("without NSEC") {
    for (const char* owner :
         {"shop.example.", "alias.shop.example.", "ns.shop.example.", "www.shop.example."})
      shop.shop->drop(owner, "NSEC");
    expect(shop.why("nx.shop.example."), 12, "shop.example.", Fault::zone);
    CHECK(shop.why("www.shop.example.", "MX").findings[0].info_code == 12);
  }
  SUBCASE("with NSEC whose signature has expired") {
    for (const char* owner :
         {"shop.example.", "alias.shop.example.", "ns.shop.example.", "www.shop.example."})
      shop.shop->resign_expired(owner, "NSEC");
    expect(shop.why("nx.shop.example."), 7, "shop.example.", Fault::zone);
  }
  SUBCASE("of a type that the NSEC lists") {
    shop.shop->drop("www.shop.example.", "A");
    expect(shop.why(), 12, "shop.example.", Fault::zone);
  }
}

TEST_CASE("a key is of the form that its algorithm has") {
  auto fits = [](std::uint8_t algorithm, Bytes key) {
    return dns::is_well_formed({.algorithm = algorithm, .key = std::move(key)});
  };
  for (auto [algorithm, size] : {std::pair{13, 64}, {14, 96}, {15, 32}, {16, 57}}) {
    CHECK(fits(static_cast<std::uint8_t>(algorithm), Bytes(static_cast<std::size_t>(size))));
    CHECK_FALSE(fits(static_cast<std::uint8_t>(algorithm), Bytes(static_cast<std::size_t>(size - 1))));
  }
  CHECK(fits(8, {1, 3, 0xc5}));
  CHECK(fits(10, {0, 0, 2, 1, 1, 0xc5}));
  for (const Bytes& broken : {Bytes{}, Bytes{0}, Bytes{1, 3}, Bytes{0, 0, 0, 1}, Bytes{0, 0xff, 0xff, 1}})
    CHECK_FALSE(fits(8, broken));
  CHECK(fits(200, {}));
}

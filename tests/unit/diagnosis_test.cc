#include <doctest/doctest.h>

#include <algorithm>

#include "diagnosis_zone.h"
#include "dns/dnssec.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::test;
using diagnosis::Diagnosis;
using diagnosis::Fault;
using diagnosis::Severity;
using diagnosis::Status;

namespace {

// The root, example., and www in shop.example., all signed, two servers each.
struct Shop {
  World world;
  Zone *root, *tld, *shop;
  explicit Shop(std::function<void(Zone&)> fill = {}) {
    Zone leaf("shop.example.");
    leaf.add("shop.example. 3600 IN NS ns.shop.example.").add("ns.shop.example. 3600 IN A 192.0.2.31");
    leaf.add("ns.shop.example. 3600 IN A 192.0.2.32");
    leaf.add("www.shop.example. 300 IN A 198.51.100.1")
        .add("alias.shop.example. 300 IN CNAME www.shop.example.");
    if (fill) fill(leaf);
    leaf.sign();
    Zone middle("example.");
    middle.add("example. 3600 IN NS ns.example.").add("ns.example. 3600 IN A 192.0.2.21");
    middle.add("ns.example. 3600 IN A 192.0.2.22");
    middle.delegate(leaf)
        .add("ns.shop.example. 3600 IN A 192.0.2.31")
        .add("ns.shop.example. 3600 IN A 192.0.2.32")
        .sign();
    Zone top(".");
    top.add(". 3600 IN NS ns.").add("ns. 3600 IN A 192.0.2.11");
    top.delegate(middle)
        .add("ns.example. 3600 IN A 192.0.2.21")
        .add("ns.example. 3600 IN A 192.0.2.22")
        .sign();
    root = &world.add(top, {"192.0.2.11"});
    tld = &world.add(middle, {"192.0.2.21", "192.0.2.22"});
    shop = &world.add(leaf, {"192.0.2.31", "192.0.2.32"});
  }
  Diagnosis why(const std::string& name = "www.shop.example.", const std::string& type = "A") {
    return world.diagnose(name, type);
  }
  /// As a validating resolver does for a broken zone: fails, but for CD=1.
  void fail_without_cd() {
    world.resolver = [](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      if (ask.cd) return std::nullopt;
      return rcode(ask.question, dns::rcode::servfail);
    };
  }
};

bool has_kind(const Diagnosis& diagnosis, std::string_view kind) {
  return std::ranges::any_of(diagnosis.findings, [&](const auto& each) { return each.kind.text() == kind; });
}

// Words in each language, and something in each slot.
void expect_words(const Diagnosis& diagnosis) {
  for (const auto& finding : diagnosis.findings)
    for (auto language : {ede::Language::en, ede::Language::ja}) {
      auto words = finding.text.in(language);
      CAPTURE(words);
      CHECK_FALSE(words.empty());
      CHECK((words + finding.remedy.in(language)).find('{') == std::string::npos);
    }
}

void expect(const Diagnosis& diagnosis, int code, const std::string& zone, Fault fault) {
  CHECK(diagnosis.status == Status::bogus);
  REQUIRE_FALSE(diagnosis.findings.empty());
  const auto& first = diagnosis.findings[0];
  INFO(first.text.in(ede::Language::en));
  CHECK(first.info_code == code);
  CHECK(first.zone == name(zone));
  CHECK(first.fault == fault);
  CHECK(first.severity == Severity::error);
  CHECK_FALSE(first.remedy.empty());
  expect_words(diagnosis);
}

}  // namespace

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
          "the signature over www.shop.example. A expired 3 days ago (2026-11-19 12:00 UTC); all 2 servers "
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

TEST_CASE("one bad server of two") {
  Shop shop;
  auto stale = *shop.shop;
  stale.resign_expired("www.shop.example.", "A");
  shop.world.variant("192.0.2.32", stale);
  auto diagnosis = shop.why();
  CHECK(diagnosis.status == Status::secure);
  REQUIRE(diagnosis.findings.size() == 1);
  CHECK(diagnosis.findings[0].info_code == 7);
  CHECK(diagnosis.findings[0].severity == Severity::warning);
  CHECK(diagnosis.findings[0].server == "192.0.2.32");
}

TEST_CASE("one bad server of two of the parent: its keys, or the DS it gives") {
  Shop shop;
  auto stale = *shop.tld;
  SUBCASE("keys") { stale.resign_expired("example.", "DNSKEY"); }
  SUBCASE("DS") { stale.resign_expired("shop.example.", "DS"); }
  shop.world.variant("192.0.2.22", stale);
  auto diagnosis = shop.why();
  CHECK(diagnosis.status == Status::secure);
  REQUIRE(diagnosis.findings.size() == 1);
  CHECK(diagnosis.findings[0].info_code == 7);
  CHECK(diagnosis.findings[0].severity == Severity::warning);
  CHECK(diagnosis.findings[0].zone == name("example."));
  CHECK(diagnosis.findings[0].server == "192.0.2.22");
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

TEST_CASE("who returns another client's cookie is told of it, and the chain is as sound as it is") {
  Shop shop;
  auto request = shop.world.request("www.shop.example.");
  request.foreign_cookie = true;
  SUBCASE("beside an answer") {
    diagnosis::Ask ask{.question = request.question, .server = {}, .cd = false};
    request.reply = shop.world.fetch({&ask, 1}, request.deadline).front().reply;
    auto diagnosis = diagnosis::diagnose(request, shop.world);
    CHECK(diagnosis.status == Status::secure);
    REQUIRE(diagnosis.findings.size() == 1);
    const auto& finding = diagnosis.findings[0];
    CHECK(finding.kind.text() == "resolver-returns-foreign-cookie");
    CHECK(finding.severity == Severity::warning);
    CHECK(finding.fault == Fault::resolver);
    CHECK(!finding.info_code);
    CHECK(finding.text.in(ede::Language::en).find("RFC 7873") != std::string::npos);
    CHECK_FALSE(finding.remedy.empty());
  }
  SUBCASE("instead of one") {
    request.reply = fail(Error::Kind::foreign_cookie, "another client's");
    auto diagnosis = diagnosis::diagnose(request, shop.world);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].kind.text() == "resolver-returns-foreign-cookie");
    CHECK(diagnosis.findings[0].severity == Severity::error);
  }
  SUBCASE("whom +why does not ask is not told of") {
    request.direct = true;
    CHECK_FALSE(has_kind(diagnosis::diagnose(request, shop.world), "resolver-returns-foreign-cookie"));
  }
}

TEST_CASE("servers that fail") {
  Shop shop;
  auto silent = [](const std::string& address) {
    return [address](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      if (address.empty() ? ask.server.starts_with("192.0.2.3") : ask.server == address)
        return failure(Error::Kind::timeout);
      return std::nullopt;
    };
  };
  SUBCASE("one of two") {
    shop.world.server = silent("192.0.2.31");
    auto diagnosis = shop.why();
    CHECK(diagnosis.status == Status::secure);
    REQUIRE(diagnosis.findings.size() == 1);
    CHECK(diagnosis.findings[0].info_code == 23);
    CHECK(diagnosis.findings[0].server == "192.0.2.31");
  }
  SUBCASE("all") {
    shop.world.server = silent("");
    shop.world.resolver = [](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      if (!ask.question.name.is_within(name("shop.example."))) return std::nullopt;
      if (ask.question.type == dns::type::ds) return std::nullopt;
      return rcode(ask.question, dns::rcode::servfail);
    };
    auto diagnosis = shop.why();
    CHECK(diagnosis.status == Status::unresolvable);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].info_code == 22);
    CHECK(diagnosis.findings[0].zone == name("shop.example."));
  }
}

TEST_CASE("servers that take some forms of a query amiss") {
  Shop shop;
  using Reply = std::optional<diagnosis::Answer>;
  auto is_shop = [](const diagnosis::Ask& ask) { return ask.server.starts_with("192.0.2.3"); };
  auto in_capitals = [](const diagnosis::Ask& ask) {
    auto text = ask.question.name.text();
    return std::ranges::any_of(text, [](char c) { return c >= 'A' && c <= 'Z'; });
  };
  auto only = [&](std::string_view kind, Fault fault) {
    auto diagnosis = shop.why();
    CHECK(diagnosis.status == Status::secure);
    REQUIRE(has_kind(diagnosis, kind));
    const auto& first = diagnosis.findings[0];
    CHECK(first.kind.text() == kind);
    CHECK(first.severity == Severity::warning);
    CHECK(first.fault == fault);
    CHECK_FALSE(first.remedy.empty());
  };
  SUBCASE("silent where there is a cookie") {
    shop.world.server = [&](const diagnosis::Ask& ask) -> Reply {
      return is_shop(ask) && ask.cookie ? Reply(failure(Error::Kind::timeout)) : std::nullopt;
    };
    only("options-refused", Fault::zone);
  }
  SUBCASE("one query with a cookie lost") {
    bool lost = false;
    shop.world.server = [&](const diagnosis::Ask& ask) -> Reply {
      bool first = is_shop(ask) && ask.cookie && !std::exchange(lost, true);
      return first ? Reply(failure(Error::Kind::timeout)) : std::nullopt;
    };
    CHECK(shop.why().findings.empty());
  }
  SUBCASE("letters in mixed case are another name") {
    shop.world.server = [&](const diagnosis::Ask& ask) -> Reply {
      bool denied = is_shop(ask) && in_capitals(ask);
      return denied ? Reply(rcode(ask.question, dns::rcode::refused)) : std::nullopt;
    };
    only("letter-case-matters", Fault::zone);
  }
  SUBCASE("whatever comes over TCP is refused: of letters nothing is known") {
    shop.world.server = [&](const diagnosis::Ask& ask) -> Reply {
      bool denied = is_shop(ask) && ask.tcp;
      return denied ? Reply(rcode(ask.question, dns::rcode::refused)) : std::nullopt;
    };
    CHECK_FALSE(has_kind(shop.why(), "letter-case-matters"));
  }
  SUBCASE("large replies come over TCP only") {
    shop.world.server = [&](const diagnosis::Ask& ask) -> Reply {
      bool large = is_shop(ask) && ask.question.type == dns::type::dnskey && !ask.tcp;
      return large ? Reply(failure(Error::Kind::timeout)) : std::nullopt;
    };
    only("large-replies-lost", Fault::network);
  }
  SUBCASE("one server's large reply lost") {
    shop.world.server = [&](const diagnosis::Ask& ask) -> Reply {
      bool large = ask.server == "192.0.2.31" && ask.question.type == dns::type::dnskey && !ask.tcp;
      return large ? Reply(failure(Error::Kind::timeout)) : std::nullopt;
    };
    CHECK_FALSE(has_kind(shop.why(), "large-replies-lost"));
  }
}

TEST_CASE("what the resolver does is told from what the zone does") {
  Shop shop;
  auto say = [&](auto change) {
    shop.world.resolver = [change](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      if (ask.question.name != name("www.shop.example.")) return std::nullopt;
      return change(ask);
    };
  };
  SUBCASE("blocked") {
    say([](const diagnosis::Ask& ask) { return rcode(ask.question, dns::rcode::nxdomain); });
    auto diagnosis = shop.why();
    CHECK(diagnosis.status == Status::secure);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].info_code == 15);
    CHECK(diagnosis.findings[0].fault == Fault::resolver);
  }
  SUBCASE("forged") {
    say([](const diagnosis::Ask& ask) {
      auto answer = rcode(ask.question, 0);
      answer.reply->answer = {record("www.shop.example. 1 IN A 203.0.113.9")};
      return answer;
    });
    auto diagnosis = shop.why();
    CHECK(diagnosis.status == Status::secure);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].info_code == 4);
  }
  SUBCASE("blocked or forged, and no authoritative server within reach") {
    shop.world.server = [](const diagnosis::Ask&) { return failure(Error::Kind::timeout); };
    bool validates = true, records = false;
    shop.world.resolver = [&](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      if (ask.question.name.is_root() && ask.question.type == dns::type::soa && validates) {
        auto answer = rcode(ask.question, 0);
        answer.reply->header.ad = true;
        answer.reply->answer = shop.root->at(".", "SOA").records;
        return answer;
      }
      if (ask.question.name != name("www.shop.example.")) return std::nullopt;
      auto answer = rcode(ask.question, records ? dns::rcode::noerror : dns::rcode::nxdomain);
      if (records) answer.reply->answer = {record("www.shop.example. 1 IN A 203.0.113.9")};
      return answer;
    };
    SUBCASE("the name is denied") {}
    SUBCASE("other records are given") { records = true; }
    auto diagnosis = shop.why();
    CHECK(diagnosis.status == Status::indeterminate);
    REQUIRE(diagnosis.findings.size() == 1);
    CHECK(diagnosis.findings[0].kind.text() == (records ? "forged-unproven" : "blocked-unproven"));
    CHECK(diagnosis.findings[0].fault == Fault::resolver);
    // Of one that does not validate it may as well be the zone's, unless it says so itself.
    validates = false;
    auto open = shop.why();
    CHECK(open.findings[0].fault == Fault::zone);
    CHECK(has_kind(open, "resolver-does-not-validate"));
    auto asked = shop.world.request("www.shop.example.");
    asked.reply = *shop.world.resolver({.question = asked.question, .server = {}})->reply;
    asked.info_codes = {17};
    auto claimed = diagnosis::diagnose(asked, shop.world);
    CHECK(claimed.findings[0].fault == Fault::resolver);
    CHECK(claimed.findings[0].info_code == 17);
    // An exception that the resolver tells of is none of its own making.
    validates = true;
    asked.info_codes = {33};
    auto exception = diagnosis::diagnose(asked, shop.world);
    CHECK(exception.findings[0].fault == Fault::zone);
    CHECK(has_kind(exception, "negative-trust-anchor"));
  }
  SUBCASE("a failure on purpose, as the resolver says") {
    shop.fail_without_cd();
    auto asked = shop.world.request("www.shop.example.");
    asked.reply = *rcode(asked.question, dns::rcode::servfail).reply;
    for (auto [code, kind] : {std::pair{15, "blocked"}, {17, "blocked"}, {18, "prohibited"}}) {
      asked.info_codes = {static_cast<std::uint16_t>(code)};
      auto diagnosis = diagnosis::diagnose(asked, shop.world);
      REQUIRE_FALSE(diagnosis.findings.empty());
      CHECK(diagnosis.findings[0].kind.text() == kind);
      CHECK(diagnosis.findings[0].info_code == code);
      CHECK(diagnosis.claim == diagnosis::Claim::confirmed);
    }
  }
  SUBCASE("a failure that no evidence bears out") {
    shop.fail_without_cd();
    auto asked = shop.world.request("www.shop.example.");
    asked.reply = *rcode(asked.question, dns::rcode::servfail).reply;
    asked.info_codes = {9};
    auto diagnosis = diagnosis::diagnose(asked, shop.world);
    CHECK(diagnosis.status == Status::secure);
    CHECK(diagnosis.claim == diagnosis::Claim::contradicted);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].fault == Fault::resolver);
  }
}

// Whoever follows an alias out of the zone needs what the other zone says, too (RFC 1034 section 5.3.3).
TEST_CASE("a resolver's answer is held against all that an alias leads to") {
  Shop shop([](Zone& leaf) { leaf.add("away.shop.example. 300 IN CNAME ns.example."); });
  auto gives = [&](const std::string& asked, const std::vector<std::string>& records) {
    shop.world.resolver = [=](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      if (ask.question.name != name(asked)) return std::nullopt;
      auto answer = rcode(ask.question, dns::rcode::noerror);
      for (const auto& each : records) answer.reply->answer.push_back(record(each));
      return answer;
    };
    auto diagnosis = shop.why(asked);
    CHECK(diagnosis.status == Status::secure);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].severity != Severity::note);
    return diagnosis;
  };
  const std::string alias = "away.shop.example. 300 IN CNAME ns.example.";
  const std::string first = "ns.example. 3600 IN A 192.0.2.21", second = "ns.example. 3600 IN A 192.0.2.22";
  SUBCASE("it is whole") { CHECK(shop.why("away.shop.example.").findings.empty()); }
  SUBCASE("where it leads is denied") { CHECK(has_kind(gives("away.shop.example.", {alias}), "blocked")); }
  SUBCASE("where it leads is forged") {
    auto diagnosis = gives("away.shop.example.", {alias, "ns.example. 3600 IN A 203.0.113.9"});
    CHECK(diagnosis.findings[0].kind.text() == "forged");
    CHECK(diagnosis.findings[0].info_code == 4);
  }
  SUBCASE("a record of where it leads is missing") {
    CHECK(has_kind(gives("away.shop.example.", {alias, first}), "reply-incomplete"));
  }
  SUBCASE("the alias is missing") {
    CHECK(has_kind(gives("away.shop.example.", {first, second}), "reply-incomplete"));
  }
  SUBCASE("the alias is missing, and no server can be asked") {
    shop.world.server = [](const diagnosis::Ask&) { return failure(Error::Kind::timeout); };
    auto asked = shop.world.request("away.shop.example.");
    asked.reply = *rcode(asked.question, dns::rcode::noerror).reply;
    asked.reply->answer = {record(first), record(second)};
    CHECK(has_kind(diagnosis::diagnose(asked, shop.world), "reply-incomplete"));
  }
  SUBCASE("records of a name that was not asked for") {
    CHECK(has_kind(gives("www.shop.example.", {first, second}), "blocked"));
    CHECK(has_kind(gives("nx.shop.example.", {first, second}), "rcode-differs"));
  }
}

TEST_CASE("a signed record proves its name, whatever the RCODE says") {
  Shop shop;
  shop.world.server = [&](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
    if (ask.question.name != name("www.shop.example.") || ask.question.type != dns::type::a)
      return std::nullopt;
    diagnosis::Answer reply{answer(*shop.shop, ask.question)};
    reply.reply->rcode = dns::rcode::nxdomain;
    return reply;
  };
  auto diagnosis = shop.why();
  REQUIRE(diagnosis.proven.has_value());
  CHECK(diagnosis.proven->rcode == dns::rcode::noerror);
}

TEST_CASE("a name that an unsigned zone denies for one type, and has for another") {
  Zone plain("plain.", false);
  plain.add("plain. 3600 IN NS ns.plain.").add("ns.plain. 3600 IN A 192.0.2.41").sign();
  plain.add("www.plain. 300 IN A 198.51.100.1").add("alias.plain. 300 IN CNAME www.plain.");
  Zone root(".");
  root.add(". 3600 IN NS ns.").add("ns. 3600 IN A 192.0.2.11").delegate(plain, false);
  root.add("ns.plain. 3600 IN A 192.0.2.41").sign();
  World world;
  world.add(root, {"192.0.2.11"});
  world.add(plain, {"192.0.2.41"});
  auto denies = [&](std::uint16_t type) {
    auto deny = [type](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
      bool denied = ask.question.name == name("www.plain.") && ask.question.type == type;
      if (!denied) return std::nullopt;
      auto answer = rcode(ask.question, dns::rcode::nxdomain);
      answer.reply->header.aa = !ask.server.empty();
      answer.reply->authority = {record("plain. 3600 IN SOA ns.plain. host.plain. 1 2 3 4 5")};
      return answer;
    };
    world.server = world.resolver = deny;
  };
  denies(dns::type::aaaa);
  auto told = world.diagnose("www.plain.", "AAAA");
  CHECK(told.status == Status::insecure);
  REQUIRE_FALSE(told.findings.empty());
  CHECK(told.findings[0].kind.text() == "name-denied-for-other-types");
  CHECK(told.findings[0].severity == Severity::warning);
  CHECK(told.findings[0].fault == Fault::zone);
  CHECK(told.findings[0].rrset == "www.plain. AAAA");
  CHECK(world.diagnose("www.plain.", "A").findings.empty());
  CHECK(world.diagnose("nx.plain.", "AAAA").findings.empty());
}

TEST_CASE("claims") {
  Shop shop;
  shop.shop->resign_expired("www.shop.example.", "A");
  auto claim = [&](std::vector<std::uint16_t> codes) {
    auto asked = shop.world.request("www.shop.example.");
    asked.reply = *rcode(asked.question, dns::rcode::servfail).reply;
    asked.info_codes = std::move(codes);
    return diagnosis::diagnose(asked, shop.world).claim;
  };
  CHECK(claim({7}) == diagnosis::Claim::confirmed);
  CHECK(claim({6}) == diagnosis::Claim::refined);
  CHECK(claim({9}) == diagnosis::Claim::contradicted);
  CHECK(claim({}) == diagnosis::Claim::absent);
  CHECK(claim({3}) == diagnosis::Claim::contradicted);
}

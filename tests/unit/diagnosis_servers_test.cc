// What a zone's servers do, each by itself and all of them.
#include <doctest/doctest.h>

#include "diagnosis_shop.h"
#include "dns/dnssec.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::test;

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

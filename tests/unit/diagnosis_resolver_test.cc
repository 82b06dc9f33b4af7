// What the resolver says, held against what the zone says.
#include <doctest/doctest.h>

#include "diagnosis_shop.h"
#include "dns/dnssec.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::test;

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

// The looking-up for services: many questions at once, each validated.

#include "run/look_up.h"

#include "diagnosis_shop.h"

using namespace edig;
using namespace edig::test;
using Outcome = services::Lookup::Outcome;

namespace {

class Looking {
 public:
  explicit Looking(World& world, bool direct = false) {
    why_.anchors = world.request(".").anchors;
    why_.at = noon;
    why_.direct = direct;
    why_.ask_special = true;
    if (direct)
      why_.hints = diagnosis::RootHints{{record(". 3600 IN NS ns."), record("ns. 3600 IN A 192.0.2.11")}};
    look_up_.emplace(why_, world, std::chrono::steady_clock::now() + std::chrono::seconds(60));
  }

  const services::Lookup& operator()(const std::string& name, const std::string& type) {
    dns::Question question{test::name(name), *dns::parse_type(type), dns::cls::in};
    if (!records_.known(question)) look_up_->answer({&question, 1}, records_);
    return *records_.known(question);
  }
  void at_once(const std::vector<std::string>& names, std::uint16_t type) {
    std::vector<dns::Question> questions;
    for (const auto& name : names) questions.push_back({test::name(name), type, dns::cls::in});
    look_up_->answer(questions, records_);
  }
  run::LookUp& look_up() { return *look_up_; }

 private:
  run::Why why_;
  std::optional<run::LookUp> look_up_;
  services::Records records_;
};

void expect_answers(Looking& look) {
  const auto& www = look("www.shop.example.", "A");
  CHECK(www.outcome == Outcome::records);
  CHECK(www.status == Status::secure);
  CHECK(www.records.size() == 1);
  CHECK(www.zone == name("shop.example."));
  const auto& alias = look("alias.shop.example.", "A");
  CHECK(alias.outcome == Outcome::records);
  REQUIRE(alias.aliases.size() == 1);
  CHECK(alias.aliases[0] == name("www.shop.example."));
  const auto& nothing = look("www.shop.example.", "MX");
  CHECK(nothing.outcome == Outcome::no_data);
  CHECK(nothing.status == Status::secure);
  const auto& nobody = look("_dmarc.shop.example.", "TXT");
  CHECK(nobody.outcome == Outcome::no_name);
  CHECK(nobody.status == Status::secure);
}

}  // namespace

TEST_CASE("answers and denials are validated, through a resolver and by the servers themselves") {
  Shop shop;
  Looking by_resolver(shop.world);
  expect_answers(by_resolver);
  Looking direct(shop.world, true);
  expect_answers(direct);
}

TEST_CASE("all questions of a round go at once, and what leads to their zones goes with them") {
  Shop shop;
  Looking look(shop.world);
  look.at_once({"www.shop.example.", "_dmarc.shop.example.", "shop.example.", "_25._tcp.www.shop.example."},
               1);
  CHECK(look.look_up().cost().round_trips == 1);
  look.at_once({"mx1.shop.example.", "mx2.shop.example.", "a.b.c.shop.example."}, 1);
  CHECK(look.look_up().cost().round_trips == 2);
}

TEST_CASE("data that do not validate are not had, and the zone at fault is told") {
  Shop shop;
  shop.shop->resign_expired("www.shop.example.", "A");
  Looking look(shop.world);
  const auto& www = look("www.shop.example.", "A");
  CHECK(www.outcome == Outcome::failed);
  CHECK(www.status == Status::bogus);
  CHECK(www.failure == "bogus");
  CHECK(www.records.empty());
  CHECK(www.zone == name("shop.example."));
  CHECK(look("ns.shop.example.", "A").outcome == Outcome::records);
  auto diagnosis = look.look_up().diagnose({name("www.shop.example."), dns::type::a, dns::cls::in});
  CHECK(has_kind(diagnosis, "signature-expired"));
}

TEST_CASE("a broken link makes all below it fail, whatever is asked first") {
  Shop shop;
  shop.tld->corrupt("shop.example.", "DS");
  Looking look(shop.world);
  look.at_once({"www.shop.example.", "shop.example.", "ns.example."}, 1);
  CHECK(look("www.shop.example.", "A").outcome == Outcome::failed);
  CHECK(look("shop.example.", "A").outcome == Outcome::failed);
  CHECK(look("ns.example.", "A").outcome == Outcome::records);
}

TEST_CASE("what the resolver refuses is failed, and never taken for no record") {
  Shop shop;
  shop.world.resolver = [](const diagnosis::Ask& ask) -> std::optional<diagnosis::Answer> {
    if (ask.question.type != dns::type::txt) return std::nullopt;
    return rcode(ask.question, dns::rcode::servfail);
  };
  Looking look(shop.world);
  const auto& txt = look("_dmarc.shop.example.", "TXT");
  CHECK(txt.outcome == Outcome::failed);
  CHECK(txt.failure == "SERVFAIL");
}

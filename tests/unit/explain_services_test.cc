// Explanations of +services: nobody is left without a word, whatever is wrong with which application.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "embedded/explain_services_csv.h"
#include "explain/services.h"
#include "explain/values.h"
#include "explain_fixture.h"
#include "languages.h"
#include "services_world.h"

namespace edig::explain {
namespace {

using services::Application;
using services::Kind;
using services::State;
using services::Turn;

constexpr auto& catalogue_of_services = ede::catalogue<embedded::explain_services_csv>;
constexpr Audience audiences[] = {Audience::user, Audience::operator_, Audience::owner};
constexpr std::string_view applications[] = {"mx",       "dane",     "mta-sts", "tls-rpt", "spf",
                                             "dkim",     "dmarc",    "caa",     "https",   "dane-https",
                                             "resolver", "mail-tls", "web-tls"};

services::Report report_of(std::string_view application, State state, std::optional<Kind> kind = {},
                           Turn turn = Turn::zone) {
  services::Report report{.domain = test::domain_name("shop.example.")};
  services::Judgement judgement{.state = state};
  if (kind)
    judgement.findings.push_back({.kind = *kind, .about = {.name = report.domain, .type = 1}, .turn = turn});
  report.applications.push_back({application, judgement});
  return report;
}

bool has(const Explanation& told, std::string_view key) {
  return std::ranges::any_of(told.sections, [&](const Section& section) { return section.key == key; });
}

void check(const services::Report& report) {
  Subject subject;
  subject.question = {.name = report.domain, .type = 1};
  subject.server = subject.ticket_server = "192.0.2.53";
  for (auto audience : audiences)
    for (auto language : test::all_languages()) {
      auto told = explain(subject, report, audience, language);
      CAPTURE(name(audience));
      CHECK_FALSE(told.headline.empty());
      CHECK(has(told, "what"));
      if (audience == Audience::user)
        for (auto key : {"side", "do", "avoid", "contact", "wait", "desk"}) CHECK(has(told, key));
      if (audience == Audience::owner) CHECK(has(told, "mine"));
      for (const auto& section : told.sections) {
        CHECK_FALSE(section.heading.empty());
        for (const auto& text : section.paragraphs) CHECK(text.find("{domain}") == text.npos);
      }
    }
}

}  // namespace

TEST_CASE("services explained: to everybody, in each language, whatever the state and whosever turn it is") {
  for (auto application : applications)
    for (auto state : {State::weakened, State::broken, State::not_evaluated})
      for (auto turn : {Turn::zone, Turn::third_party, Turn::resolver, Turn::unknown}) {
        CAPTURE(application);
        CAPTURE(services::name(state));
        auto kind = state == State::weakened ? Kind("spf-ptr") : Kind("spf-lookups");
        check(report_of(application, state, kind, turn));
        CHECK_FALSE(
            effect({application, {.state = state}}, test::domain_name("shop.example."), ede::Language::en)
                .empty());
      }
  for (auto state : {State::works, State::not_used, State::not_evaluated}) check(report_of("mx", state));
}

TEST_CASE("services explained: what is well has no effect") {
  for (auto state : {State::works, State::not_used})
    CHECK(effect({"mx", {.state = state}}, test::domain_name("shop.example."), ede::Language::en).empty());
}

TEST_CASE("services explained: a look-up that only the resolver fails at is not told as the domain's fault") {
  Application application{"spf", {.state = State::not_evaluated}};
  application.judgement.findings.push_back({.kind = "spf-failed",
                                            .about = {.name = test::domain_name("shop.example."), .type = 16},
                                            .turn = Turn::unknown});
  CHECK(effect(application, test::domain_name("shop.example."), ede::Language::en).find("Receivers cannot") ==
        std::string::npos);
}

TEST_CASE("services explained: every text is there in each language, and is of an application or a kind") {
  std::set<std::string> known;
  for (auto kind : Kind::all()) known.emplace(kind.word());
  for (auto application : applications)
    for (auto state : {"weakened", "broken", "not-evaluated"})
      known.insert(std::string(application) + "-" + state);
  for (const auto& row : catalogue_of_services) {
    CAPTURE(row.key);
    for (auto language : test::all_languages()) CHECK_FALSE(row.texts.cell(language).empty());
    if (row.key.starts_with("effect-") && row.key != "effect-not-evaluated")
      CHECK(known.contains(std::string(row.key.substr(7))));
  }
}

TEST_CASE("services explained: no user needs to know a word of jargon, in either language") {
  auto jargon = fixture::lines("jargon.txt");
  REQUIRE(jargon.size() > 60);
  for (const auto& row : catalogue_of_services) {
    if (!row.key.starts_with("user-")) continue;
    CAPTURE(row.key);
    for (auto language : test::all_languages()) {
      auto text = ede::fill(row.text(language), Values{{"domain", ""}, {"zone", ""}});
      for (const auto& term : jargon) {
        CAPTURE(term);
        bool ascii = std::ranges::all_of(term, [](char c) { return c >= 0; });
        CHECK(text.find(ascii ? " " + term + " " : term) == text.npos);
      }
    }
  }
}

}  // namespace edig::explain

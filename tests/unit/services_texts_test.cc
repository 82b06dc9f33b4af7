// The words of findings of services: each kind has a text and what to do, in each language, with the same
// slots.
#include <doctest/doctest.h>

#include <set>

#include "languages.h"
#include "services/finding.h"
#include "services/finding_texts.h"
#include "services_world.h"

using namespace edig;
using services::Kind;

namespace {

std::set<std::string_view> slots_of(std::string_view text) {
  std::set<std::string_view> found;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1))
    found.insert(text.substr(open, text.find('}', open) - open));
  return found;
}

}  // namespace

TEST_CASE("services: every language has all texts, and fills the same slots") {
  for (const auto& row : services::finding_texts()) {
    CAPTURE(row.key);
    for (auto language : test::all_languages()) {
      CHECK_FALSE(row.texts.cell(language).empty());
      CHECK(slots_of(row.text(ede::Language::en)) == slots_of(row.text(language)));
    }
  }
}

TEST_CASE("services: each kind has a text and a remedy, and each text is of a kind") {
  auto kinds = Kind::all();
  CHECK(services::finding_texts().size() == 2 * kinds.size());
  for (auto kind : kinds) {
    CAPTURE(kind.word());
    services::Finding finding{.kind = kind, .about = {.name = test::domain_name("shop.example."), .type = 1}};
    CHECK_FALSE(finding.text().empty());
    CHECK_FALSE(finding.remedy().empty());
    CHECK_FALSE(kind.application().empty());
    CHECK(diagnosis::name(kind.severity()) == std::string_view(kind.severity_word()));
  }
}

TEST_CASE("services: foreign text is made fit to print") {
  services::Finding finding{.kind = "dkim-malformed",
                            .about = {.name = test::domain_name("s._domainkey.shop.example."), .type = 16},
                            .values = {{"part", std::string("\x1b[31m{name}")}}};
  CHECK(finding.text().in(ede::Language::en) ==
        "the DKIM key s._domainkey.shop.example holds a part that is no tag: \\x1b[31m{name}");
}

TEST_CASE("services: the worst finding counts, and notes do not") {
  services::Judgement judgement;
  dns::Question about;
  judgement.add({.kind = "mx-none", .about = about});
  CHECK(judgement.state == services::State::not_used);
  judgement.add({.kind = "mx-target-alias", .about = about});
  CHECK(judgement.state == services::State::weakened);
  judgement.add({.kind = "mx-null-among-others", .about = about});
  judgement.add({.kind = "mx-target-alias", .about = about});
  CHECK(judgement.state == services::State::broken);
}

TEST_CASE("services: findings are given the zone of what they are about") {
  services::Records records;
  dns::Question about{.name = test::domain_name("shop.example."), .type = 15};
  std::vector<services::Finding> findings = {{.kind = "mx-none", .about = about}};
  services::place(findings, records);
  CHECK_FALSE(findings[0].zone);
  records.put(about, {.outcome = services::Lookup::Outcome::no_data, .zone = test::domain_name("example.")});
  services::place(findings, records);
  CHECK(findings[0].zone == test::domain_name("example."));
}

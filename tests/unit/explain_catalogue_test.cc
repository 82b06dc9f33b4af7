// The catalogues of explanations are whole: nothing lacks a text in any language for anybody.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "ede/printable.h"
#include "explain/catalogue.h"
#include "explain/values.h"
#include "explain_fixture.h"
#include "report_fixture.h"

namespace edig::explain {
using namespace fixture;
using report::fixture::holds;

namespace {

// The slots of a text: "{name}" gives "name".
std::set<std::string> slots(std::string_view text) {
  std::set<std::string> found;
  for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1)) {
    auto close = text.find('}', open);
    REQUIRE(close != text.npos);
    found.emplace(text.substr(open + 1, close - open - 1));
  }
  return found;
}

std::vector<ede::Catalogue> all_catalogues() {
  return {catalogue(Audience::user), catalogue(Audience::operator_), catalogue(Audience::owner), words(),
          diagnosis::finding_kinds()};
}

bool has_section(const Explanation& explanation, std::string_view key) {
  return std::ranges::any_of(explanation.sections, [&](const auto& section) { return section.key == key; });
}

}  // namespace

TEST_CASE("explain: every kind of finding and every INFO-CODE is a topic of its own") {
  std::set<std::string_view> keys;
  for (const auto& topic : topics()) keys.insert(topic.key);
  for (const auto& kind : diagnosis::finding_kinds()) {
    CAPTURE(kind.key);
    CHECK(keys.contains(kind.key));
  }
  for (const auto& entry : ede::info_codes()) CHECK(keys.contains("code-" + std::to_string(entry.code)));
  for (const auto& topic : topics()) {
    CAPTURE(topic.key);
    if (!topic.like.empty()) CHECK(keys.contains(topic.like));
    bool known = topic.key.starts_with("code-") || topic.key.starts_with("reply-") ||
                 topic.key.starts_with("no-reply-") || find(diagnosis::finding_kinds(), topic.key);
    CHECK(known);
  }
}

bool is_about_validation(std::string_view situation) {
  constexpr std::string_view matters[] = {"seal", "skips", "forged", "resolver", "unclear"};
  return std::ranges::find(matters, situation) != std::end(matters);
}

TEST_CASE("explain: nobody is left without a word, in either language, whatever it is about") {
  std::set<std::string> texts;
  for (const auto& one : all())
    for (auto audience : audiences)
      for (auto language : languages) {
        const auto& explanation = told(one, audience, language);
        CAPTURE(one.name);
        CAPTURE(name(audience));
        CAPTURE(explanation.situation);
        CHECK(has_section(explanation, "what"));
        switch (audience) {
          case Audience::user:
            for (auto key : {"side", "do", "avoid", "contact", "wait", "desk"})
              CHECK(has_section(explanation, key));
            break;
          case Audience::operator_:
            for (auto key : {"mine", "check"}) CHECK(has_section(explanation, key));
            CHECK(has_section(explanation, "nta") == is_about_validation(explanation.situation));
            break;
          case Audience::owner:
            CHECK(has_section(explanation, "mine"));
        }
        texts.insert(explanation.headline);
        for (const auto& section : explanation.sections) {
          texts.insert(section.heading);
          texts.insert(section.paragraphs.begin(), section.paragraphs.end());
          texts.insert(section.commands.begin(), section.commands.end());
          CHECK(std::set<std::string_view>(section.paragraphs.begin(), section.paragraphs.end()).size() ==
                section.paragraphs.size());
        }
      }
  for (const auto& text : texts) {
    CAPTURE(text);
    CHECK_FALSE(text.empty());
    CHECK_FALSE(text.starts_with("heading-"));
    CHECK_FALSE(text.starts_with("what-"));
    CHECK(text.find_first_of("{}") == text.npos);
  }
}

TEST_CASE("explain: an error of the zone or its parent has something to fix, and a way to verify it") {
  using diagnosis::Fault;
  using diagnosis::Severity;
  for (const auto& kind : diagnosis::finding_kinds())
    for (auto severity : {Severity::error, Severity::warning}) {
      auto one = found(finding(diagnosis::FindingKind::listed(kind.key), severity, Fault::zone));
      auto topic = one.topic();
      CAPTURE(kind.key);
      if (topic.situation != "seal" && topic.situation != "down" && topic.situation != "warning") continue;
      CHECK_FALSE(steps_of(Audience::owner, topic, Thing::site, "fix").empty());
      CHECK_FALSE(commands_of(Audience::owner, topic, "verify").empty());
      bool own = find(catalogue(Audience::owner), std::string(kind.key) + ".fix.1") ||
                 find(catalogue(Audience::owner), std::string(topic.entry.like) + ".fix.1");
      CHECK(own);
    }
}

TEST_CASE("explain: no row of a catalogue is out of reach") {
  constexpr std::string_view sections[] = {"headline", "what",    "more",   "side",   "do",
                                           "avoid",    "contact", "wait",   "mine",   "nta",
                                           "check",    "fix",     "verify", "caches", "browser"};
  for (auto audience : audiences) {
    std::set<std::string_view> used;
    for (const auto& one : all()) {
      auto topic = one.topic();
      auto thing = thing_of(one.subject.question);
      auto keys = places(topic, audience, thing);
      bool claimed = topic.error || !one.diagnosis;
      for (auto section : sections) {
        if (auto row = text_of(audience, keys, section, claimed)) used.insert(row->key);
        for (const auto& row : steps_of(audience, topic, thing, section)) used.insert(row.key);
      }
    }
    for (const auto& row : catalogue(audience)) {
      CAPTURE(row.key);
      CHECK(used.contains(row.key));
    }
  }
}

TEST_CASE("explain: every language fills the same slots, all of which exist") {
  auto names = slot_names();
  std::set<std::string> known(names.begin(), names.end());
  known.insert({"count", "text", "meaning"});
  for (auto catalogue : all_catalogues())
    for (const auto& row : catalogue) {
      CAPTURE(row.key);
      for (auto language : languages) {
        auto text = row.texts.cell(language);
        CHECK_FALSE(text.empty());
        CHECK(slots(text) == slots(row.text(ede::Language::en)));
        CHECK(std::ranges::includes(known, slots(text)));
        CHECK(ede::is_utf8(text));
        CHECK(text.find('\t') == text.npos);
      }
    }
  for (const auto& command : commands()) CHECK(std::ranges::includes(known, slots(command[1])));
}

}  // namespace edig::explain

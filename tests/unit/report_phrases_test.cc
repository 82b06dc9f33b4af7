#include <doctest/doctest.h>

#include "ede/printable.h"
#include "languages.h"
#include "report/phrases.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

TEST_CASE("phrases: none is missing, and every language fills the same slots") {
  for (const auto& phrase : phrases()) {
    CAPTURE(phrase.key);
    for (auto language : test::all_languages()) {
      auto text = phrase.texts.cell(language);
      CHECK_FALSE(text.empty());
      for (std::string_view slot : {"{0}", "{1}", "{2}", "{3}", "{4}"})
        CHECK(holds(phrase.text(ede::Language::en), slot) == holds(text, slot));
      CHECK(ede::is_utf8(text));
    }
  }
}

TEST_CASE("phrases: whatever the registry, the transport and the library can say has one") {
  for (const auto& entry : ede::info_codes()) {
    CAPTURE(entry.code);
    if (entry.fault != "none") CHECK(has_phrase("fault-" + std::string(entry.fault)));
    if (entry.retry != "never") CHECK(has_phrase("retry-" + std::string(entry.retry)));
  }
  for (int fault = 0; fault <= static_cast<int>(diagnosis::Fault::unknown); ++fault)
    if (auto key = name(static_cast<diagnosis::Fault>(fault)); key != "none")
      CHECK(has_phrase("fault-" + std::string(key)));
  for (int kind = 0; kind <= static_cast<int>(Error::Kind::internal); ++kind)
    CHECK(has_phrase("error-" + std::string(name(static_cast<Error::Kind>(kind)))));
  for (std::string outcome : {"truncated", "timeout", "refused", "unreachable", "closed", "cut", "tls",
                              "http", "malformed", "formerr", "notimp", "badvers", "badcookie",
                              "options-refused", "foreign-cookie", "servfail", "resolve"})
    CHECK(has_phrase("attempt-" + outcome));
}

TEST_CASE("say: slots are filled; what is put in is not read again") {
  CHECK(say(ede::Language::en, "from", {"{1} {0}"}) == "from {1} {0}");
  CHECK(say(ede::Language("ja"), "from", {"x"}) == "応答元 x");
  CHECK(say(ede::Language::en, "times", {"a"}) == "a ({1} times)");
  CHECK(say(ede::Language::en, "no such phrase") == "no such phrase");
}

}  // namespace edig::report

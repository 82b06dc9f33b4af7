// The parts of a question's section of the page, in their order.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "explain/explain.h"
#include "report/format.h"
#include "report/html.h"
#include "report/markup.h"
#include "report/phrases.h"

namespace edig::services {
enum class State;
}

namespace edig::report {

/// What the parts write for.
struct Sheet {
  const Report& report;
  const Style& style;
  std::string id;  // in front of every id of the section
  int level = 1;   // of its first heading
  Purpose purpose = Purpose::ticket;

  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return report::say(style.language, key, values);
  }
  /// Puts `item` behind the others of a list.
  void add_item(std::string& list, std::string_view item) const { ede::add_item(list, item, style.language); }
  Markup heading(int depth, std::string_view words, const std::string& its_id = {}) const {
    return element("h" + std::to_string(level + depth), {{"id", its_id}}, text(words));
  }
  /// A part of the section under its heading. Alone on the page it is a landmark; of several questions each
  /// has the same parts, and landmarks of one name would lead nowhere.
  Markup part(std::string_view its_id, std::string_view title, const Markup& content,
              std::string_view kind = {}) const {
    auto its = id + "-" + std::string(its_id);
    return element("section", {{"class", std::string(kind)}, {"aria-labelledby", level == 1 ? its : ""}},
                   heading(1, title, its) + content);
  }
};

/// "good", "warn" or "bad": how the section looks and what its mark is.
std::string_view tone(const Report& report);
/// The same of an application, or of all of them.
std::string_view service_tone(services::State state);
/// Whose turn it is: as the diagnosis has it, else as the extended errors have it.
diagnosis::Fault party_at_fault(const Report& report);

/// What became of the question in a word: the RCODE, "no MX records", "NO REPLY".
std::string reply_word(const Report& report, ede::Language language);
/// A sentence whose names and dates are not torn apart at their hyphens.
Markup prose(std::string_view words);
/// A finding's words as a sentence. They begin in lower case, with a word or with a name; a name stays as it
/// is.
std::string sentence(const Sheet& sheet, std::string words);
/// A finding's text as a paragraph.
Markup finding_words(const Sheet& sheet, const diagnosis::Finding& finding);
/// When it was looked at: "2026-11-19 04:00 UTC (2026-11-19 13:00 JST)", as far as that is known and the
/// machine's clock shows another time.
std::string time_of(const Sheet& sheet);

/// Text that may be wider than the page. What can be scrolled has to be reachable by the keyboard, and to
/// have a name.
Markup scrollable(const std::string& label, const std::string& content);
/// What an audience is told. Servers side by side without a diagnosis have no one story.
explain::Explanation told_to(const Sheet& sheet, explain::Audience audience);
bool is_explained(const Report& report);

Markup html_verdict(const Sheet& sheet);
Markup html_parties(const Sheet& sheet);
Markup html_services(const Sheet& sheet);
Markup html_service_records(const Sheet& sheet);
/// To the user, and to the others.
Markup html_advice(const Sheet& sheet);
Markup html_other_advice(const Sheet& sheet);
Markup html_chain(const Sheet& sheet);
Markup html_side_by_side(const Sheet& sheet);
Markup html_evidence(const Sheet& sheet);

}  // namespace edig::report

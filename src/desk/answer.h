// What becomes of a question: the answer in each language and form, made once by the process that asked, and
// shown to everyone who asks the same while it is kept.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "report/format.h"

namespace edig::desk {

struct Answer {
  /// In one language.
  struct View {
    std::string title;    // of the page
    std::string article;  // HTML, as report::html_article makes it
    std::string json;     // as edig +json prints it
  };
  std::vector<View> views;  // by the language's place
  std::string tone;         // "good", "warn" or "bad"
  std::chrono::seconds keep{0};
};

/// In all languages.
Answer make_answer(const report::Report& report, const report::Style& style);

/// How long the answer of `report` may be shown to others: the shortest TTL seen in the reply (RFC 2308
/// section 5 of a denial), at the most a minute; of a failure some seconds (RFC 9520 section 3.2), so that
/// a repair is seen.
std::chrono::seconds keep_for(const report::Report& report);

/// Octets for the way from the process that asked to the one that shows, and back. Nothing where they are
/// none.
std::string encode(const Answer& answer);
std::optional<Answer> decode_answer(std::string_view octets);

/// What is being asked of whom.
struct Look {
  std::string name, type, server;
};
std::string encode(const Look& look);
std::optional<Look> decode_look(std::string_view octets);

}  // namespace edig::desk

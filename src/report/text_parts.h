// The parts of the text format, each a paragraph of the page; text.cc puts them in their order.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "report/format.h"
#include "report/paint.h"
#include "report/phrases.h"

namespace edig::report {

/// What the parts write on.
struct Page {
  const Report& report;
  const Style& style;
  std::string out;

  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return report::say(style.language, key, values);
  }
};

/// Records in columns: owner, TTL, class where it is not IN, TYPE, RDATA.
void append_records(Page& page, const std::vector<const dns::Record*>& records);
/// The extended errors with their explanation, whose turn it is, and how far the server can be believed.
void append_extended_errors(Page& page);
/// What else should be known of the reply and the way it came, one line each.
void append_notes(Page& page);
/// Why there is no reply, how often it was tried, and what to try next.
void append_no_reply(Page& page);
/// What went before the final exchange, in words, repetitions counted.
std::vector<std::string> attempt_lines(const Page& page);

}  // namespace edig::report

// Reports -> one page for a ticket. It is whole in itself: no script, nothing loaded from anywhere, and a
// content security policy that allows nothing but its own style sheet, by that sheet's hash.
//
// The JSON stands in it as text in a <pre>, not as a script element: so the page has one rule of escaping,
// whatever is in it is shown to whoever has no script either, and a policy without any exception for scripts
// stays simple to check.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "report/format.h"
#include "report/markup.h"

namespace edig::report {

/// A report and how its reader wants it.
struct Told {
  Report report;
  Style style;
};

/// A section for each of `all`, in their order; the page's language is that of the first. Not for an empty
/// list. `left_out`: how many questions more there were, for which the page has no room.
std::string to_html(const std::vector<Told>& all, std::size_t left_out = 0);

/// What a page is for: to go with a ticket, or to be read by whoever answers the telephone, who has the
/// user's words first and the rest folded.
enum class Purpose { ticket, desk };

/// The section of one question, for a page of another's making, and that page's title: "Fails: www.example. A
/// (SERVFAIL)".
Markup html_article(const Told& told, Purpose purpose);
std::string html_title(const Told& told);

}  // namespace edig::report

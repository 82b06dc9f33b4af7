// What every page of edig has in common: its head with the content security policy that allows nothing but
// its own style sheet, by that sheet's hash, and its footer.
#pragma once

#include <string>
#include <string_view>

#include "ede/language.h"
#include "report/markup.h"

namespace edig::report {

std::string html_page(ede::Language language, std::string_view title, const Markup& main);

/// The same sheet, for pages that have it as a file, and the footer.
std::string style_sheet();
Markup html_footer(ede::Language language);

}  // namespace edig::report

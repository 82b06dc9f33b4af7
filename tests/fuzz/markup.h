// What edig and edig-desk write as HTML or SVG is well-formed, and holds nothing but what edig writes.
#pragma once

#include <string_view>

namespace edig::fuzz {

/// Ends the process unless every element is closed in its order, each element and attribute is one that edig
/// uses, the style sheets are edig's own, nothing is loaded, and all else is text.
void expect_markup(std::string_view page);

}  // namespace edig::fuzz

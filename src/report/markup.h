// HTML and SVG made safely: text becomes Markup only through escaping, so that nothing foreign can become an
// element, an attribute or a script. What hides or turns text is escaped as ede::printable does it.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace edig::report {

class Markup {
 public:
  Markup() = default;
  /// Of edig's own making: a style sheet, a doctype.
  static Markup trusted(std::string_view markup) { return Markup(std::string(markup)); }

  Markup& operator+=(const Markup& other) {
    markup_ += other.markup_;
    return *this;
  }
  friend Markup operator+(Markup a, const Markup& b) { return a += b; }
  bool empty() const { return markup_.empty(); }
  const std::string& str() const { return markup_; }

 private:
  explicit Markup(std::string markup) : markup_(std::move(markup)) {}
  std::string markup_;
};

/// Values are escaped; an attribute whose value is empty is left out.
using Attributes = std::initializer_list<std::pair<std::string_view, std::string>>;

/// Text of one line: control, bidirectional and invisible characters, line breaks among them, show as
/// escapes.
Markup text(std::string_view text);
/// Text whose line breaks are edig's own, for <pre>.
Markup lines(std::string_view text);
/// <name ...>content</name>
Markup element(std::string_view name, Attributes attributes, const Markup& content = {});
/// <name ...>, of elements that have no end in HTML.
Markup void_element(std::string_view name, Attributes attributes);

}  // namespace edig::report

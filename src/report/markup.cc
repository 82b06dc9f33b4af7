#include "report/markup.h"

#include "ede/printable.h"
#include "ede/utf8.h"

namespace edig::report {
namespace {

std::string_view entity(char character) {
  switch (character) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

std::string escape(std::string_view text, bool keep_line_breaks) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    auto next = ede::step(text, at);
    auto piece = text.substr(at, next.length);
    at += next.length;
    bool own_break = keep_line_breaks && piece == "\n";
    bool plain = next.valid && next.character >= 0x20 && !ede::is_concealing(next.character);
    if (auto known = entity(piece[0]); !known.empty())
      out += known;
    else
      out += plain || own_break ? std::string(piece) : ede::printable(piece);
  }
  return out;
}

std::string start_tag(std::string_view name, Attributes attributes) {
  std::string tag = "<" + std::string(name);
  for (const auto& [key, value] : attributes)
    if (!value.empty()) tag += " " + std::string(key) + "=\"" + escape(value, false) + '"';
  return tag + '>';
}

}  // namespace

Markup text(std::string_view text) { return Markup::trusted(escape(text, false)); }

Markup lines(std::string_view text) { return Markup::trusted(escape(text, true)); }

Markup element(std::string_view name, Attributes attributes, const Markup& content) {
  return Markup::trusted(start_tag(name, attributes) + content.str() + "</" + std::string(name) + '>');
}

Markup void_element(std::string_view name, Attributes attributes) {
  return Markup::trusted(start_tag(name, attributes));
}

}  // namespace edig::report

#include "services/spf_macro.h"

#include <algorithm>
#include <utility>

#include "base/ascii.h"
#include "base/bytes.h"
#include "base/ip_address.h"

namespace edig::services::spf {
namespace {

constexpr std::size_t max_name = 253;
constexpr std::size_t max_digits = 3;  // of how many parts: no name has more than 127
constexpr std::string_view letters = "slodiphcrtv", of_explanations = "crt", delimiters = ".-+,/_=";

bool is_visible(char c) { return c >= 0x21 && c <= 0x7e; }

// What stands between the braces; nothing where it is no macro.
std::optional<Macro> read_macro(std::string_view text) {
  if (text.empty() || letters.find(ascii::to_lower(text.front())) == letters.npos) return std::nullopt;
  Macro macro{.letter = ascii::to_lower(text.front()), .url_escaped = ascii::is_upper(text.front())};
  text.remove_prefix(1);
  auto digits = static_cast<std::size_t>(std::ranges::find_if_not(text, ascii::is_digit) - text.begin());
  for (char digit : text.substr(0, std::min(digits, max_digits)))
    macro.parts = macro.parts * 10 + static_cast<std::size_t>(digit - '0');
  if (digits > 0 && macro.parts == 0) return std::nullopt;
  if (digits > max_digits) macro.parts = 0;
  text.remove_prefix(digits);
  if (!text.empty() && ascii::to_lower(text.front()) == 'r') {
    macro.reversed = true;
    text.remove_prefix(1);
  }
  if (text.find_first_not_of(delimiters) != text.npos) return std::nullopt;
  if (!text.empty()) macro.delimiters = text;
  return macro;
}

std::string transformed(const Macro& macro, const std::string& value) {
  std::vector<std::string> parts(1);
  for (char c : value)
    if (macro.delimiters.find(c) != std::string::npos)
      parts.emplace_back();
    else
      parts.back() += c;
  if (macro.reversed) std::ranges::reverse(parts);
  std::size_t skipped = macro.parts > 0 && macro.parts < parts.size() ? parts.size() - macro.parts : 0;
  std::string text;
  for (std::size_t i = skipped; i < parts.size(); ++i) text += (i > skipped ? "." : "") + parts[i];
  return text;
}

// RFC 3986 section 2.3: all but the unreserved characters.
std::string url_escaped(std::string_view text) {
  std::string escaped;
  for (char c : text)
    if (ascii::is_alphanumeric(c) || std::string_view("-._~").find(c) != std::string_view::npos)
      escaped += c;
    else
      escaped += '%' + ascii::upper(to_hex(as_bytes({&c, 1})));
  return escaped;
}

// ( *alphanum ALPHA *alphanum ) / ( 1*alphanum "-" *( alphanum / "-" ) alphanum )
bool is_top_label(std::string_view label) {
  auto fits = [](char c) { return ascii::is_alphanumeric(c) || c == '-'; };
  return !label.empty() && std::ranges::all_of(label, fits) && !std::ranges::all_of(label, ascii::is_digit) &&
         label.front() != '-' && label.back() != '-';
}

}  // namespace

std::expected<MacroString, SyntaxError> MacroString::parse(std::string_view text, Use use) {
  MacroString result;
  std::string literal;
  auto close_literal = [&] {
    if (!literal.empty()) result.pieces_.emplace_back(std::exchange(literal, {}));
  };
  for (std::size_t at = 0; at < text.size();) {
    char c = text[at];
    if (!is_visible(c) && !(c == ' ' && use == Use::explanation)) return wrong("spf-bad-character", at);
    result.ends_in_macro_ = c == '%';
    if (c != '%') {
      literal += c;
      ++at;
      continue;
    }
    auto next = text.substr(at + 1, 1);
    if (next == "%" || next == "_" || next == "-") {
      literal += next == "%" ? "%" : next == "_" ? " " : "%20";
      at += 2;
      continue;
    }
    auto end = text.find('}', at);
    auto macro =
        next == "{" && end != text.npos ? read_macro(text.substr(at + 2, end - at - 2)) : std::nullopt;
    if (!macro) return wrong("spf-bad-macro", at);
    if (use == Use::domain && of_explanations.find(macro->letter) != of_explanations.npos)
      return wrong("spf-macro-in-domain", at);
    close_literal();
    result.pieces_.emplace_back(std::move(*macro));
    at = end + 1;
  }
  close_literal();
  return result;
}

std::optional<std::string> MacroString::expand(const ValueOf& value_of) const {
  std::string text;
  for (const auto& piece : pieces_) {
    if (const auto* literal = std::get_if<std::string>(&piece)) {
      text += *literal;
      continue;
    }
    const auto& macro = std::get<Macro>(piece);
    auto value = value_of(macro.letter);
    if (!value) return std::nullopt;
    auto expanded = transformed(macro, *value);
    text += macro.url_escaped ? url_escaped(expanded) : expanded;
  }
  return text;
}

bool MacroString::has(char letter) const {
  return std::ranges::any_of(pieces_, [&](const auto& piece) {
    const auto* macro = std::get_if<Macro>(&piece);
    return macro && macro->letter == letter;
  });
}

std::expected<MacroString, SyntaxError> parse_domain_spec(std::string_view text) {
  if (text.empty()) return wrong("spf-domain-missing", 0);
  auto read = MacroString::parse(text, MacroString::Use::domain);
  if (!read || read->ends_in_macro()) return read;
  if (family_of_address(text) == AddressFamily::v4) return wrong("spf-address-as-domain", 0);
  auto name = text.ends_with('.') ? text.substr(0, text.size() - 1) : text;
  auto dot = name.rfind('.');
  auto top = dot == name.npos ? 0 : dot + 1;
  if (dot == name.npos || !is_top_label(name.substr(top))) return wrong("spf-bad-domain", top);
  return read;
}

std::optional<dns::Name> name_of(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  while (text.size() > max_name && text.find('.') != text.npos) text.remove_prefix(text.find('.') + 1);
  std::optional<dns::Name> name = dns::Name();
  while (name && !text.empty()) {
    auto dot = text.rfind('.');
    name = name->child(dot == text.npos ? text : text.substr(dot + 1));
    if (dot == 0) return std::nullopt;
    text = dot == text.npos ? std::string_view() : text.substr(0, dot);
  }
  return name;
}

std::string plain(const dns::Name& name) {
  std::string text;
  for (auto label : name.labels()) text += (text.empty() ? "" : ".") + std::string(label);
  return text;
}

}  // namespace edig::services::spf

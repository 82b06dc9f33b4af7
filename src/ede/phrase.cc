#include "ede/phrase.h"

#include "ede/utf8.h"

namespace edig::ede {

std::string_view Texts::cell(Language language) const {
  auto cells = cells_;
  auto cell = csv::take_field(cells);
  for (auto place = language.place(); place > 0; --place) {
    if (cells.empty()) return {};
    cells.remove_prefix(1);
    cell = csv::take_field(cells);
  }
  return cell;
}

std::string_view Texts::in(Language language) const {
  auto own = cell(language);
  return own.empty() ? cell(Language::en) : own;
}

std::optional<Phrase> find(const Catalogue& catalogue, std::string_view key) {
  auto found = std::ranges::lower_bound(catalogue, key, {}, &Phrase::key);
  if (found == catalogue.end() || (*found).key != key) return std::nullopt;
  return *found;
}

namespace {

// Kana, ideographs and full-width forms. Hangul, between them, is written with spaces.
bool is_of_spaceless_script(char32_t c) {
  return (c >= 0x3000 && c < 0xac00) || (c >= 0xf900 && c < 0xfb00) || (c >= 0xff00 && c < 0xff61) ||
         (c >= 0x20000 && c < 0x40000);
}

bool begins_spaceless(std::string_view text) {
  return !text.empty() && is_of_spaceless_script(step(text, 0).character);
}

bool ends_spaceless(std::string_view text) {
  std::size_t last = text.size();
  while (last > 0 && (static_cast<unsigned char>(text[--last]) & 0xc0) == 0x80) {
  }
  return begins_spaceless(text.substr(last));
}

void put_in(std::string& filled, std::string_view& rest, std::string_view value) {
  auto before = std::string_view(filled);
  if (before.ends_with(' ') && ends_spaceless(before.substr(0, before.size() - 1)) && begins_spaceless(value))
    filled.pop_back();
  if (rest.starts_with(' ') && begins_spaceless(rest.substr(1)) && ends_spaceless(value))
    rest.remove_prefix(1);
  filled += value;
}

}  // namespace

std::string fill(std::string_view text, std::span<const std::pair<std::string_view, std::string>> values) {
  std::string filled;
  while (!text.empty()) {
    auto open = std::min(text.find('{'), text.size());
    filled += text.substr(0, open);
    text.remove_prefix(open);
    auto close = text.find('}');
    if (text.empty() || close == text.npos) break;
    auto slot = text.substr(1, close - 1);
    auto value = std::ranges::find(values, slot, &std::pair<std::string_view, std::string>::first);
    if (value == values.end()) {
      filled += '{';
      text.remove_prefix(1);
    } else {
      text.remove_prefix(close + 1);
      put_in(filled, text, value->second);
    }
  }
  return filled += text;
}

}  // namespace edig::ede

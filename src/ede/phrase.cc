#include "ede/phrase.h"

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

const Phrase* find(std::span<const Phrase> catalogue, std::string_view key) {
  auto found = std::ranges::lower_bound(catalogue, key, {}, &Phrase::key);
  return found != catalogue.end() && found->key == key ? &*found : nullptr;
}

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
      filled += value->second;
      text.remove_prefix(close + 1);
    }
  }
  return filled += text;
}

}  // namespace edig::ede

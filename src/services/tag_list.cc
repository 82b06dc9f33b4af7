#include "services/tag_list.h"

#include <algorithm>

#include "base/ascii.h"

namespace edig::services {
namespace {

constexpr std::string_view blanks = " \t\r\n";

// ALPHA *( ALPHA / DIGIT / "_" )
bool is_name(std::string_view text) {
  auto fits = [](char c) { return ascii::is_alphanumeric(c) || c == '_'; };
  return !text.empty() && ascii::is_letter(text.front()) && std::ranges::all_of(text, fits);
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  auto begin = text.find_first_not_of(blanks);
  if (begin == text.npos) return {};
  return text.substr(begin, text.find_last_not_of(blanks) + 1 - begin);
}

TagList TagList::parse(std::string_view text) {
  TagList list;
  while (!text.empty()) {
    auto end = std::min(text.find(';'), text.size());
    auto part = trimmed(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (part.empty()) continue;
    auto equals = part.find('=');
    auto name = trimmed(part.substr(0, equals));
    if (equals == part.npos || !is_name(name))
      list.malformed.emplace_back(part);
    else
      list.tags.push_back({std::string(name), std::string(trimmed(part.substr(equals + 1)))});
  }
  return list;
}

const std::string* TagList::find(std::string_view name) const {
  auto found = std::ranges::find(tags, name, &Tag::name);
  return found == tags.end() ? nullptr : &found->value;
}

std::optional<std::string> TagList::repeated() const {
  std::vector<std::string_view> names;
  for (const auto& tag : tags) names.push_back(tag.name);
  std::ranges::sort(names);
  auto twice = std::ranges::adjacent_find(names);
  return twice == names.end() ? std::nullopt : std::optional(std::string(*twice));
}

}  // namespace edig::services

#include "diagnosis/judgement/spoken.h"

#include "diagnosis/judgement/words.h"

namespace edig::diagnosis {
namespace {

constexpr std::string_view around_names = " ,;:()/";

bool is_boundary(std::string_view data, std::size_t at) {
  return at >= data.size() || around_names.find(data[at]) != around_names.npos;
}

// In front of a type, as in ". DNSKEY".
bool owns_what_follows(std::string_view data, std::size_t dot) {
  return dot + 2 < data.size() && data[dot + 1] == ' ' && data[dot + 2] >= 'A' && data[dot + 2] <= 'Z';
}

}  // namespace

std::string spoken(std::string_view data, ede::Language language) {
  std::string text;
  for (std::size_t i = 0; i < data.size(); ++i) {
    if (data[i] != '.' || !is_boundary(data, i + 1)) {
      text += data[i];
    } else if (i == 0 || is_boundary(data, i - 1)) {
      auto root = owns_what_follows(data, i) ? Word("root-zone-of") : Word("root-zone");
      text += root.row().text(language);
    }
  }
  return text;
}

}  // namespace edig::diagnosis

#include "desk/accepted_language.h"

#include "base/ascii.h"
#include "base/decimal.h"

namespace edig::desk {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

std::string_view take(std::string_view& list, char separator) {
  auto end = list.find(separator);
  auto item = list.substr(0, end);
  list.remove_prefix(end == list.npos ? list.size() : end + 1);
  return trimmed(item);
}

// "ja-JP;q=0.8": 0.8; what is no weight counts nothing.
double weight(std::string_view parameters) {
  auto parameter = trimmed(parameters);
  if (parameter.empty()) return 1;
  if (!ascii::lower(parameter).starts_with("q=")) return 0;
  return read_decimal(parameter.substr(2)).value_or(0);
}

}  // namespace

ede::Language accepted_language(std::string_view header) {
  auto best = ede::Language::en;
  double most = 0;
  while (!header.empty()) {
    auto parameters = take(header, ',');
    auto range = ascii::lower(take(parameters, ';'));
    auto language = ede::Language::find(range.substr(0, range.find('-')));
    auto weighs = weight(parameters);
    if (!language || weighs <= most || weighs > 1) continue;
    most = weighs;
    best = *language;
  }
  return best;
}

}  // namespace edig::desk

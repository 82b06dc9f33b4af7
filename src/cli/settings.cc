#include "cli/settings.h"

#include <algorithm>

namespace edig::cli {

void set_types(QuestionSettings& question, std::span<const std::uint16_t> types) {
  question.type = types.front();
  question.more_types.clear();
  for (auto type : types.subspan(1)) add_type(question, type);
}

void add_type(QuestionSettings& question, std::uint16_t type) {
  bool known = question.type == type || std::ranges::count(question.more_types, type) > 0;
  if (!known) question.more_types.push_back(type);
}

}  // namespace edig::cli

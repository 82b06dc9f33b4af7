#include "cli/settings.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::cli {

bool asks_for_transfer(const QuestionSettings& question) {
  return question.type == dns::type::axfr || question.type == dns::type::ixfr;
}

void set_types(QuestionSettings& question, std::span<const TypeWord> types) {
  question.type = types.front().type;
  question.serial = types.front().serial;
  question.more_types.clear();
  for (auto type : types.subspan(1)) add_type(question, type);
}

void add_type(QuestionSettings& question, const TypeWord& type) {
  TypeWord first{*question.type, question.serial};
  if (type != first && std::ranges::count(question.more_types, type) == 0)
    question.more_types.push_back(type);
}

}  // namespace edig::cli

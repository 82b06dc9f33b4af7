#include "diagnosis/judgement/special_names.h"

#include "embedded/special_names_csv.h"

namespace edig::diagnosis {
namespace {

constexpr auto& special_name_table = ede::catalogue<embedded::special_names_csv>;

}  // namespace

std::optional<ede::Phrase> special_name(const dns::Name& name) {
  for (auto at = name.lower(); !at.is_root(); at = at.parent()) {
    auto text = at.text();
    text.pop_back();  // the final dot
    if (auto row = ede::find(special_name_table, text)) return row;
  }
  return std::nullopt;
}

}  // namespace edig::diagnosis

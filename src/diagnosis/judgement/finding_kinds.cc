#include "diagnosis/judgement/finding_kinds.h"

namespace edig::diagnosis {
namespace {

constexpr auto& finding_kind_table = ede::catalogue<embedded::finding_kinds_csv>;

}  // namespace

FindingKind FindingKind::listed(std::string_view text) {
  FindingKind kind;
  if (auto row = ede::find(finding_kind_table, text)) kind.text_ = row->key;
  return kind;
}

ede::Catalogue finding_kinds() { return finding_kind_table; }

}  // namespace edig::diagnosis

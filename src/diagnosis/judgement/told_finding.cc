#include "diagnosis/judgement/told_finding.h"

#include "embedded/finding_texts_csv.h"

namespace edig::diagnosis {
namespace {

Wording wording(const std::string& key, const Values& values) {
  auto row = ede::find(finding_texts(), key);
  return row ? Wording(*row, values) : Wording();
}

}  // namespace

ede::Catalogue finding_texts() { return ede::catalogue<embedded::finding_texts_csv>; }

Finding tell(FindingKind kind, std::string_view variant, const Values& values) {
  std::string whole(kind.text()), key = whole;
  if (!variant.empty()) key.append("/").append(variant);
  auto remedy = wording(key + ".remedy", values);
  if (remedy.empty()) remedy = wording(whole + ".remedy", values);
  return {.kind = kind,
          .info_code = {},
          .zone = {},
          .rrset = {},
          .server = {},
          .text = wording(key, values),
          .remedy = std::move(remedy),
          .evidence = {}};
}

}  // namespace edig::diagnosis

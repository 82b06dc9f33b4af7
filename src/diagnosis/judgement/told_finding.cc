#include "diagnosis/judgement/told_finding.h"

#include "embedded/finding_texts_csv.h"

namespace edig::diagnosis {
namespace {

Wording wording(const std::string& key, const Values& values) {
  const auto* row = ede::find(finding_texts(), key);
  return row ? Wording(*row, values) : Wording();
}

}  // namespace

std::span<const ede::Phrase> finding_texts() {
  static constexpr auto texts = ede::catalogue<embedded::finding_texts_csv>();
  return texts;
}

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

#include "diagnosis/judgement/told_finding.h"

#include "embedded/finding_texts_csv.h"

namespace edig::diagnosis {
namespace {

std::string filled(const std::string& key, const Values& values) {
  const auto* phrase = ede::find(finding_texts(), key);
  return phrase ? ede::fill(phrase->en, values) : std::string();
}

}  // namespace

std::span<const ede::Phrase> finding_texts() {
  static constexpr auto texts = ede::catalogue<embedded::finding_texts_csv>();
  return texts;
}

Finding tell(FindingKind kind, std::string_view variant, const Values& values) {
  std::string whole(kind.text()), key = whole;
  if (!variant.empty()) key.append("/").append(variant);
  auto remedy = filled(key + ".remedy", values);
  if (remedy.empty()) remedy = filled(whole + ".remedy", values);
  return {.kind = kind,
          .info_code = {},
          .zone = {},
          .rrset = {},
          .server = {},
          .text = filled(key, values),
          .remedy = std::move(remedy),
          .evidence = {}};
}

}  // namespace edig::diagnosis

#include "services/single_record.h"

#include <algorithm>

#include "dns/types.h"
#include "services/txt.h"

namespace edig::services {
namespace {

// By the grammar blanks may stand before the semicolon. Only of several records those are discarded that do
// not begin with the version and a semicolon.
bool has_version(std::string_view text, std::string_view version) {
  auto semicolon = version.size() - 1;
  if (!text.starts_with(version.substr(0, semicolon))) return false;
  auto rest = text.substr(semicolon);
  auto next = rest.find_first_not_of(" \t");
  return next != rest.npos && rest[next] == ';';
}

}  // namespace

std::optional<std::string> single_record(Records& records, const dns::Name& owner, std::string_view version,
                                         const SingleRecordKinds& kinds, Judgement& judgement) {
  const auto* lookup = records.find(owner, dns::type::txt);
  if (!lookup) return std::nullopt;
  dns::Question about{.name = owner, .type = dns::type::txt};
  if (lookup->outcome == Lookup::Outcome::failed) {
    judgement.add_failure(kinds.failed, about, *lookup);
    return std::nullopt;
  }
  std::vector<std::string> texts;
  bool alone = lookup->records.size() == 1;
  for (const auto& record : lookup->records)
    if (auto text = txt_joined(record); alone ? has_version(text, version) : text.starts_with(version))
      texts.push_back(std::move(text));
  if (texts.size() == 1) return texts.front();
  judgement.add({.kind = texts.empty() ? kinds.none : kinds.several,
                 .about = about,
                 .values = {{"count", static_cast<std::int64_t>(texts.size())}}});
  return std::nullopt;
}

}  // namespace edig::services

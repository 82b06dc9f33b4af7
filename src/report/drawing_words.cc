// What the pictures show, as a list: for whoever does not see them, and for copying.

#include <fmt/format.h>

#include "diagnosis/validation/algorithms.h"
#include "ede/printable.h"
#include "report/drawing.h"
#include "report/drawing_parts.h"
#include "report/phrases.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace {

using diagnosis::Link;

Markup item(std::string_view words) { return element("li", {}, text(words)); }

Markup details(const Link& link, const Style& style, std::chrono::sys_seconds now) {
  Markup items;
  auto tell = [&](std::string_view key, std::initializer_list<std::string_view> values) {
    items += item(say(style.language, key, values));
  };
  for (const auto& ds : link.ds)
    tell(ds.matches ? "words-ds" : "words-ds-bad",
         {std::to_string(ds.key_tag), diagnosis::algorithm_text(ds.algorithm),
          diagnosis::digest_text(ds.digest_type)});
  for (const auto& key : link.keys)
    tell(key.signs_keys ? "words-key-signs" : "words-key",
         {std::to_string(key.key_tag), diagnosis::algorithm_text(key.algorithm), std::to_string(key.flags)});
  for (const auto& one : link.signatures)
    tell("words-signature",
         {ede::printable(one.covers, 300), std::to_string(one.key_tag), shape::time(one.inception),
          shape::time(one.expiration), signature_word(one, now, style.language)});
  return items.empty() ? Markup() : element("ul", {}, items);
}

}  // namespace

Markup chain_in_words(const Report& report, const Style& style) {
  const auto& diagnosis = *report.diagnosis;
  const auto* fault = faulty_zone(diagnosis);
  Markup items;
  for (const auto& link : diagnosis.chain) {
    auto zone = element("strong", {}, text(shown_name(link.zone, style)));
    auto status = say(style.language, fmt::format("status-{}", status_word(link)));
    if (fault && *fault == link.zone) status += say(style.language, "draw-cause");
    items += element("li", {},
                     zone + text(say(style.language, "because", {"", status})) +
                         details(link, style, diagnosis.validated_at));
  }
  return element("ol", {{"class", "chain-words"}}, items);
}

}  // namespace edig::report

// What the pictures show, as a list: for whoever does not see them, and for copying.

#include <fmt/format.h>

#include "diagnosis/validation/algorithms.h"
#include "ede/printable.h"
#include "report/drawing.h"
#include "report/drawing_parts.h"
#include "report/drawing_view.h"
#include "report/phrases.h"

namespace edig::report {
namespace {

Markup item(std::string_view words) { return element("li", {}, text(words)); }

Markup details(const ZoneView& view, const Style& style, std::chrono::sys_seconds now) {
  const auto& link = *view.link;
  Markup items;
  auto tell = [&](std::string_view key, std::initializer_list<std::string_view> values) {
    items += item(say(style.language, key, values));
  };
  for (const auto& fault : view.faults) items += item(say(style.language, "sentence", {fault.text}));
  for (const auto& ds : link.ds)
    tell(ds.matches ? "words-ds" : "words-ds-bad",
         {std::to_string(ds.key_tag), diagnosis::algorithm_text(ds.algorithm),
          diagnosis::digest_text(ds.digest_type)});
  for (const auto& key : link.keys)
    tell(key.signs_keys ? "words-key-signs" : "words-key",
         {std::to_string(key.key_tag), key_details(key, style.language), std::to_string(key.flags)});
  for (const auto& set : view.sets) {
    auto words = set.words + (set.target.empty() ? "" : "; " + set.target);
    if (set.cause) words += say(style.language, "draw-cause");
    tell("words-set", {ede::printable(set.set->text, 300), std::to_string(set.set->ttl), words});
    for (const auto* one : set.signatures)
      tell("words-signature",
           {ede::printable(one->covers, 300), std::to_string(one->key_tag), shape::time(one->inception),
            shape::time(one->expiration), signature_word(*one, now, style.language)});
  }
  return items.empty() ? Markup() : element("ul", {}, items);
}

}  // namespace

Markup chain_in_words(const Report& report, const Style& style) {
  Markup items;
  for (const auto& view : chain_view(report, style)) {
    auto zone = element("strong", {}, text(view.name));
    auto status = view.words + (view.cause ? say(style.language, "draw-cause") : "");
    items += element("li", {},
                     zone + text(say(style.language, "because", {"", status})) +
                         details(view, style, report.diagnosis->validated_at));
  }
  return element("ol", {{"class", "chain-words"}}, items);
}

}  // namespace edig::report

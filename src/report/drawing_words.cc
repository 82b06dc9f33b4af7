// What the pictures show, as a list: for whoever does not see them, and for copying.

#include <fmt/format.h>

#include "base/ascii.h"
#include "diagnosis/judgement/spoken.h"
#include "diagnosis/validation/algorithms.h"
#include "ede/printable.h"
#include "report/drawing.h"
#include "report/drawing_parts.h"
#include "report/drawing_view.h"
#include "report/phrases.h"

namespace edig::report {
namespace {

Markup list_item(std::string_view words) { return element("li", {}, text(words)); }

std::string spoken(std::string_view names, const Style& style) {
  return diagnosis::spoken(names, style.language);
}

Markup details(const ZoneView& view, const Style& style, std::chrono::sys_seconds now) {
  const auto& link = *view.link;
  Markup items;
  auto tell = [&](std::string_view key, std::initializer_list<std::string_view> values) {
    items += list_item(say(style.language, key, values));
  };
  for (const auto& fault : view.faults) items += list_item(say(style.language, "sentence", {fault.text}));
  for (const auto& ds : link.ds)
    tell(ds.matches ? "words-ds" : "words-ds-bad",
         {std::to_string(ds.key_tag), diagnosis::algorithm_text(ds.algorithm),
          diagnosis::digest_text(ds.digest_type)});
  for (const auto& key : link.keys)
    tell(key.signs_keys ? "words-key-signs" : "words-key",
         {std::to_string(key.key_tag), key_details(key, style.language), std::to_string(key.flags)});
  for (const auto& set : view.sets) {
    auto words = spoken(set.words + (set.target.empty() ? "" : "; " + set.target), style);
    if (set.cause) words += say(style.language, "draw-cause");
    tell("words-set",
         {spoken(ede::printable(set.set->text, 300), style), std::to_string(set.set->ttl), words});
    for (const auto* one : set.signatures)
      tell("words-signature", {spoken(ede::printable(one->covers, 300), style), std::to_string(one->key_tag),
                               shape::time(one->inception), shape::time(one->expiration),
                               signature_word(*one, now, style.language)});
  }
  return items.empty() ? Markup() : element("ul", {}, items);
}

}  // namespace

// The root has no name but words, which begin the line.
std::string spoken_zone(const ZoneView& view, const Style& style) {
  if (!view.link->zone.is_root()) return spoken(view.name, style);
  auto words = spoken(".", style);
  words[0] = ascii::to_upper(words[0]);
  return words;
}

Markup chain_in_words(const Report& report, const Style& style) {
  Markup items;
  for (const auto& view : chain_view(report, style)) {
    auto zone = element("strong", {}, text(spoken_zone(view, style)));
    auto status = view.words + (view.cause ? say(style.language, "draw-cause") : "");
    items += element("li", {},
                     zone + text(say(style.language, "because", {"", status})) +
                         details(view, style, report.diagnosis->validated_at));
  }
  return element("ol", {{"class", "chain-words"}}, items);
}

}  // namespace edig::report

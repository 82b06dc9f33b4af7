// The drawing of the chain of trust on the page, and the same in words.

#include "report/drawing.h"
#include "report/html_parts.h"

namespace edig::report {
namespace {

Markup figure(const Figure& drawn, const std::string& id) {
  if (drawn.empty()) return {};
  auto cut = pieces(drawn, id);
  return element("figure", {{"class", cut.empty() ? "" : "tall"}},
                 element("figcaption", {}, text(drawn.title)) + inline_svg(drawn, id) + cut);
}

}  // namespace

Markup html_chain(const Sheet& sheet) {
  auto chain = chain_figure(sheet.report, sheet.style);
  if (chain.empty()) return {};
  auto times = time_figure(sheet.report, sheet.style);
  auto words = element(
      "details", {},
      element("summary", {}, text(sheet.say("page-in-words"))) + chain_in_words(sheet.report, sheet.style));
  auto figures = figure(chain, sheet.id + "-zones") + figure(times, sheet.id + "-times");
  auto drawn = element("div", {{"class", "figures"}}, figures) + words;
  return sheet.part("chain", sheet.say("draw-chain"), element("div", {{"class", "drawn"}}, drawn), "chain");
}

}  // namespace edig::report

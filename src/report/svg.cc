#include "report/svg.h"

#include <fmt/format.h>

#include <algorithm>

#include "dns/types.h"
#include "embedded/drawing_css.h"
#include "report/drawing.h"
#include "report/drawing_parts.h"
#include "report/phrases.h"
#include "report/records.h"

namespace edig::report {
namespace {

constexpr int svg_head = 56, svg_between = 40, svg_side = 16;
constexpr int paper_width = 1020;  // what has room on a sheet of paper, at half its width
constexpr int shrinking = 1200;    // what is still legible when made to fit (page.css)

Markup place(const Figure& figure, int x, int y) {
  return element("g", {{"transform", fmt::format("translate({} {})", x, y)}}, figure.shapes);
}

Markup svg(const std::string& id, int width, int height, std::string_view kind, const std::string& title,
           const std::string& description, const Markup& content, std::string_view language = {}) {
  return element("svg",
                 {{"xmlns", "http://www.w3.org/2000/svg"},
                  {"class", std::string(kind)},
                  {"viewBox", fmt::format("0 0 {} {}", width, height)},
                  {"width", std::to_string(width)},
                  {"height", std::to_string(height)},
                  {"preserveAspectRatio", "xMinYMin"},
                  {"role", "img"},
                  {"xml:lang", std::string(language)},
                  {"aria-labelledby", fmt::format("{0}-title {0}-desc", id)}},
                 element("title", {{"id", id + "-title"}}, text(title)) +
                     element("desc", {{"id", id + "-desc"}}, text(description)) + content);
}

}  // namespace

Markup inline_svg(const Figure& figure, const std::string& id) {
  auto shapes = element("g", {{"id", id + "-shapes"}, {"class", "drawing"}}, figure.shapes);
  return svg(id, figure.width, figure.height, "drawing", figure.title, figure.description, shapes);
}

Markup pieces(const Figure& figure, const std::string& id) {
  Markup all;
  if (figure.height <= shrinking) return all;
  auto use = element("use", {{"href", fmt::format("#{}-shapes", id)}});
  for (int from = 0; from < figure.height;) {
    auto to = std::min(figure.height, from + paper_width);
    if (to < figure.height)
      for (auto cut : figure.cuts)
        if (cut > from + paper_width / 4 && cut <= from + paper_width) to = cut;
    all += element("svg",
                   {{"class", "drawing piece"},
                    {"viewBox", fmt::format("0 {} {} {}", from, figure.width, to - from)},
                    {"aria-hidden", "true"}},
                   use);
    from = to;
  }
  return all;
}

std::string to_svg(const Report& report, const Style& style) {
  auto chain = chain_figure(report, style), times = time_figure(report, style);
  const auto& asked = report.query.question;
  auto type = dns::type_text(asked.type);
  auto title = fmt::format("{} {}", shown_name(asked.name, style), type);
  auto width = svg_side * 2 + chain.width + (times.empty() ? 0 : svg_between + times.width);
  width = std::max(width, shape::width);
  auto height = svg_head + std::max({chain.height, times.height, 40}) + svg_side;
  Markup content = element("style", {}, Markup::trusted(embedded::drawing_css)) +
                   shape::box(0, 0, width, height, 0, "paper") +
                   shape::label(svg_side + shape::margin, 34, "heading",
                                shape::fitting(title, fmt::format("{} {}", asked.name.text(), type),
                                               chain.empty() || times.empty() ? 36 : 76));
  if (chain.empty())
    content +=
        shape::label(svg_side + shape::margin, svg_head + 24, "quiet", say(style.language, "draw-nothing"));
  content += place(chain, svg_side, svg_head) + place(times, svg_side + chain.width + svg_between, svg_head);
  auto language = ede::conventions(style.language).code;
  auto description = chain.description + (times.empty() ? "" : " " + times.description);
  return svg("drawing", width, height, "drawing alone",
             fmt::format("{}: {}", title, say(style.language, "draw-chain")), description, content, language)
             .str() +
         "\n";
}

}  // namespace edig::report

#include "report/survey_drawing.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

#include "ede/printable.h"
#include "report/drawing_parts.h"
#include "report/phrases.h"

namespace edig::report {
namespace shape {
namespace {

using survey::Timeline;

constexpr int bar_height = 12;
constexpr std::size_t bar_columns = 44, most_lines = 2;

// Of `part` in `whole`, never nothing where there is something.
int length(std::uint64_t part, std::uint64_t whole, int most) {
  auto exact = static_cast<double>(part) / static_cast<double>(std::max<std::uint64_t>(whole, 1)) * most;
  return part == 0 ? 0 : std::max(1, static_cast<int>(exact));
}

// Tones from the bottom of a column to its top, in the order of survey::classes.
constexpr std::array<std::string_view, survey::classes.size()> tones = {"good", "warn", "bad", "plain",
                                                                        "plain"};

/// What each span has of the classes from one on: columns in a plot of their own, as the failures of a survey
/// are few beside what is fine.
class Columns {
 public:
  Columns(const Timeline& timeline, std::size_t first_class) : spans_(timeline.spans()), first_(first_class) {
    for (const auto& span : spans_) most_ = std::max(most_, sum(span));
  }

  /// From `y` on, which is then what is below it.
  Markup drawn(int& y) const {
    if (most_ == 0) return {};
    y += line_height;
    auto shapes =
        label(left_edge, y - 6, "quiet", grouped(most_)) + line(left_edge, y, right_edge, y, "track");
    y += down;
    for (std::size_t i = 0; i < spans_.size(); ++i) shapes += column(i, y);
    shapes += line(left_edge, y, right_edge, y, "track");
    y += line_height;
    return shapes;
  }

 private:
  static constexpr int down = 90;

  std::uint64_t sum(const Timeline::Span& span) const {
    return std::accumulate(span.begin() + static_cast<std::ptrdiff_t>(first_), span.end(), std::uint64_t{0});
  }

  int x(std::size_t i) const {
    return left_edge + static_cast<int>(static_cast<std::size_t>(right_edge - left_edge) * i / spans_.size());
  }

  Markup column(std::size_t i, int bottom) const {
    Markup shapes;
    for (auto what = first_; what < tones.size(); ++what) {
      auto tall = length(spans_[i][what], most_, down);
      if (tall == 0) continue;
      bottom -= tall;
      shapes += box(x(i), bottom, std::max(1, x(i + 1) - x(i)), tall, 0,
                    fmt::format("amount column {}", tones[what]));
    }
    return shapes;
  }

  const std::vector<Timeline::Span>& spans_;
  std::size_t first_;
  std::uint64_t most_ = 0;
};

Markup legend(int& y, ede::Language language) {
  Markup shapes;
  auto x = left_edge;
  for (auto what : survey::classes) {
    if (what == survey::Class::bad_input) continue;
    auto words = say(language, fmt::format("survey-class-{}", survey::name(what)));
    auto across = 18 + static_cast<int>(ede::display_width(words)) * 7;
    if (x > left_edge && x + across > right_edge) x = left_edge, y += line_height;
    shapes += box(x, y - 10, 12, 12, 2, fmt::format("amount {}", tones[static_cast<std::size_t>(what)]));
    shapes += label(x + 17, y, "quiet", words);
    x += across + 8;
  }
  return shapes;
}

}  // namespace
}  // namespace shape

Figure bars_figure(const SurveyTable& table, ede::Language language) {
  using namespace shape;
  if (table.entries.empty()) return {};
  auto title = say(language, "survey-" + table.key);
  Figure figure{
      .shapes = {}, .width = width, .title = title, .description = say(language, "survey-figure", {title})};
  std::uint64_t most = 0;
  for (const auto& entry : table.entries) most = std::max(most, entry.count.rows);
  int y = margin;
  for (const auto& entry : table.entries) {
    for (const auto& line : wrapped(entry.label, bar_columns, most_lines))
      figure.shapes += label(left_edge, y += line_height, "what", line);
    y += 6;
    auto across = length(entry.count.rows, most, right_edge - left_edge - 80);
    figure.shapes += box(left_edge, y, across, bar_height, 2,
                         fmt::format("amount {}", entry.tone.empty() ? "bad" : entry.tone));
    figure.shapes += label(left_edge + across + 6, y + bar_height - 1, "quiet", rows_text(entry, language));
    y += bar_height + 8;
    figure.cuts.push_back(y);
  }
  figure.height = y + margin;
  return figure;
}

Figure survey_time_figure(const survey::Timeline& timeline, ede::Language language) {
  using namespace shape;
  if (timeline.empty()) return {};
  auto from = time_text(timeline.start());
  auto to =
      time_text(timeline.start() + static_cast<std::int64_t>(timeline.spans().size()) * timeline.seconds());
  Columns all(timeline, 0), without_fine(timeline, 1);
  int y = margin;
  auto shapes = without_fine.drawn(y);
  shapes += all.drawn(y);
  shapes += label(left_edge, y, "quiet", from.substr(0, from.find(" UTC"))) +
            label(right_edge, y, "quiet", to, Anchor::end);
  y += line_height + margin;
  shapes += legend(y, language);
  return {.shapes = shapes,
          .width = width,
          .height = y + margin,
          .title = say(language, "survey-time"),
          .description = say(language, "survey-figure-time", {from, to})};
}

}  // namespace edig::report

#include "report/drawing_parts.h"

#include <fmt/format.h>

#include "diagnosis/judgement/words.h"
#include "ede/printable.h"
#include "ede/utf8.h"
#include "report/phrases.h"

namespace edig::report::shape {
namespace {

std::string number(int value) { return std::to_string(value); }

// From the front as much as fits into `columns`; or, `from_end`, from the back.
std::string_view piece(std::string_view text, std::size_t columns, bool from_end) {
  std::size_t best = from_end ? text.size() : 0;
  for (std::size_t at = 0; at <= text.size(); at += ede::step(text, at).length) {
    auto part = from_end ? text.substr(at) : text.substr(0, at);
    bool fits = ede::display_width(part) <= columns;
    if (fits) best = at;
    if (fits == from_end) break;
    if (at == text.size()) break;
  }
  return from_end ? text.substr(best) : text.substr(0, best);
}

// The first line: as much of the text as fits, broken where that reads best.
std::string_view line_of(std::string_view text, std::size_t columns) {
  auto line = piece(text, columns, false);
  if (line.size() == text.size()) return line;
  if (line.empty()) return text.substr(0, ede::step(text, 0).length);
  if (text[line.size()] == ' ') return line;
  auto wide = static_cast<unsigned char>(line.back()) >= 0x80;
  if (auto space = line.rfind(' '); space != line.npos && space > 0 && !wide) return line.substr(0, space);
  auto mark = line.find_last_of(".-");
  return wide || mark == line.npos || mark < line.size() / 2 ? line : line.substr(0, mark + 1);
}

}  // namespace

Markup label(int x, int y, std::string_view kind, std::string_view words, Anchor anchor) {
  constexpr std::string_view anchors[] = {"", "middle", "end"};
  return element("text",
                 {{"class", std::string(kind)},
                  {"x", number(x)},
                  {"y", number(y)},
                  {"text-anchor", std::string(anchors[static_cast<int>(anchor)])}},
                 text(words));
}

Markup box(int x, int y, int across, int down, int radius, std::string_view kind) {
  return element("rect", {{"class", std::string(kind)},
                          {"x", number(x)},
                          {"y", number(y)},
                          {"width", number(across)},
                          {"height", number(down)},
                          {"rx", number(radius)}});
}

Markup path(std::string_view data, std::string_view kind) {
  return element("path", {{"class", std::string(kind)}, {"d", std::string(data)}});
}

Markup line(int x1, int y1, int x2, int y2, std::string_view kind) {
  return path(fmt::format("M{} {}L{} {}", x1, y1, x2, y2), kind);
}

Markup group(std::string_view kind, const Markup& content) {
  return element("g", {{"class", std::string(kind)}}, content);
}

Markup mark(int x, int y, std::string_view status) {
  auto sign = status == "secure"     ? fmt::format("M{} {}l3 3.5l5.5 -7", x - 4, y)
              : status == "insecure" ? fmt::format("M{} {}h8", x - 4, y)
              : status == "warning"  ? fmt::format("M{0} {1}v5M{0} {2}v.2", x, y - 4, y + 4)
              : status == "bogus" || status == "unresolvable"
                  ? fmt::format("M{} {}l7 7M{} {}l-7 7", x - 3.5, y - 3.5, x + 3.5, y - 3.5)
                  : fmt::format("M{} {}q0 -3 3 -3t3 2.6q0 1.9 -3 2.4v1M{} {}v.6", x - 3, y - 1.5, x, y + 4.6);
  auto disc = element("circle", {{"class", "disc"}, {"cx", number(x)}, {"cy", number(y)}, {"r", "8"}});
  return group("mark " + std::string(status), disc + path(sign, "sign"));
}

std::string shorten(std::string_view text, std::size_t columns) {
  if (ede::display_width(text) <= columns) return std::string(text);
  auto front = (columns - 1) / 2;
  auto back = columns - 1 - front;
  return fmt::format("{}…{}", piece(text, front, false), piece(text, back, true));
}

std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t most) {
  std::vector<std::string> lines;
  while (!text.empty()) {
    if (lines.size() + 1 == most && ede::display_width(text) > columns) {
      lines.push_back(shorten(text, columns));
      break;
    }
    auto line = line_of(text, columns);
    lines.emplace_back(line);
    text.remove_prefix(line.size());
    if (text.starts_with(' ')) text.remove_prefix(1);
  }
  return lines;
}

std::string fitting(std::string_view text, std::string_view in_a_labels, std::size_t columns) {
  return ede::display_width(text) <= columns ? std::string(text) : shorten(in_a_labels, columns);
}

std::vector<std::string> wrapped_name(std::string_view name, std::string_view in_a_labels,
                                      std::size_t columns, std::size_t most) {
  return wrapped(ede::display_width(name) <= columns ? name : in_a_labels, columns, most);
}

std::string date(std::chrono::sys_seconds time) { return diagnosis::date_text(time); }

std::string time(std::chrono::sys_seconds time) { return diagnosis::time_text(time); }

std::string span(std::chrono::seconds span, ede::Language language) {
  constexpr std::pair<long, std::string_view> units[] = {
      {31556952, "year"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}};
  for (auto [size, unit] : units) {
    auto count = span.count() / size;
    if (count == 1) return say(language, fmt::format("span-one-{}", unit));
    if (count > 1) return say(language, fmt::format("span-{}s", unit), {std::to_string(count)});
  }
  return say(language, "span-moment");
}

}  // namespace edig::report::shape

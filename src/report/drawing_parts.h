// Shapes and words that the pictures have in common. Lengths are in the unit of the viewBox, about a pixel.
#pragma once

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

#include "ede/registry.h"
#include "report/markup.h"

namespace edig::report::shape {

inline constexpr int width = 360, margin = 8, left_edge = margin, right_edge = width - margin,
                     line_height = 18;

enum class Anchor { start, middle, end };

/// Text at a base line; `kind` is its class.
Markup label(int x, int y, std::string_view kind, std::string_view words, Anchor anchor = Anchor::start);
Markup box(int x, int y, int across, int down, int radius, std::string_view kind);
Markup path(std::string_view data, std::string_view kind);
Markup line(int x1, int y1, int x2, int y2, std::string_view kind);
Markup group(std::string_view kind, const Markup& content);
/// A tick, a dash, an exclamation mark, a cross or a question mark in a circle of radius 8, as `status` has
/// it.
Markup mark(int x, int y, std::string_view status);

/// `text` in at most `columns` terminal columns, with an ellipsis in the middle where it is longer.
std::string shorten(std::string_view text, std::size_t columns);
/// `text`, or where that has no room for the A-labels beside its U-labels, what is in A-labels alone.
std::string fitting(std::string_view text, std::string_view in_a_labels, std::size_t columns);
/// `text` in lines of at most `columns` terminal columns, at most `most` of them, broken at spaces and
/// between wide characters, else after a dot or a hyphen, else anywhere; an ellipsis stands for what has no
/// room. None of an empty text.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns, std::size_t most);
/// The same of a name that has U-labels: on one line with the A-labels beside them, else in A-labels alone.
std::vector<std::string> wrapped_name(std::string_view name, std::string_view in_a_labels,
                                      std::size_t columns, std::size_t most);
/// "2026-11-19"
std::string date(std::chrono::sys_seconds time);
/// "2026-11-19 04:00 UTC"
std::string time(std::chrono::sys_seconds time);
/// "3 days", "5 hours": the largest unit that is at least one.
std::string span(std::chrono::seconds span, ede::Language language);

}  // namespace edig::report::shape

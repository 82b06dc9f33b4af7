#include "report/format.h"

namespace edig::report {

namespace {

// Servers side by side, one after the other; in short output nothing else tells them apart.
std::string format_each(const Report& report, Style style) {
  style.identify |= style.format == Format::short_;
  std::string out;
  for (const auto& side : report.sides) out += format(side, style);
  return out;
}

std::string format_one(const Report& report, const Style& style) {
  bool whole = style.format == Format::json || (style.format == Format::text && style.comments);
  if (report.comparison && !whole) return format_each(report, style);
  if (report.trace && style.format != Format::json) return to_trace(report, style);
  if (report.nssearch && style.format != Format::json) return to_nssearch(report, style);
  if (style.like_dig && style.format == Format::short_) return to_dig(report, style);
  switch (style.format) {
    case Format::dig:
      return to_dig(report, style);
    case Format::short_:
      return to_short(report, style);
    case Format::json:
      return to_json(report, style);
    case Format::yaml:
      return to_yaml(report, style);
    case Format::text:
      break;
  }
  return to_text(report, style);
}

}  // namespace

std::string format(const Report& report, const Style& style) {
  std::string before;
  if (style.format != Format::json)
    for (const auto& earlier : report.searched) before += format(earlier, style);
  return before + format_one(report, style);
}

}  // namespace edig::report

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/records.h"
#include "report/text_parts.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

struct RecordRow {
  std::string owner, ttl, cls, type, rdata;
};

// Columns wide enough for all rows but the odd one that would push the rest off the screen.
constexpr std::size_t widest_owner = 48;

struct RecordWidths {
  std::size_t owner = 0, ttl = 0, cls = 0, type = 0;
};

// RDATA over several lines is set in a little, not under its column: it is long.
Layout layout(const Style& style) {
  constexpr std::size_t chunk = 64;
  return style.multiline ? Layout{chunk, "\n      "} : Layout{};
}

RecordRow make_row(const dns::Record& record, const Style& style) {
  auto line = record_line(record, style, layout(style));
  return {.owner = std::move(line.owner),
          .ttl = style.ttl ? shown_ttl(record.ttl, style.ttl_units) : "",
          .cls = style.cls && record.cls != dns::cls::in ? dns::class_text(record.cls) : "",
          .type = dns::type_text(record.type),
          .rdata = std::move(line.rdata)};
}

RecordWidths measure_records(const std::vector<RecordRow>& rows) {
  RecordWidths widths;
  for (const auto& row : rows) {
    widths.owner = std::max(widths.owner, std::min(ede::display_width(row.owner), widest_owner));
    widths.ttl = std::max(widths.ttl, row.ttl.size());
    widths.cls = std::max(widths.cls, row.cls.size());
    widths.type = std::max(widths.type, row.type.size());
  }
  return widths;
}

void append_record_row(Page& page, const RecordRow& row, const RecordWidths& widths, bool repeats_owner) {
  page.out += "  ";
  page.out += repeats_owner ? paint(page.style, Paint::faint, row.owner) : row.owner;
  page.out += std::string(pad(row.owner, widths.owner).size() - row.owner.size(), ' ');
  if (widths.ttl > 0) page.out += "  " + pad_left(row.ttl, widths.ttl);
  if (widths.cls > 0) page.out += "  " + pad(row.cls, widths.cls);
  page.out += "  " + pad(row.type, widths.type) + "  " + row.rdata + "\n";
}

}  // namespace

void append_records(Page& page, const std::vector<const dns::Record*>& records) {
  std::vector<RecordRow> rows;
  rows.reserve(records.size());
  for (const auto* record : records) rows.push_back(make_row(*record, page.style));
  auto widths = measure_records(rows);
  for (std::size_t i = 0; i < rows.size(); ++i)
    append_record_row(page, rows[i], widths, i > 0 && rows[i].owner == rows[i - 1].owner);
}

}  // namespace edig::report

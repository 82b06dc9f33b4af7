// Zones from the trust anchor down. A card for each zone; the keys that a DS record may point to sit on its
// upper edge, the DS records of the zone below on its lower one, and a line leads from each DS to the key it
// fits.

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/validation/algorithms.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "report/drawing.h"
#include "report/drawing_columns.h"
#include "report/drawing_parts.h"
#include "report/phrases.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace {

using diagnosis::Link;
using namespace shape;

constexpr int chip_width = 100, chip_height = 26, chip_gap = 8, inset = 14;
constexpr int card_width = width - 2 * margin;
constexpr int gap = 60;  // between cards, edge to edge
constexpr std::size_t name_columns = 36;
// A chain is as long as its names have labels, and longer over aliases; more than this nobody looks at.
constexpr std::size_t most_zones = 24;

int chip_x(std::size_t column) { return margin + inset + static_cast<int>(column) * (chip_width + chip_gap); }

Markup chip(int x, int y, std::string_view kind, std::string_view what, std::uint16_t key_tag,
            std::uint8_t algorithm) {
  auto title = element("title", {},
                       text(fmt::format("{} {}, {}", what, key_tag, diagnosis::algorithm_text(algorithm))));
  auto words = element(
      "text",
      {{"x", std::to_string(x + chip_width / 2)}, {"y", std::to_string(y + 17)}, {"text-anchor", "middle"}},
      element("tspan", {{"class", "what"}}, text(what)) + text(fmt::format(" {}", key_tag)));
  return group(fmt::format("chip {}", kind), title + box(x, y, chip_width, chip_height, 13, "body") + words);
}

class Drawer {
 public:
  Drawer(const Report& report, const Style& style)
      : report_(report), diagnosis_(*report.diagnosis), style_(style), fault_(faulty_zone(diagnosis_)) {}

  Figure draw() {
    const auto& chain = diagnosis_.chain;
    if (chain.empty()) return {};
    y_ = margin;
    auto shown = std::min(chain.size(), most_zones);
    for (std::size_t i = 0; i < shown; ++i) zone(i);
    if (shown < chain.size()) more(chain.size() - shown);
    answer();
    return {cards_ + lines_ + chips_, width, y_ + margin, say("draw-zones"), description()};
  }

 private:
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return report::say(style_.language, key, values);
  }

  std::string severity() const { return std::string(name(diagnosis_.findings.front().severity)); }
  bool is_cause(const Link& link) const { return fault_ && *fault_ == link.zone; }

  std::string shown(const dns::Name& name) const { return shown_name(name, style_); }

  void zone(std::size_t i) {
    const auto& link = diagnosis_.chain[i];
    auto ds = ds_chips(link);
    auto top = i == 0 ? anchor_row(ds) : way_down(i, ds);
    card(link, ds, top);
  }

  // Above the first zone the trust anchors stand free.
  int anchor_row(const std::vector<DsChip>& ds) {
    if (ds.empty()) return y_ + chip_height / 2;
    chips_ += label(margin + inset, y_ + 12, "quiet", say("draw-anchor"));
    y_ += 20 + chip_height / 2;
    return ds_row(ds, y_);
  }

  // The DS records on the lower edge of the zone above, or free-standing where that is another card.
  int way_down(std::size_t i, const std::vector<DsChip>& ds) {
    const auto& chain = diagnosis_.chain;
    const auto& link = chain[i];
    bool below_last = link.zone != chain[i - 1].zone && link.zone.is_within(chain[i - 1].zone);
    if (!below_last) {
      y_ += 34;
      chips_ += label(margin + inset, y_, "quiet", say("draw-alias"));
      y_ += ds.empty() ? 0 : 10 + chip_height / 2;
    }
    if (!ds.empty()) return ds_row(ds, y_);
    auto bottom = y_ + gap - 12;
    if (below_last)
      lines_ += line(chip_x(0) + chip_width / 2, y_, chip_x(0) + chip_width / 2, bottom, "way open");
    bool unsigned_ = link.status == diagnosis::Status::insecure;
    chips_ += label(chip_x(0) + chip_width / 2 + 12, y_ + 32, "quiet",
                    say(unsigned_ ? "draw-no-ds" : "draw-ds-unknown"));
    return bottom;
  }

  int ds_row(const std::vector<DsChip>& ds, int edge) {
    for (std::size_t i = 0; i < ds.size() && i < chips_in_a_row; ++i)
      chips_ += chip(chip_x(i), edge - chip_height / 2, ds[i].matches ? "ds" : "ds bad", "DS", ds[i].key_tag,
                     ds[i].algorithm);
    if (ds.size() > chips_in_a_row)
      chips_ += label(width - margin, edge + chip_height / 2 + 16, "quiet",
                      say("draw-more", {std::to_string(ds.size() - chips_in_a_row)}), Anchor::end);
    return edge + gap;
  }

  void card(const Link& link, const std::vector<DsChip>& ds, int top) {
    auto columns = entry_keys(link, ds);
    join(ds, columns, top);
    std::size_t drawn = 0;
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (!columns[i]) continue;
      ++drawn;
      bool reached = std::ranges::any_of(
          ds, [&](const DsChip& one) { return one.matches && one.key_tag == columns[i]->key_tag; });
      chips_ += chip(chip_x(i), top - chip_height / 2, reached ? "key" : "key loose", role(*columns[i]),
                     columns[i]->key_tag, columns[i]->algorithm);
    }
    auto y = words(link, drawn > 0 ? top + 40 : top + 28);
    y = other_keys(link, y, drawn);
    auto kind = fmt::format("card {}{}", name(link.status), is_cause(link) ? " cause " + severity() : "");
    cards_ += box(margin, top, card_width, y - top, 10, kind);
    y_ = y;
  }

  static std::string_view role(const Link::Key& key) { return (key.flags & 1) != 0 ? "KSK" : "ZSK"; }

  // Name and status; below them where the fault is.
  int words(const Link& link, int y) {
    auto full = shown(link.zone);
    auto title = element("title", {}, text(full));
    auto zone = link.zone.is_root() ? say("draw-root") : fitting(full, link.zone.text(), name_columns);
    chips_ += group("", title + label(margin + inset, y, "name", zone));
    y += 24;
    chips_ += mark(margin + inset + 8, y - 5, name(link.status));
    auto status = say(fmt::format("status-{}", status_word(link)));
    chips_ += label(margin + inset + 24, y, fmt::format("status {}", name(link.status)), status);
    if (!is_cause(link)) return y + 16;
    y += 24;
    bool mild = severity() == "warning";
    chips_ += mark(margin + inset + 8, y - 5, mild ? "warning" : "bogus");
    chips_ += label(margin + inset + 24, y, mild ? "status warning" : "status bogus", say("page-fault"));
    return y + 16;
  }

  // The keys that no DS points to: they sign the zone's data.
  int other_keys(const Link& link, int y, std::size_t drawn) {
    std::vector<const Link::Key*> keys;
    std::size_t entries = 0;
    for (const auto& key : link.keys) is_entry(link, key) ? void(++entries) : keys.push_back(&key);
    auto hidden = entries - drawn + (keys.size() > chips_in_a_row ? keys.size() - chips_in_a_row : 0);
    if (keys.empty() && hidden == 0) return y + (link.keys.empty() ? 2 : 14);
    for (std::size_t i = 0; i < keys.size() && i < chips_in_a_row; ++i)
      chips_ += chip(chip_x(i), y, "key inner", role(*keys[i]), keys[i]->key_tag, keys[i]->algorithm);
    y += keys.empty() ? 0 : chip_height;
    if (hidden > 0) {
      chips_ += label(margin + inset, y + 16, "quiet", say("draw-more", {std::to_string(hidden)}));
      y += 20;
    }
    return y + 24;
  }

  // From each DS to the key it fits, or into nothing.
  void join(const std::vector<DsChip>& ds, const std::vector<const Link::Key*>& columns, int top) {
    auto from = top - gap + chip_height / 2, to = top - chip_height / 2;
    for (std::size_t i = 0; i < ds.size() && i < chips_in_a_row; ++i) {
      auto x = chip_x(i) + chip_width / 2;
      auto key = std::ranges::find_if(
          columns, [&](const Link::Key* one) { return one && one->key_tag == ds[i].key_tag; });
      if (ds[i].matches && key != columns.end()) {
        auto end = chip_x(static_cast<std::size_t>(key - columns.begin())) + chip_width / 2;
        lines_ += line(x, from, end, to - 1, "way");
        lines_ += path(fmt::format("M{} {}l-5 -8h10z", end, to), "head");
      } else if (!ds[i].matches) {
        auto middle = from + 16;
        lines_ += line(x, from, x, middle - 8, "way broken");
        chips_ += mark(x, middle, "bogus");
        if (i + 1 == std::min(ds.size(), chips_in_a_row))
          chips_ += label(x + 14, middle + 4, "quiet", say("draw-no-key"));
      }
    }
  }

  void more(std::size_t zones) {
    y_ += 24;
    chips_ += label(margin + inset, y_, "quiet", say("draw-more-zones", {std::to_string(zones)}));
    y_ += 8;
  }

  // What was asked for, and what became of it.
  void answer() {
    constexpr int height = 58;
    auto x = chip_x(0) + chip_width / 2;
    lines_ += line(x, y_, x, y_ + 28, "way");
    lines_ += path(fmt::format("M{} {}l-5 -8h10z", x, y_ + 30), "head");
    y_ += 30;
    auto status = name(diagnosis_.status);
    const auto& asked = report_.query.question;
    auto type = dns::type_text(asked.type);
    auto full = fmt::format("{} {}", shown(asked.name), type);
    auto short_ = fitting(full, fmt::format("{} {}", asked.name.text(), type), name_columns - 2);
    cards_ += box(margin, y_, card_width, height, 29, fmt::format("card leaf {}", status));
    auto title = element("title", {}, text(full));
    chips_ += group("", title + label(margin + inset + 10, y_ + 25, "name", short_));
    chips_ += mark(margin + inset + 18, y_ + 40, status);
    chips_ += label(margin + inset + 34, y_ + 45, fmt::format("status {}", status),
                    say(fmt::format("result-{}", status_word(diagnosis_))));
    y_ += height;
  }

  std::string description() const {
    std::string sentences;
    for (const auto& link : diagnosis_.chain) {
      auto zone = link.zone.is_root() ? say("draw-root") : shown(link.zone);
      auto status = say(fmt::format("status-{}", status_word(link)));
      if (is_cause(link)) status += say("draw-cause");
      sentences += say("draw-zone-is", {zone, status});
    }
    return sentences + say("draw-zone-is", {shown(report_.query.question.name),
                                            say(fmt::format("result-{}", status_word(diagnosis_)))});
  }

  const Report& report_;
  const diagnosis::Diagnosis& diagnosis_;
  const Style& style_;
  const dns::Name* fault_;
  int y_ = 0;
  Markup lines_, cards_, chips_;  // in the order in which they lie on each other: cards first
};

}  // namespace

const dns::Name* faulty_zone(const diagnosis::Diagnosis& diagnosis) {
  const auto& findings = diagnosis.findings;
  bool fault = !findings.empty() && findings.front().severity != diagnosis::Severity::note &&
               (findings.front().fault == diagnosis::Fault::zone ||
                findings.front().fault == diagnosis::Fault::parent);
  return fault ? &findings.front().zone : nullptr;
}

Figure chain_figure(const Report& report, const Style& style) {
  return report.diagnosis ? Drawer(report, style).draw() : Figure();
}

}  // namespace edig::report

// Zones from the trust anchor down. A card for each zone: its keys, and under each key the RRsets that it
// signs, with what became of the signature. The DS records of the zone below sit on the card's lower edge,
// and a line leads from each to the key it fits.

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "diagnosis/judgement/spoken.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "report/drawing.h"
#include "report/drawing_card.h"
#include "report/phrases.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace card {
namespace {

using namespace shape;

constexpr int gap = 50;  // between cards, edge to edge
// A chain is as long as its names have labels, and longer over aliases; more than this nobody looks at.
constexpr std::size_t most_zones = 24;

class Drawer {
 public:
  Drawer(const Report& report, const Style& style)
      : report_(report), diagnosis_(*report.diagnosis), style_(style), zones_(chain_view(report, style)) {}

  Figure draw() {
    if (zones_.empty()) return {};
    y_ = margin;
    auto shown = std::min(zones_.size(), most_zones);
    for (std::size_t i = 0; i < shown; ++i) zone(i);
    if (shown < zones_.size()) more(zones_.size() - shown);
    answer();
    return {under_ + lines_ + over_, width, y_ + margin, say("draw-zones"), description(), cuts_};
  }

 private:
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return report::say(style_.language, key, values);
  }

  void zone(std::size_t i) {
    const auto& view = zones_[i];
    auto ds = ds_chips(*view.link);
    y_ = i == 0 ? anchor_row(ds) : way_down(i, ds);
    Card card(view, ds, severity(), style_);
    card.draw(y_);
    under_ += card.under;
    lines_ += card.lines;
    over_ += card.over;
    join(ds, card.key_rows, y_);
    ds_rows_.merge(card.ds_rows);
    y_ = card.bottom;
    cuts_.push_back(y_ + chip_height / 2 + 3);
  }

  std::string_view severity() const {
    return diagnosis_.findings.empty() ? "" : name(diagnosis_.findings.front().severity);
  }

  // Whether zone `i` hangs on the card right above it.
  bool is_next(std::size_t i) const { return zones_[i].parent + 1 == i; }

  // Above the first zone the trust anchors stand free. Returns where its card begins.
  int anchor_row(const std::vector<DsChip>& ds) {
    if (ds.empty()) return y_;
    over_ += label(left, y_ + 12, "quiet", say("draw-anchor"));
    return ds_row(ds, y_ + 20 + chip_height / 2);
  }

  // The DS records on the lower edge of the zone above, or free-standing where that is another card.
  int way_down(std::size_t i, const std::vector<DsChip>& ds) {
    if (!is_next(i)) branch(i, ds);
    if (!ds.empty()) return ds_row(ds, y_);
    auto bottom = y_ + gap - 10;
    lines_ += line(left + 8, y_, left + 8, bottom, "way open");
    bool unsigned_ = zones_[i].link->status == diagnosis::Status::insecure;
    over_ += label(left + 20, y_ + 24, "quiet", say(unsigned_ ? "draw-no-ds" : "draw-ds-unknown"));
    return bottom;
  }

  // Where an alias leads to another part of the tree, the line to it runs along the edge.
  void branch(std::size_t i, const std::vector<DsChip>& ds) {
    const auto& parent = zones_[zones_[i].parent];
    bool known = zones_[i].parent != i;
    auto words = known ? say("draw-alias-from", {parent.name}) : say("draw-alias");
    y_ += 30;
    over_ += label(left, y_, "quiet", fitting(words, say("draw-alias"), 44));
    y_ += 10 + chip_height / 2;
    auto row = ds_rows_.find(zones_[i].link->zone.text());
    if (row == ds_rows_.end() || ds.empty()) return;
    auto count = static_cast<int>(std::min(ds.size(), chips_in_a_row));
    auto to = chip_x(count - 1) + chip_width;
    lines_ += path(fmt::format("M{} {}H{}V{}H{}", width - margin, row->second, width - 3, y_, to), "way");
  }

  int ds_row(const std::vector<DsChip>& ds, int edge) {
    for (std::size_t i = 0; i < ds.size() && i < chips_in_a_row; ++i)
      over_ += chip(chip_x(static_cast<int>(i)), edge - chip_height / 2, ds[i].matches ? "ds" : "ds bad",
                    "DS", ds[i].key_tag);
    if (ds.size() > chips_in_a_row)
      over_ += label(right, edge + chip_height / 2 + 16, "quiet",
                     say("draw-more", {std::to_string(ds.size() - chips_in_a_row)}), Anchor::end);
    return edge + gap;
  }

  // From each DS along the card's left edge to the key it fits, or into nothing.
  void join(const std::vector<DsChip>& ds, const std::vector<KeyRow>& rows, int top) {
    auto from = top - gap + chip_height / 2;
    auto count = std::min(ds.size(), chips_in_a_row);
    for (std::size_t i = 0; i < count; ++i) {
      auto x = chip_x(static_cast<int>(i)) + 14;
      auto row = std::ranges::find_if(rows, [&](const KeyRow& one) { return ds[i].fits(*one.key); });
      if (row != rows.end()) {
        auto rail = margin + 5 + 5 * static_cast<int>(i);
        auto turn = from + 8 + 4 * static_cast<int>(i);
        lines_ += path(fmt::format("M{} {}V{}H{}V{}H{}", x, from, turn, rail, row->y, left - 1), "way");
        lines_ += path(fmt::format("M{} {}l-6 -4v8z", left, row->y), "head");
      } else if (!ds[i].matches) {
        lines_ += line(x, from, x, from + 6, "way broken");
        over_ += mark(x, from + 15, "bogus");
        if (i + 1 == count) over_ += label(x + 14, from + 19, "status bogus", say("draw-no-key"));
      }
    }
  }

  void more(std::size_t zones) {
    y_ += 24;
    over_ += label(left, y_, "quiet", say("draw-more-zones", {std::to_string(zones)}));
    y_ += 8;
  }

  // What was asked for, and what became of it.
  void answer() {
    constexpr int shift = 30;
    constexpr std::size_t columns = 34;
    lines_ += line(left + 8, y_, left + 8, y_ + 22, "way");
    lines_ += path(fmt::format("M{} {}l-5 -8h10z", left + 8, y_ + 24), "head");
    y_ += 24;
    auto status = name(diagnosis_.status);
    const auto& asked = report_.query.question;
    auto type = dns::type_text(asked.type);
    auto full = fmt::format("{} {}", shown_name(asked.name, style_), type);
    auto top = y_;
    y_ += 6;
    for (const auto& words : wrapped_name(full, fmt::format("{} {}", asked.name.text(), type), columns, 4))
      over_ += label(shift, y_ += 18, "name", words);
    y_ += 19;
    over_ += mark(shift + 8, y_ - 5, status);
    over_ += label(shift + 24, y_, fmt::format("status {}", status),
                   say(fmt::format("result-{}", status_word(diagnosis_))));
    y_ += 13;
    under_ += box(margin, top, width - 2 * margin, y_ - top, 26, fmt::format("card leaf {}", status));
  }

  std::string speak(std::string_view names) const { return diagnosis::spoken(names, style_.language); }

  std::string description() const {
    std::string sentences;
    auto tell = [&](std::string_view names, const std::string& words, bool cause) {
      sentences += say("draw-zone-is", {speak(names), words + (cause ? say("draw-cause") : "")});
    };
    for (const auto& view : zones_) {
      tell(view.link->zone.is_root() ? "." : view.name, view.words, view.cause);
      for (const auto& set : view.sets)
        if (set.look == Look::bad) tell(ede::printable(set.set->text, 300), speak(set.words), set.cause);
    }
    tell(shown_name(report_.query.question.name, style_),
         say(fmt::format("result-{}", status_word(diagnosis_))), false);
    return sentences;
  }

  const Report& report_;
  const diagnosis::Diagnosis& diagnosis_;
  const Style& style_;
  std::vector<ZoneView> zones_;
  std::map<std::string, int> ds_rows_;  // where on the drawing the DS RRset of a zone is
  std::vector<int> cuts_;               // below the cards
  int y_ = 0;
  Markup under_, lines_, over_;  // in the order in which they lie on each other
};

}  // namespace
}  // namespace card

const dns::Name* faulty_zone(const diagnosis::Diagnosis& diagnosis) {
  const auto& findings = diagnosis.findings;
  bool fault = !findings.empty() && findings.front().severity != diagnosis::Severity::note &&
               (findings.front().fault == diagnosis::Fault::zone ||
                findings.front().fault == diagnosis::Fault::parent);
  return fault ? &findings.front().zone : nullptr;
}

Figure chain_figure(const Report& report, const Style& style) {
  return report.diagnosis ? card::Drawer(report, style).draw() : Figure();
}

}  // namespace edig::report

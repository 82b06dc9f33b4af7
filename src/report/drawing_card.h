// The card of one zone in the drawing of a chain of trust: name and state, what is wrong with it, each key
// and under it the RRsets that it signs.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "report/drawing_columns.h"
#include "report/drawing_parts.h"
#include "report/drawing_view.h"

namespace edig::report::card {

inline constexpr int left = 28, right = shape::width - 20;
inline constexpr int chip_width = 92, chip_height = 24, chip_gap = 10;

constexpr int chip_x(int column) { return left + column * (chip_width + chip_gap); }
/// "DS 12345" in a rounded box.
Markup chip(int x, int y, std::string_view kind, std::string_view what, std::uint16_t key_tag);

/// Where on the drawing a key is, for what leads to it.
struct KeyRow {
  const diagnosis::Link::Key* key;
  int y;
};

class Card {
 public:
  Card(const ZoneView& view, const std::vector<DsChip>& ds, std::string_view severity, const Style& style)
      : view_(view), ds_(ds), severity_(severity), style_(style) {}

  /// From `top` downwards; the members hold what came of it.
  void draw(int top);

  Markup under, lines, over;  // in the order in which they lie on each other
  std::vector<KeyRow> key_rows;
  std::map<std::string, int> ds_rows;  // by zone: where the RRset with its DS is
  int bottom = 0;

 private:
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const;
  void head();
  void faults();
  void keys();
  void key_row(const diagnosis::Link::Key& key);
  void set_row(const SetView& set, int x);
  void set_state(const SetView& set, int x);
  void rest(const std::vector<const SetView*>& sets);
  void cause_line(int x);
  std::vector<const SetView*> signed_by(const diagnosis::Link::Key& key) const;

  const ZoneView& view_;
  const std::vector<DsChip>& ds_;
  std::string_view severity_;
  const Style& style_;
  int y_ = 0;
  std::size_t rows_ = 0;
};

}  // namespace edig::report::card

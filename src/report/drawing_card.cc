#include "report/drawing_card.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "ede/printable.h"
#include "report/phrases.h"

namespace edig::report::card {

using diagnosis::Link;
using namespace shape;

namespace {

// A zone has as many keys and RRsets as it likes.
constexpr std::size_t most_keys = 4, most_rows = 7;
constexpr int chip_indent = 34;  // of what a key signs

std::string_view mark_of(Look look) {
  constexpr std::string_view marks[] = {"secure", "bogus", "indeterminate", "insecure"};
  return marks[static_cast<std::size_t>(look)];
}

bool made_by(const SetView& set, const Link::Key& key) {
  return set.telling && set.telling->key_tag == key.key_tag && set.telling->algorithm == key.algorithm &&
         set.set->state != Link::Set::State::unsigned_;
}

}  // namespace

Markup chip(int x, int y, std::string_view kind, std::string_view what, std::uint16_t key_tag) {
  auto words = element(
      "text",
      {{"x", std::to_string(x + chip_width / 2)}, {"y", std::to_string(y + 17)}, {"text-anchor", "middle"}},
      element("tspan", {{"class", "what"}}, text(what)) + text(fmt::format(" {}", key_tag)));
  return group(fmt::format("chip {}", kind), box(x, y, chip_width, chip_height, 12, "body") + words);
}

std::string Card::say(std::string_view key, std::initializer_list<std::string_view> values) const {
  return report::say(style_.language, key, values);
}

void Card::draw(int top) {
  y_ = top + 8;
  head();
  faults();
  keys();
  bottom = y_ + 20;
  auto kind = fmt::format("card {}{}", view_.broken ? "broken " : "", name(view_.link->status));
  if (view_.cause && !view_.trusted()) kind += fmt::format(" cause {}", severity_);
  under = box(margin, top, width - 2 * margin, bottom - top, 10, kind) + under;
}

void Card::head() {
  auto words = element("title", {}, text(view_.name));
  for (const auto& piece : wrapped_name(view_.name, view_.link->zone.text(), 35, 3))
    words += label(left, y_ += 18, "name", piece);
  over += group("", words);
  y_ += 22;
  auto status = view_.broken || view_.link->status != diagnosis::Status::bogus ? name(view_.link->status)
                                                                               : std::string_view("cut-off");
  over += mark(left + 8, y_ - 5, status);
  over += label(left + 24, y_, fmt::format("status {}", status), view_.words);
}

void Card::faults() {
  if (view_.cause) cause_line(left);
  constexpr std::size_t columns = 38, most = 5;
  for (const auto& fault : view_.faults) {
    y_ += 2;
    auto lines_of = element("title", {}, report::lines(fault.hint));
    for (const auto& words : wrapped(fault.text, columns, most)) {
      y_ += 18;
      lines_of += label(left, y_, severity_ == "warning" ? "fault warning" : "fault", words);
    }
    over += group("", lines_of);
  }
}

void Card::cause_line(int x) {
  bool mild = severity_ == "warning";
  y_ += 22;
  over += mark(x + 8, y_ - 5, mild ? "warning" : "bogus");
  over += label(x + 24, y_, mild ? "status warning" : "status bogus", say("page-fault"));
}

void Card::keys() {
  auto keys = keys_in_order(*view_.link, ds_);
  std::size_t drawn = 0;
  std::vector<const SetView*> left_over;
  for (const auto& set : view_.sets) left_over.push_back(&set);
  for (const auto* key : keys) {
    auto sets = signed_by(*key);
    if (drawn++ >= most_keys) continue;
    key_row(*key);
    auto spine = y_ + chip_height / 2;
    for (const auto* set : sets) {
      std::erase(left_over, set);
      if (rows_++ >= most_rows) continue;
      y_ += 10;
      auto at = y_ + 14;
      auto kind = fmt::format("way {}", name(set->look));
      lines += path(fmt::format("M{} {}V{}H{}", left + 13, spine, at, left + chip_indent - 9), kind);
      lines += path(fmt::format("M{} {}l-6 -4v8z", left + chip_indent - 4, at),
                    fmt::format("head {}", name(set->look)));
      set_row(*set, left + chip_indent);
    }
  }
  rest(left_over);
  auto hidden = (drawn > most_keys ? drawn - most_keys : 0) + (rows_ > most_rows ? rows_ - most_rows : 0);
  if (hidden == 0) return;
  y_ += 22;
  over += label(left, y_, "quiet", say("draw-more", {std::to_string(hidden)}));
}

std::vector<const SetView*> Card::signed_by(const Link::Key& key) const {
  std::vector<const SetView*> sets;
  for (const auto& set : view_.sets)
    if (made_by(set, key)) sets.push_back(&set);
  return sets;
}

void Card::key_row(const Link::Key& key) {
  y_ += 12;
  key_rows.push_back({&key, y_ + chip_height / 2});
  auto details = key_details(key, style_.language);
  over += chip(left, y_, view_.trusted() ? "key" : "key loose", key_role(key), key.key_tag);
  over += label(left + chip_width + 8, y_ + 17, "details", shorten(details, 30));
  y_ += chip_height;
}

// What no published key signs.
void Card::rest(const std::vector<const SetView*>& sets) {
  for (const auto* set : sets) {
    if (rows_++ >= most_rows) continue;
    y_ += 12;
    set_row(*set, left);
  }
}

void Card::set_row(const SetView& set, int x) {
  auto top = y_;
  auto columns = static_cast<std::size_t>(right - x) / 8;
  auto told = ede::printable(set.set->text, 300);
  if (!set.hint.empty()) told += '\n' + set.hint;
  auto title = element("title", {}, report::lines(told));
  Markup words;
  for (const auto& piece : wrapped(set.label, columns, 3)) {
    y_ += 18;
    words += label(x, y_, "set", piece);
  }
  over += group("", title + words);
  set_state(set, x);
  for (const auto& piece : wrapped(set.target, columns, 3)) {
    y_ += 18;
    over += label(x, y_, "target", piece);
  }
  if (set.cause) cause_line(x);
  constexpr std::string_view ds = " DS";
  if (std::string_view full = set.set->text; full.ends_with(ds))
    ds_rows.emplace(full.substr(0, full.size() - ds.size()), top + 13);
  if (set.look != Look::bad) return;
  under += box(x - 6, top + 2, right - x + 14, y_ - top + 6, 6,
               fmt::format("failing {}", set.cause ? severity_ : ""));
  y_ += 6;
}

void Card::set_state(const SetView& set, int x) {
  auto column = set.look == Look::bad ? 8 : 7.5;  // bold is wider
  auto room = static_cast<std::size_t>((right - x - 24) / column);
  auto lines_of = wrapped(set.words, room, 3);
  y_ += 19;
  over += mark(x + 8, y_ - 5, mark_of(set.look));
  auto first = y_;
  for (const auto& words : lines_of) {
    over += label(x + 24, y_, fmt::format("state {}", name(set.look)), words);
    y_ += 18;
  }
  y_ -= 18;
  if (set.set->state == Link::Set::State::missing) return;
  auto ttl = fmt::format("TTL {}", set.set->ttl);
  bool beside = lines_of.size() == 1 && ede::display_width(set.words) + 1 + ttl.size() <= room;
  if (!beside) y_ += 18;
  over += label(right, beside ? first : y_, "quiet", ttl, Anchor::end);
}

}  // namespace edig::report::card

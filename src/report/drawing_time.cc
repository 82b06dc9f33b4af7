// The signatures on a time line: when each is valid, with the time of the diagnosis as a line through all of
// them.

#include <fmt/format.h>

#include <algorithm>

#include "ede/printable.h"
#include "report/drawing.h"
#include "report/drawing_parts.h"
#include "report/phrases.h"

namespace edig::report {
namespace {

using diagnosis::Link;
using namespace shape;
using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr int row_height = 44, head_height = 34, foot_height = 26;
constexpr std::size_t most_rows = 16, label_columns = 26;
constexpr int left = margin, right = width - margin;

/// What of time is shown. Where signatures live for months, only what lies around now and the nearest ends.
struct Window {
  sys_seconds from, to;

  int x(sys_seconds time) const {
    auto part = static_cast<double>((std::clamp(time, from, to) - from).count()) /
                static_cast<double>((to - from).count());
    return left + static_cast<int>(part * (right - left));
  }
};

Window window(const std::vector<Link::Signature>& all, sys_seconds now) {
  auto from = now, to = now;
  seconds nearest{0};
  for (const auto& one : all) {
    from = std::min({from, one.inception, one.expiration});
    to = std::max({to, one.inception, one.expiration});
    nearest = std::max(
        nearest, std::min(std::chrono::abs(one.inception - now), std::chrono::abs(one.expiration - now)));
  }
  if (to - from > days(150)) {
    auto around = std::clamp<seconds>(nearest + nearest / 3, days(20), days(3650));
    from = std::max(from, now - around);
    to = std::min(to, now + around);
  }
  auto edge = std::max<seconds>((to - from) / 25, seconds(60));
  return {from - edge, to + edge};
}

enum class State { good, expired, future, wrong };

State state_of(const Link::Signature& signature, sys_seconds now) {
  if (signature.good) return State::good;
  if (signature.expiration < signature.inception) return State::wrong;
  if (signature.expiration < now) return State::expired;
  return signature.inception > now ? State::future : State::wrong;
}

Markup row(const Link::Signature& signature, const Window& window, sys_seconds now, int y,
           const Style& style) {
  auto state = state_of(signature, now);
  std::string kind = state == State::good ? "good" : "bad";
  auto covers = ede::printable(signature.covers, 300);
  auto what = shorten(covers, label_columns);
  auto title = element("title", {},
                       text(fmt::format("{}, {}: {} – {}", covers, signature.key_tag,
                                        time(signature.inception), time(signature.expiration))));
  auto shapes =
      title + label(left, y + 14, "what", what) +
      label(right, y + 14, "until " + kind, signature_word(signature, now, style.language), Anchor::end);
  shapes += line(left, y + 27, right, y + 27, "track");
  auto begin = window.x(std::min(signature.inception, signature.expiration));
  auto end = window.x(std::max(signature.inception, signature.expiration));
  shapes += box(begin, y + 22, std::max(end - begin, 3), 10, 5, "bar " + kind);
  auto x = window.x(now);
  if (state == State::good) shapes += line(x, y + 22, x, y + 32, "tick");
  if (state == State::wrong) shapes += mark((begin + end) / 2, y + 27, "bogus");
  return group("row", shapes);
}

std::vector<Link::Signature> all_of(const diagnosis::Diagnosis& diagnosis) {
  std::vector<Link::Signature> all;
  for (const auto& link : diagnosis.chain)
    all.insert(all.end(), link.signatures.begin(), link.signatures.end());
  return all;
}

// Where there are too many for a drawing, those that are not good come first.
std::vector<Link::Signature> drawn_of(const std::vector<Link::Signature>& all) {
  if (all.size() <= most_rows) return all;
  std::vector<Link::Signature> drawn;
  for (bool good : {false, true})
    for (const auto& one : all)
      if (one.good == good && drawn.size() < most_rows) drawn.push_back(one);
  return drawn;
}

}  // namespace

std::string signature_word(const Link::Signature& signature, sys_seconds now, ede::Language language) {
  switch (state_of(signature, now)) {
    case State::expired:
      return say(language, "signature-expired", {span(now - signature.expiration, language)});
    case State::future:
      return say(language, "signature-future", {span(signature.inception - now, language)});
    case State::wrong:
      return say(language, "signature-wrong");
    case State::good:
      break;
  }
  return say(language, "signature-good", {span(signature.expiration - now, language)});
}

Figure time_figure(const Report& report, const Style& style) {
  if (!report.diagnosis) return {};
  auto all = all_of(*report.diagnosis);
  if (all.empty()) return {};
  auto now = report.diagnosis->validated_at;
  auto drawn = drawn_of(all);
  auto window = report::window(drawn, now);
  int y = head_height;
  Markup rows;
  for (const auto& signature : drawn) {
    rows += row(signature, window, now, y, style);
    y += row_height;
  }
  auto x = window.x(now);
  // The word beside the line, on the side where there is room.
  bool flip = x > width / 2;
  auto shapes = line(x, 8, x, y + 2, "now") + rows +
                label(flip ? x - 6 : x + 6, 18, "now-word", time(now), flip ? Anchor::end : Anchor::start);
  shapes += label(left, y + 18, "quiet", date(window.from)) +
            label(right, y + 18, "quiet", date(window.to), Anchor::end);
  y += foot_height;
  if (auto hidden = all.size() - drawn.size(); hidden > 0) {
    shapes += label(left, y + 14, "quiet", say(style.language, "draw-more", {std::to_string(hidden)}));
    y += 22;
  }
  auto bad = static_cast<std::size_t>(std::ranges::count(all, false, &Link::Signature::good));
  auto description = say(style.language, "draw-time-is", {std::to_string(all.size()), std::to_string(bad)});
  return {shapes, width, y + 4, say(style.language, "draw-time"), description};
}

}  // namespace edig::report

// The signatures on a time line: when each is valid, with the time of the diagnosis as a line through all of
// them.

#include <fmt/format.h>

#include <algorithm>

#include "ede/printable.h"
#include "report/drawing.h"
#include "report/drawing_parts.h"
#include "report/drawing_view.h"
#include "report/phrases.h"

namespace edig::report {
namespace shape {
namespace {

using diagnosis::Link;
using std::chrono::days;
using std::chrono::seconds;
using std::chrono::sys_seconds;

constexpr int head_height = 34, foot_height = 26, signature_height = 28;
constexpr std::size_t most_rows = 16, signature_columns = 42;

/// A signature over an RRset; or, where one should be and is not, the RRset alone.
struct SignatureRow {
  const SetView* set;
  const Link::Signature* signature;

  Look look() const {
    if (!signature || !signature->good) return Look::bad;
    return set->look == Look::bad ? Look::loose : set->look;
  }
};

/// What of time is shown. Where signatures live for months, only what lies around now and the nearest ends.
struct Window {
  sys_seconds from, to;

  int x(sys_seconds time) const {
    auto part = static_cast<double>((std::clamp(time, from, to) - from).count()) /
                static_cast<double>((to - from).count());
    return left_edge + static_cast<int>(part * (right_edge - left_edge));
  }
};

Window window(const std::vector<SignatureRow>& all, sys_seconds now) {
  auto from = now, to = now;
  seconds nearest{0};
  for (const auto& row : all) {
    if (!row.signature) continue;
    const auto& one = *row.signature;
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
  auto edge = std::max<seconds>((to - from) / 25, from == to ? days(1) : seconds(60));
  return {from - edge, to + edge};
}

enum class SignatureState { good, expired, future, wrong };

SignatureState signature_state(const Link::Signature& signature, sys_seconds now) {
  if (signature.good) return SignatureState::good;
  if (signature.expiration < signature.inception) return SignatureState::wrong;
  if (signature.expiration < now) return SignatureState::expired;
  return signature.inception > now ? SignatureState::future : SignatureState::wrong;
}

class Chart {
 public:
  Chart(const Window& window, sys_seconds now, const Style& style)
      : window_(window), now_(now), style_(style), x_(window.x(now)) {}

  void add(const SignatureRow& row) {
    auto kind = std::string(name(row.look()));
    auto words = row.signature && !(row.signature->good && row.set->look == Look::bad)
                     ? signature_word(*row.signature, now_, style_.language)
                     : row.set->words;
    auto from = y;
    Markup part = element("title", {}, report::lines(title_of(row)));
    part += labels(row, kind, words);
    part += line(left_edge, y + 12, right_edge, y + 12, "track");
    part += row.signature ? bar(*row.signature, kind) : mark(x_, y + 12, "bogus");
    part += line(x_, y + 4, x_, y + 20, row.look() == Look::good ? "now on-bar" : "now");
    y += signature_height;
    if (row.look() == Look::bad) shapes += box(0, from - 2, width, y - from, 6, "failing");
    shapes += group("row", part);
    y += 6;
    cuts.push_back(y - 3);
  }

  Markup shapes;
  std::vector<int> cuts;
  int y = head_height;

 private:
  static std::string title_of(const SignatureRow& row) {
    auto title = ede::printable(row.set->set->text, 300);
    if (row.signature)
      title += fmt::format(", {}: {} – {}", row.signature->key_tag, time(row.signature->inception),
                           time(row.signature->expiration));
    else
      title += ": " + row.set->words;
    return row.set->hint.empty() ? title : title + '\n' + row.set->hint;
  }

  // Whole, in as many lines as it takes, and what became of it: beside the last of them where there is room.
  Markup labels(const SignatureRow& row, const std::string& kind, const std::string& words) {
    auto lines = wrapped(ede::printable(row.set->set->text, 300), signature_columns, 4);
    Markup part;
    for (const auto& piece : lines) part += label(left_edge, y += line_height, "what", piece);
    bool beside = ede::display_width(lines.back()) + ede::display_width(words) + 3 <= signature_columns;
    if (!beside) y += line_height;
    return part + label(right_edge, y, "until " + kind, words, Anchor::end);
  }

  Markup bar(const Link::Signature& signature, const std::string& kind) const {
    auto begin = window_.x(std::min(signature.inception, signature.expiration));
    auto end = window_.x(std::max(signature.inception, signature.expiration));
    auto part = box(begin, y + 7, std::max(end - begin, 3), 10, 5, "bar " + kind);
    bool wrong = !signature.good && signature_state(signature, now_) == SignatureState::wrong;
    return wrong ? part + mark((begin + end) / 2, y + 12, "bogus") : part;
  }

  const Window& window_;
  sys_seconds now_;
  const Style& style_;
  int x_;
};

std::vector<SignatureRow> all_of(const std::vector<ZoneView>& zones) {
  std::vector<SignatureRow> all;
  for (const auto& zone : zones)
    for (const auto& set : zone.sets) {
      for (const auto* signature : set.signatures) all.push_back({&set, signature});
      bool told = std::ranges::any_of(set.signatures, [](const auto* one) { return !one->good; });
      if (set.look == Look::bad && !told) all.push_back({&set, nullptr});
    }
  return all;
}

// Where there are too many for a drawing, those that are not good come first.
std::vector<SignatureRow> drawn_of(const std::vector<SignatureRow>& all) {
  if (all.size() <= most_rows) return all;
  std::vector<SignatureRow> drawn;
  for (bool bad : {true, false})
    for (const auto& one : all)
      if ((one.look() == Look::bad) == bad && drawn.size() < most_rows) drawn.push_back(one);
  return drawn;
}

}  // namespace
}  // namespace shape

std::string signature_word(const diagnosis::Link::Signature& signature, std::chrono::sys_seconds now,
                           ede::Language language) {
  using namespace shape;
  switch (signature_state(signature, now)) {
    case SignatureState::expired:
      return say(language, "signature-expired", {span(now - signature.expiration, language)});
    case SignatureState::future:
      return say(language, "signature-future", {span(signature.inception - now, language)});
    case SignatureState::wrong:
      return say(language, "signature-wrong");
    case SignatureState::good:
      break;
  }
  return say(language, "signature-good", {span(signature.expiration - now, language)});
}

Figure time_figure(const Report& report, const Style& style) {
  using namespace shape;
  if (!report.diagnosis) return {};
  auto zones = chain_view(report, style);
  auto all = all_of(zones);
  if (all.empty()) return {};
  auto now = report.diagnosis->validated_at;
  auto drawn = drawn_of(all);
  auto window = shape::window(drawn, now);
  Chart chart(window, now, style);
  for (const auto& row : drawn) chart.add(row);
  auto y = chart.y;
  auto x = window.x(now);
  // The word beside the line, on the side where there is room.
  bool flip = x > width / 2;
  auto shapes = chart.shapes + line(x, 8, x, 24, "now") +
                label(flip ? x - 6 : x + 6, 18, "now-word", time(now), flip ? Anchor::end : Anchor::start) +
                label(left_edge, y + 14, "quiet", date(window.from)) +
                label(right_edge, y + 14, "quiet", date(window.to), Anchor::end);
  y += foot_height;
  if (auto hidden = all.size() - drawn.size(); hidden > 0) {
    shapes += label(left_edge, y + 14, "quiet", say(style.language, "draw-more", {std::to_string(hidden)}));
    y += 22;
  }
  auto bad = std::ranges::count(all, Look::bad, &SignatureRow::look);
  auto description = say(style.language, "draw-time-is", {std::to_string(all.size()), std::to_string(bad)});
  return {shapes, width, y + 4, say(style.language, "draw-time"), description, chart.cuts};
}

}  // namespace edig::report

// The chain of trust from the anchor down, a zone a line: by which DS and key it is reached, from when to
// when its keys are signed, and how long they will be kept; then the last RRset.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>

#include "ede/printable.h"
#include "report/text_parts.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

using diagnosis::Diagnosis;
using diagnosis::Link;

std::string ds_words(const Page& page, const Link& link) {
  std::string text;
  for (const auto& one : link.ds) {
    auto ds = fmt::format("{}/{}/{}", one.key_tag, one.algorithm, one.digest_type);
    text += (text.empty() ? "DS " : ", ") + (one.matches ? ds : page.say("fits-no-key", {ds}));
  }
  return text;
}

std::string keys(const Link& link) {
  std::string text;
  for (const auto& key : link.keys)
    if (key.secure_entry_point || key.signs_keys)
      text += fmt::format("{}{} {}/{}", text.empty() ? "" : ", ", key.secure_entry_point ? "KSK" : "ZSK",
                          key.key_tag, key.algorithm);
  return text;
}

std::string way_in(const Page& page, const Link& link) {
  auto above = ds_words(page, link), below = keys(link);
  bool leads = std::ranges::any_of(link.ds, &Link::Ds::matches);
  if (above.empty() || below.empty()) return above + below;
  return above + (leads ? " -> " : std::string(ede::conventions(page.style.language).semicolon)) + below;
}

std::string minute_of(std::chrono::sys_seconds at) {
  return fmt::format("{:%F %R}", fmt::gmtime(at.time_since_epoch().count()));
}

// Of the good signature over the zone's keys.
std::string validity(const Page& page, const Link& link) {
  auto covers = link.zone.text() + " DNSKEY";
  auto good = std::ranges::find_if(link.signatures, [&](const Link::Signature& signature) {
    return signature.good && signature.covers == covers;
  });
  if (good == link.signatures.end()) return {};
  auto text = page.say("signed-from-to", {minute_of(good->inception), minute_of(good->expiration)});
  auto keys = std::ranges::find(link.sets, covers, &Link::Set::text);
  return keys == link.sets.end() ? text : fmt::format("{}  TTL {}", text, keys->ttl);
}

Paint paint_of(diagnosis::Status status) {
  switch (status) {
    case diagnosis::Status::secure:
      return Paint::good;
    case diagnosis::Status::bogus:
    case diagnosis::Status::unresolvable:
      return Paint::bad;
    default:
      return Paint::warning;
  }
}

struct ChainWidths {
  std::size_t zone = 0, status = 0, way_in = 0;
};

ChainWidths measure_chain(const Page& page, const Diagnosis& diagnosis) {
  ChainWidths widths;
  for (const auto& link : diagnosis.chain) {
    widths.zone = std::max(widths.zone, ede::display_width(link.zone.text()));
    widths.status = std::max(widths.status, name(link.status).size());
    widths.way_in = std::max(widths.way_in, ede::display_width(way_in(page, link)));
  }
  return widths;
}

void append_link(Page& page, const Link& link, const ChainWidths& widths) {
  auto status = paint(page.style, paint_of(link.status), name(link.status));
  auto gap = std::string(widths.status - name(link.status).size(), ' ');
  auto line = fmt::format("  {}  {}{}  {}  {}", pad(link.zone.text(), widths.zone), status, gap,
                          pad(way_in(page, link), widths.way_in), validity(page, link));
  page.out += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
}

}  // namespace

void append_chain(Page& page) {
  const auto& diagnosis = *page.report.diagnosis;
  auto widths = measure_chain(page, diagnosis);
  if (!diagnosis.chain.empty()) page.out += '\n';
  for (const auto& link : diagnosis.chain) append_link(page, link, widths);
  if (!diagnosis.answer.rrset.empty())
    page.out += "  " + ede::printable(diagnosis.answer.in(page.style.language)) + '\n';
}

}  // namespace edig::report

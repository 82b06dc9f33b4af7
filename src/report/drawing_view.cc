#include "report/drawing_view.h"

#include <fmt/format.h>

#include <algorithm>

#include "diagnosis/validation/algorithms.h"
#include "ede/printable.h"
#include "report/drawing.h"
#include "report/drawing_columns.h"
#include "report/drawing_parts.h"
#include "report/phrases.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace {

using diagnosis::Finding;
using diagnosis::Link;
using diagnosis::Status;
using SetState = Link::Set::State;

bool is_ds(const Link& link, const Link::Set& set) { return set.text == link.zone.text() + " DS"; }

class Viewer {
 public:
  Viewer(const Report& report, const Style& style)
      : diagnosis_(*report.diagnosis), chain_(diagnosis_.chain), style_(style) {}

  std::vector<ZoneView> view() {
    for (std::size_t i = 0; i < chain_.size(); ++i) zones_.push_back(zone(i));
    for (std::size_t i = 0; i < chain_.size(); ++i)
      for (const auto& set : chain_[i].sets) {
        auto at = is_ds(chain_[i], set) ? zones_[i].parent : i;
        zones_[at].sets.push_back(view_of(set, chain_[at], chain_[i]));
      }
    for (const auto& finding : diagnosis_.findings) tell(finding);
    for (auto& zone : zones_) put_status(zone);
    return std::move(zones_);
  }

 private:
  std::string say(std::string_view key, std::initializer_list<std::string_view> values = {}) const {
    return report::say(style_.language, key, values);
  }

  ZoneView zone(std::size_t i) const {
    const auto& link = chain_[i];
    ZoneView view{.link = &link, .parent = parent_of(i)};
    view.name = link.zone.is_root() ? say("draw-root") : shown_name(link.zone, style_);
    bool fails = link.status == Status::bogus || link.status == Status::unresolvable;
    bool only_below = link.status == Status::bogus && view.parent != i && keys_hold(link);
    view.broken = fails && !only_below;
    view.look = link.status == Status::secure ? Look::good : view.broken ? Look::bad : Look::plain;
    return view;
  }

  // The zone above, as near as the chain has it.
  std::size_t parent_of(std::size_t i) const {
    auto best = i;
    for (std::size_t j = 0; j < i; ++j)
      if (chain_[j].zone != chain_[i].zone && chain_[i].zone.is_within(chain_[j].zone) &&
          (best == i || chain_[j].zone.is_within(chain_[best].zone)))
        best = j;
    return best;
  }

  static bool keys_hold(const Link& link) {
    auto keys = std::ranges::find(link.sets, link.zone.text() + " DNSKEY", &Link::Set::text);
    return keys == link.sets.end() || keys->state == SetState::good;
  }

  // The signatures stand with the link that the set came with, the keys in the zone that it is in.
  SetView view_of(const Link::Set& set, const Link& home, const Link& kept_with) const {
    SetView view{.set = &set};
    for (const auto& signature : kept_with.signatures)
      if (signature.covers == set.text) view.signatures.push_back(&signature);
    auto good = std::ranges::find_if(view.signatures, &Link::Signature::good);
    if (!view.signatures.empty())
      view.telling = good == view.signatures.end() ? view.signatures.front() : *good;
    auto own = home.zone.text() + " ";
    view.label = ede::printable(set.text.starts_with(own) ? set.text.substr(own.size()) : set.text, 300);
    view.look = look_of(set, home);
    view.words = words_of(view, home);
    if (set.target) view.target = say("draw-leads", {set.target->text()});
    return view;
  }

  static Look look_of(const Link::Set& set, const Link& home) {
    if (set.state == SetState::unchecked) return Look::plain;
    if (set.state != SetState::good) return Look::bad;
    return home.status == Status::secure ? Look::good : Look::loose;
  }

  std::string words_of(const SetView& view, const Link& home) const {
    switch (view.set->state) {
      case SetState::unsigned_:
        return say("draw-no-rrsig");
      case SetState::unlinked:
        return unlinked(home);
      case SetState::missing:
        return say("draw-missing");
      case SetState::unchecked:
        return say(home.status == Status::insecure ? "draw-unsigned" : "draw-unchecked");
      case SetState::good:
        if (view.look == Look::loose) return say("draw-untrusted");
        break;
      case SetState::bad:
        break;
    }
    return view.telling ? signature(*view.telling, home) : say("signature-wrong");
  }

  // No key of the zone's is the one to blame: the DS is for another one.
  std::string unlinked(const Link& home) const {
    std::string wanted;
    for (const auto& ds : ds_chips(home))
      if (!ds.matches)
        ede::add_item(wanted,
                      std::to_string(ds.key_tag) +
                          ede::bracketed(diagnosis::algorithm_text(ds.algorithm), style_.language),
                      style_.language);
    return wanted.empty() ? say("draw-unlinked") : say("draw-unlinked-to", {wanted});
  }

  std::string signature(const Link::Signature& one, const Link& home) const {
    auto now = diagnosis_.validated_at;
    if (one.good) return say("draw-valid-until", {shape::date(one.expiration)});
    bool published =
        std::ranges::any_of(home.keys, [&](const Link::Key& key) { return key.key_tag == one.key_tag; });
    if (one.signer != home.zone) return say("draw-other-signer", {one.signer.text()});
    if (one.expiration < one.inception) return say("signature-wrong");
    if (one.expiration < now) return say("draw-expired-on", {shape::date(one.expiration)});
    if (one.inception > now) return say("draw-valid-from", {shape::date(one.inception)});
    return published ? say("signature-wrong") : say("draw-key-missing", {std::to_string(one.key_tag)});
  }

  // At the RRset that it is about, or with the zone as a whole.
  void tell(const Finding& finding) {
    bool of_a_zone = finding.fault == diagnosis::Fault::zone || finding.fault == diagnosis::Fault::parent;
    if (finding.severity == diagnosis::Severity::note || !of_a_zone) return;
    auto zone = std::ranges::find(zones_, finding.zone, [](const ZoneView& view) { return view.link->zone; });
    if (zone == zones_.end()) return;
    const auto* fault = faulty_zone(diagnosis_);
    bool cause = fault && &finding == &diagnosis_.findings.front();
    auto set = std::ranges::find_if(zone->sets,
                                    [&](const SetView& view) { return view.set->text == finding.rrset; });
    bool shown = set != zone->sets.end() && set->look == Look::bad;
    if (cause) (shown ? set->cause : zone->cause) = true;
    constexpr std::size_t most = 3;
    auto text = ede::printable(finding.text.in(style_.language), 400);
    auto hint = text + servers_of(finding);
    if (shown)
      set->hint = std::move(hint);
    else if (zone->faults.size() < most)
      zone->faults.push_back({std::move(text), std::move(hint)});
  }

  // On a line of its own.
  std::string servers_of(const Finding& finding) const {
    auto item = std::ranges::find(finding.evidence, "servers", &diagnosis::EvidenceItem::key);
    std::vector<std::string> servers;
    if (!finding.server.empty()) servers = {finding.server};
    if (item != finding.evidence.end())
      if (const auto* several = std::get_if<std::vector<std::string>>(&item->value)) servers = *several;
    std::string list;
    for (const auto& server : servers) ede::add_item(list, ede::printable(server), style_.language);
    return list.empty() ? "" : '\n' + say("draw-servers", {list});
  }

  void put_status(ZoneView& zone) const {
    bool bad_set = std::ranges::any_of(zone.sets, [](const SetView& set) { return set.look == Look::bad; });
    bool below = zone.link->status == Status::bogus && !zone.broken;
    if (zone.trusted() && (bad_set || zone.cause))
      zone.words = say("draw-keys-secure");
    else
      zone.words = say(below ? "draw-below" : fmt::format("status-{}", status_word(*zone.link)));
  }

  const diagnosis::Diagnosis& diagnosis_;
  const std::vector<Link>& chain_;
  const Style& style_;
  std::vector<ZoneView> zones_;
};

}  // namespace

std::string_view name(Look look) {
  constexpr std::string_view names[] = {"good", "bad", "loose", "plain"};
  return names[static_cast<std::size_t>(look)];
}

std::vector<ZoneView> chain_view(const Report& report, const Style& style) {
  return Viewer(report, style).view();
}

std::string key_details(const Link::Key& key, ede::Language language) {
  auto algorithm = diagnosis::algorithm_text(key.algorithm);
  return key.bits == 0 ? algorithm : say(language, "draw-bits", {algorithm, std::to_string(key.bits)});
}

std::string_view key_role(const Link::Key& key) { return (key.flags & 1) != 0 ? "KSK" : "ZSK"; }

}  // namespace edig::report

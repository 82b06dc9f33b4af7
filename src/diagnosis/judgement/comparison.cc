#include "diagnosis/judgement/comparison.h"

#include <algorithm>

#include "diagnosis/asking/special_address.h"
#include "diagnosis/judgement/policy_view.h"
#include "diagnosis/judgement/sides.h"
#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::initializer_list<std::uint16_t> dnssec_codes = {6, 7, 8, 9, 10, 11, 12, 25},
                                               stale_codes = {3, 19}, prohibited = {18};

bool has_answer(const std::optional<Result<dns::Message>>& look, std::uint16_t asked) {
  return look && answers(told_by(*look, asked));
}

class ComparisonJudge : private Sides {
 public:
  ComparisonJudge(std::span<const Side> sides, const dns::Question& question)
      : Sides(sides, question.type), type_(question.type) {}

  SideBySide run() {
    group();
    if (of(Told::silent).size() == size()) {
      add({.kind = "none-replies",
           .severity = Severity::error,
           .certainty = Certainty::open,
           .settle = "again"},
          all());
      return std::move(result_);
    }
    failures();
    answered();
    refusals();
    silence();
    asides();
    if (result_.meanings.empty()) agreement();
    worst_first();
    return std::move(result_);
  }

 private:
  void group() {
    result_.groups = groups();
    bool one_against_more =
        result_.groups.size() == 2 && result_.groups[0].size() > 1 && result_.groups[1].size() == 1;
    // Silence is no agreement.
    if (one_against_more && side(result_.groups[0].front()).reply) result_.alone = result_.groups[1].front();
  }

  void add(Meaning meaning, Indices about, Indices against = {}) {
    if (about.empty()) return;
    meaning.sides = std::move(about);
    meaning.against = std::move(against);
    result_.meanings.push_back(std::move(meaning));
  }

  // One meaning for each INFO-CODE of those that give a reason of these kinds.
  void add_claims(std::string_view kind, Severity severity, const Indices& about, const Indices& against,
                  std::initializer_list<std::uint16_t> codes) {
    for (auto code : codes)
      add({.kind = kind,
           .severity = severity,
           .certainty = Certainty::claimed,
           .info_code = code,
           .settle = kind == "prohibited" ? Settlement() : "why"},
          among(about, [&](auto i) { return said(side(i), codes) == code; }), against);
  }

  // Those of one severity stay in the order of the rules.
  void worst_first() {
    std::vector<Meaning> sorted;
    for (auto severity : {Severity::error, Severity::warning, Severity::note})
      for (const auto& meaning : result_.meanings)
        if (meaning.severity == severity) sorted.push_back(meaning);
    result_.meanings = std::move(sorted);
  }

  // ---- failing against answering ----

  bool root_fails(std::size_t i) const { return side(i).root && !has_answer(side(i).root, dns::type::soa); }
  bool seen_to_validate(std::size_t i) const { return has_answer(side(i).unchecked, type_); }
  bool validates(std::size_t i) const {
    return sets_ad(side(i).reply) || (side(i).root && sets_ad(*side(i).root));
  }

  void failures() {
    auto failing = of(Told::failure), sound = answering();
    if (failing.empty()) return;
    auto by_policy = among(failing, [&](auto i) { return said(side(i), policy_codes).has_value(); });
    add_claims("blocked", Severity::error, by_policy, sound, policy_codes);
    failing = without(failing, by_policy);
    auto ailing = among(failing, [&](auto i) { return root_fails(i); });
    add({.kind = "server-ailing", .severity = Severity::error}, ailing, sound);
    failing = without(failing, ailing);
    auto rejecting =
        among(failing, [&](auto i) { return seen_to_validate(i) || said(side(i), dnssec_codes); });
    rejected(rejecting, sound);
    failing = without(failing, rejecting);
    if (!sound.empty())
      add({.kind = "cannot-resolve",
           .severity = Severity::error,
           .certainty = Certainty::likely,
           .settle = "why"},
          failing, sound);
    else if (result_.groups.size() > 1)
      add({.kind = "all-fail", .severity = Severity::note, .certainty = Certainty::open, .settle = "why"},
          failing);
  }

  // Those that fail in validation, against those that answer: do these check at all, and what do they find?
  void rejected(const Indices& rejecting, const Indices& sound) {
    if (rejecting.empty()) return;
    bool observed = std::ranges::all_of(rejecting, [&](auto i) { return seen_to_validate(i); });
    if (sound.empty())
      return add({.kind = "dnssec-broken-everywhere",
                  .severity = Severity::note,  // they agree
                  .certainty = observed ? Certainty::likely : Certainty::claimed,
                  .settle = "why"},
                 rejecting);
    auto assured = among(sound, [&](auto i) { return sets_ad(side(i).reply); });
    auto checking = without(among(sound, [&](auto i) { return validates(i); }), assured);
    Meaning meaning{.severity = Severity::error, .certainty = Certainty::open, .settle = "why"};
    if (!assured.empty()) {
      meaning.kind = "validators-disagree";
      return add(meaning, rejecting, assured);
    }
    if (!checking.empty()) {
      meaning.kind = "validation-skipped";
      return add(meaning, rejecting, checking);
    }
    meaning.kind = "dnssec-broken";
    meaning.certainty = observed ? Certainty::likely : Certainty::claimed;
    add(meaning, rejecting, sound);
  }

  // ---- answers that differ ----

  void answered() {
    auto with_data = of(Told::data);
    auto denying = among(answering(), [&](auto i) { return denies(told(i)); });
    if (!with_data.empty() && !denying.empty()) denied(denying, with_data);
    if (!of(Told::nodata).empty() && !of(Told::nxdomain).empty())
      add({.kind = "denials-differ",
           .severity = Severity::warning,
           .certainty = Certainty::open,
           .settle = "why"},
          of(Told::nxdomain), of(Told::nodata));
    bool differ = std::ranges::any_of(with_data, [&](auto i) { return data(i) != data(with_data.front()); });
    if (differ) data_differ(with_data);
  }

  bool all_authoritative(const Indices& these) const {
    return std::ranges::all_of(these, [&](auto i) { return side(i).reply->header.aa; });
  }
  Indices without_a_reason(const Indices& these, std::initializer_list<std::uint16_t> codes) const {
    return among(these, [&](auto i) { return !said(side(i), codes); });
  }

  // Some say that there is nothing, some have data.
  void denied(Indices denying, const Indices& with_data) {
    if (all_authoritative(denying) && all_authoritative(with_data))
      return add({.kind = "out-of-step",
                  .severity = Severity::error,
                  .certainty = Certainty::likely,
                  .settle = "serials"},
                 answering());
    add_claims("blocked", Severity::error, denying, with_data, policy_codes);
    add_claims("stale", Severity::warning, denying, with_data, stale_codes);
    denying = without_a_reason(without_a_reason(denying, policy_codes), stale_codes);
    auto assured = among(denying, [&](auto i) { return sets_ad(side(i).reply); });
    add({.kind = "denial-validated",
         .severity = Severity::warning,
         .certainty = Certainty::claimed,
         .settle = "why"},
        assured, with_data);
    denying = without(denying, assured);
    add({.kind = "denied", .severity = Severity::error, .certainty = Certainty::open, .settle = "why"},
        denying, with_data);
  }

  // All have data, and not the same.
  void data_differ(Indices these) {
    if (type_ == dns::type::any) return add({.kind = "any-differs"}, these);
    if (all_authoritative(these))
      return add({.kind = "out-of-step",
                  .severity = Severity::warning,
                  .certainty = Certainty::likely,
                  .settle = "serials"},
                 these);
    add_claims("forged", Severity::error, these, without_a_reason(these, policy_codes), policy_codes);
    add_claims("stale", Severity::warning, these, without_a_reason(these, stale_codes), stale_codes);
    these = without_a_reason(without_a_reason(these, policy_codes), stale_codes);
    auto sinkholes = among(these, [&](auto i) { return has_special_address(*side(i).reply); });
    auto others = without(these, sinkholes);
    if (!others.empty() && !sinkholes.empty()) {
      add({.kind = "special-address",
           .severity = Severity::error,
           .certainty = Certainty::likely,
           .settle = "why"},
          sinkholes, others);
      these = others;
    }
    bool differ = std::ranges::any_of(these, [&](auto i) { return data(i) != data(these.front()); });
    if (!these.empty() && differ) variants(these);
  }

  void variants(const Indices& these) {
    auto assured = among(these, [&](auto i) { return sets_ad(side(i).reply); });
    auto others = without(these, assured);
    if (others.empty())
      return add({.kind = "variants-validated", .certainty = Certainty::claimed, .settle = "why"}, these);
    if (assured.empty())
      return add({.kind = "variants", .certainty = Certainty::open, .settle = "why"}, these);
    add({.kind = "unvalidated-differs",
         .severity = Severity::warning,
         .certainty = Certainty::open,
         .settle = "why"},
        others, assured);
  }

  // ---- refusing, silent, no resolver ----

  void refusals() {
    auto refusing = of(Told::refused);
    auto others = answering();
    if (refusing.empty() || refusing.size() == size()) return;
    add_claims("blocked", Severity::error, refusing, others, policy_codes);
    add_claims("prohibited", Severity::error, refusing, others, prohibited);
    add({.kind = "refused",
         .severity = Severity::error,
         .certainty = Certainty::open,
         .settle = "other-name"},
        without_a_reason(without_a_reason(refusing, policy_codes), prohibited), others);
  }

  /// By how no reply came; what is of no kind of its own is a connection that could not be made or held.
  void silence() {
    auto silent = of(Told::silent), rest = silent;
    auto take = [&](Error::Kind kind) {
      auto these = among(rest, [&](auto i) { return side(i).reply.error().kind == kind; });
      rest = without(rest, these);
      return these;
    };
    add({.kind = "not-verified", .severity = Severity::error}, take(Error::Kind::tls));
    add({.kind = "no-address", .severity = Severity::error}, take(Error::Kind::resolve));
    add({.kind = "no-reply",
         .severity = Severity::error,
         .certainty = Certainty::open,
         .settle = "other-name"},
        take(Error::Kind::timeout), without(all(), silent));
    add({.kind = "reply-cut", .severity = Severity::error, .settle = "again"}, take(Error::Kind::cut));
    add({.kind = "foreign-cookie", .severity = Severity::error}, take(Error::Kind::foreign_cookie));
    add({.kind = "no-connection",
         .severity = Severity::error,
         .certainty = Certainty::open,
         .settle = "again"},
        rest);
  }

  void asides() {
    add({.kind = "truncated", .settle = "whole"}, of(Told::truncated));
    if (of(Told::referral).size() < size()) add({.kind = "referral"}, of(Told::referral));
  }

  // ---- nothing of this ----

  void agreement() {
    auto assured = where([&](auto i) { return sets_ad(side(i).reply); });
    if (of(Told::refused).size() == size())
      return add({.kind = "agree-refusing", .certainty = Certainty::open, .settle = "other-name"}, all());
    if (answering().size() < size())
      return add({.kind = "agree-failing", .certainty = Certainty::open, .settle = "why"}, all());
    if (assured.empty()) return add({.kind = "agree"}, all());
    if (assured.size() == size())
      return add({.kind = "agree-validated", .certainty = Certainty::claimed}, all());
    add({.kind = "agree-some-validated", .certainty = Certainty::claimed}, assured, without(all(), assured));
  }

  std::uint16_t type_;
  SideBySide result_;
};

}  // namespace

std::string_view name(Certainty certainty) {
  constexpr std::string_view names[] = {"observed", "claimed", "likely", "open"};
  return names[static_cast<std::size_t>(certainty)];
}

bool SideBySide::disagreement() const {
  auto matters = [](const auto& one) { return one.severity != Severity::note; };
  return groups.size() > 1 && std::ranges::any_of(meanings, matters);
}

SideBySide compare(std::span<const Side> sides, const dns::Question& question) {
  return ComparisonJudge(sides, question).run();
}

}  // namespace edig::diagnosis

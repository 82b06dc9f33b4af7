#include "diagnosis/comparison.h"

#include <algorithm>
#include <set>
#include <tuple>

#include "diagnosis/special_address.h"
#include "dns/dnssec.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Indices = std::vector<std::size_t>;

enum class Kind { data, nodata, nxdomain, referral, truncated, refused, failure, silent };

// One record without what may differ between servers that agree: TTL, the case of letters.
using Datum = std::tuple<dns::Name, std::uint16_t, Bytes>;
using Data = std::set<Datum>;

// Signatures come only to those who ask for them, and a DNAME's CNAME says what it does (RFC 6672
// section 3.1).
bool counts(const dns::Record& record, std::uint16_t asked) {
  bool aside = record.type == dns::type::rrsig || record.type == dns::type::dname;
  return !aside || asked == record.type || asked == dns::type::any;
}

Data data_of(const dns::Message& message, std::uint16_t asked) {
  Data data;
  for (const auto& record : message.answer)
    if (counts(record, asked)) data.emplace(record.owner.lower(), record.type, dns::canonical_rdata(record));
  return data;
}

bool has_type(const std::vector<dns::Record>& section, std::uint16_t type) {
  return std::ranges::find(section, type, &dns::Record::type) != section.end();
}

bool is_referral(const dns::Message& message) {
  return message.answer.empty() && !message.header.aa && !has_type(message.authority, dns::type::soa) &&
         has_type(message.authority, dns::type::ns);
}

Kind kind_of(const Result<dns::Message>& reply, std::uint16_t asked) {
  if (!reply) return Kind::silent;
  switch (reply->rcode) {
    case dns::rcode::noerror:
      if (reply->header.tc) return Kind::truncated;
      if (is_referral(*reply)) return Kind::referral;
      return data_of(*reply, asked).empty() ? Kind::nodata : Kind::data;
    case dns::rcode::nxdomain:
      return Kind::nxdomain;
    case dns::rcode::refused:
      return Kind::refused;
    default:
      return Kind::failure;
  }
}

bool answers(Kind kind) { return kind == Kind::data || kind == Kind::nodata || kind == Kind::nxdomain; }
bool denies(Kind kind) { return kind == Kind::nodata || kind == Kind::nxdomain; }

constexpr std::initializer_list<std::uint16_t> policy_codes = {15, 16, 17, 4},
                                               dnssec_codes = {6, 7, 8, 9, 10, 11, 12, 25},
                                               stale_codes = {3, 19}, prohibited = {18};

std::optional<std::uint16_t> said(const Side& side, std::initializer_list<std::uint16_t> wanted) {
  auto found = std::ranges::find_first_of(side.info_codes, wanted);
  return found == side.info_codes.end() ? std::nullopt : std::optional(*found);
}

bool sets_ad(const Result<dns::Message>& reply) { return reply && reply->header.ad; }
bool has_answer(const std::optional<Result<dns::Message>>& look, std::uint16_t asked) {
  return look && answers(kind_of(*look, asked));
}

bool has_special_address(const dns::Message& message) {
  return std::ranges::any_of(message.answer, [](const auto& record) {
    auto address = dns::read_address(record);
    return address && special_address(*address);
  });
}

class Judge {
 public:
  Judge(std::span<const Side> sides, const dns::Question& question) : sides_(sides), type_(question.type) {
    for (const auto& side : sides) {
      kinds_.push_back(kind_of(side.reply, type_));
      data_.push_back(side.reply ? data_of(*side.reply, type_) : Data());
    }
  }

  SideBySide run() {
    group();
    if (of(Kind::silent).size() == sides_.size()) {
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
  // ---- who is who ----

  template <typename Predicate>
  Indices where(Predicate predicate) const {
    Indices found;
    for (std::size_t i = 0; i < sides_.size(); ++i)
      if (predicate(i)) found.push_back(i);
    return found;
  }
  Indices of(Kind kind) const {
    return where([&](auto i) { return kinds_[i] == kind; });
  }
  Indices all() const {
    return where([](auto) { return true; });
  }
  Indices answering() const {
    return where([&](auto i) { return answers(kinds_[i]); });
  }
  static Indices without(const Indices& of, const Indices& these) {
    Indices rest;
    std::ranges::copy_if(of, std::back_inserter(rest),
                         [&](auto i) { return std::ranges::find(these, i) == these.end(); });
    return rest;
  }
  template <typename Predicate>
  static Indices among(const Indices& of, Predicate predicate) {
    Indices found;
    std::ranges::copy_if(of, std::back_inserter(found), predicate);
    return found;
  }

  bool agree(std::size_t a, std::size_t b) const {
    if (kinds_[a] != kinds_[b]) return false;
    if (kinds_[a] == Kind::silent) return true;
    return sides_[a].reply->rcode == sides_[b].reply->rcode && data_[a] == data_[b];
  }

  void group() {
    for (std::size_t i = 0; i < sides_.size(); ++i) {
      auto found =
          std::ranges::find_if(result_.groups, [&](const auto& one) { return agree(one.front(), i); });
      found == result_.groups.end() ? result_.groups.push_back({i}) : found->push_back(i);
    }
    auto earlier = [](const Indices& a, const Indices& b) {
      return a.size() != b.size() ? a.size() > b.size() : a.front() < b.front();
    };
    std::ranges::sort(result_.groups, earlier);
    bool one_against_more =
        result_.groups.size() == 2 && result_.groups[0].size() > 1 && result_.groups[1].size() == 1;
    if (one_against_more) result_.alone = result_.groups[1].front();
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
          among(about, [&](auto i) { return said(sides_[i], codes) == code; }), against);
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

  bool root_fails(std::size_t i) const {
    return sides_[i].root && !has_answer(sides_[i].root, dns::type::soa);
  }
  bool seen_to_validate(std::size_t i) const { return has_answer(sides_[i].unchecked, type_); }
  bool validates(std::size_t i) const {
    return sets_ad(sides_[i].reply) || (sides_[i].root && sets_ad(*sides_[i].root));
  }

  void failures() {
    auto failing = of(Kind::failure), sound = answering();
    if (failing.empty()) return;
    auto by_policy = among(failing, [&](auto i) { return said(sides_[i], policy_codes).has_value(); });
    add_claims("blocked", Severity::error, by_policy, sound, policy_codes);
    failing = without(failing, by_policy);
    auto ailing = among(failing, [&](auto i) { return root_fails(i); });
    add({.kind = "server-ailing", .severity = Severity::error}, ailing, sound);
    failing = without(failing, ailing);
    auto rejecting =
        among(failing, [&](auto i) { return seen_to_validate(i) || said(sides_[i], dnssec_codes); });
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
    auto assured = among(sound, [&](auto i) { return sets_ad(sides_[i].reply); });
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
    auto with_data = of(Kind::data);
    auto denying = among(answering(), [&](auto i) { return denies(kinds_[i]); });
    if (!with_data.empty() && !denying.empty()) denied(denying, with_data);
    if (!of(Kind::nodata).empty() && !of(Kind::nxdomain).empty())
      add({.kind = "denials-differ",
           .severity = Severity::warning,
           .certainty = Certainty::open,
           .settle = "why"},
          of(Kind::nxdomain), of(Kind::nodata));
    bool differ =
        std::ranges::any_of(with_data, [&](auto i) { return data_[i] != data_[with_data.front()]; });
    if (differ) data_differ(with_data);
  }

  bool all_authoritative(const Indices& these) const {
    return std::ranges::all_of(these, [&](auto i) { return sides_[i].reply->header.aa; });
  }
  Indices without_a_reason(const Indices& these, std::initializer_list<std::uint16_t> codes) const {
    return among(these, [&](auto i) { return !said(sides_[i], codes); });
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
    auto assured = among(denying, [&](auto i) { return sets_ad(sides_[i].reply); });
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
    auto sinkholes = among(these, [&](auto i) { return has_special_address(*sides_[i].reply); });
    auto others = without(these, sinkholes);
    if (!others.empty() && !sinkholes.empty()) {
      add({.kind = "special-address",
           .severity = Severity::error,
           .certainty = Certainty::likely,
           .settle = "why"},
          sinkholes, others);
      these = others;
    }
    bool differ = std::ranges::any_of(these, [&](auto i) { return data_[i] != data_[these.front()]; });
    if (!these.empty() && differ) variants(these);
  }

  void variants(const Indices& these) {
    auto assured = among(these, [&](auto i) { return sets_ad(sides_[i].reply); });
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
    auto refusing = of(Kind::refused);
    auto others = answering();
    if (refusing.empty() || refusing.size() == sides_.size()) return;
    add_claims("blocked", Severity::error, refusing, others, policy_codes);
    add_claims("prohibited", Severity::error, refusing, others, prohibited);
    add({.kind = "refused",
         .severity = Severity::error,
         .certainty = Certainty::open,
         .settle = "other-name"},
        without_a_reason(without_a_reason(refusing, policy_codes), prohibited), others);
  }

  void silence() {
    auto silent = of(Kind::silent);
    auto tls = among(silent, [&](auto i) { return sides_[i].reply.error().kind == Error::Kind::tls; });
    auto nameless =
        among(silent, [&](auto i) { return sides_[i].reply.error().kind == Error::Kind::resolve; });
    auto timeouts =
        among(silent, [&](auto i) { return sides_[i].reply.error().kind == Error::Kind::timeout; });
    add({.kind = "not-verified", .severity = Severity::error}, tls);
    add({.kind = "no-address", .severity = Severity::error}, nameless);
    add({.kind = "no-reply",
         .severity = Severity::error,
         .certainty = Certainty::open,
         .settle = "other-name"},
        timeouts, without(all(), silent));
    add({.kind = "no-connection",
         .severity = Severity::error,
         .certainty = Certainty::open,
         .settle = "again"},
        without(without(without(silent, tls), nameless), timeouts));
  }

  void asides() {
    add({.kind = "truncated", .settle = "whole"}, of(Kind::truncated));
    if (of(Kind::referral).size() < sides_.size()) add({.kind = "referral"}, of(Kind::referral));
  }

  // ---- nothing of this ----

  void agreement() {
    auto assured = where([&](auto i) { return sets_ad(sides_[i].reply); });
    if (of(Kind::refused).size() == sides_.size())
      return add({.kind = "agree-refusing", .certainty = Certainty::open, .settle = "other-name"}, all());
    if (answering().size() < sides_.size())
      return add({.kind = "agree-failing", .certainty = Certainty::open, .settle = "why"}, all());
    if (assured.empty()) return add({.kind = "agree"}, all());
    if (assured.size() == sides_.size())
      return add({.kind = "agree-validated", .certainty = Certainty::claimed}, all());
    add({.kind = "agree-some-validated", .certainty = Certainty::claimed}, assured, without(all(), assured));
  }

  std::span<const Side> sides_;
  std::uint16_t type_;
  std::vector<Kind> kinds_;
  std::vector<Data> data_;
  SideBySide result_;
};

bool is_subset(const Data& part, const Data& whole) { return std::ranges::includes(whole, part); }

// The records of the type asked for, whatever alias leads to them.
std::set<Bytes> final_data(const dns::Message& message, std::uint16_t type) {
  std::set<Bytes> data;
  for (const auto& record : message.answer)
    if (record.type == type || type == dns::type::any) data.insert(dns::canonical_rdata(record));
  return data;
}

Standing against_bogus(const dns::Message& reply, Kind kind) {
  if (kind == Kind::failure) return Standing::rightly_fails;
  if (!answers(kind)) return Standing::unknown;
  return reply.header.ad ? Standing::wrongly_secure : Standing::unprotected;
}

Standing against_data(const dns::Message& reply, Kind kind, const dns::Message& proven, std::uint16_t type) {
  if (kind == Kind::failure) return Standing::wrongly_fails;
  if (!answers(kind)) return Standing::unknown;
  auto truth = final_data(proven, type), told = final_data(reply, type);
  bool alias = truth.empty() && !proven.answer.empty();
  if (alias)
    return is_subset(data_of(proven, type), data_of(reply, type)) ? Standing::agrees : Standing::unknown;
  if (truth == told) return Standing::agrees;
  if (truth.empty()) return Standing::wrongly_answers;
  return told.empty() ? Standing::wrongly_denies : Standing::other_data;
}

Standing stand(const Side& side, const dns::Question& question, const Diagnosis& diagnosis) {
  if (!side.reply) return Standing::unknown;
  auto kind = kind_of(side.reply, question.type);
  switch (diagnosis.status) {
    case Status::bogus:
      return against_bogus(*side.reply, kind);
    case Status::unresolvable:
      return kind == Kind::failure ? Standing::rightly_fails : Standing::unknown;
    case Status::secure:
    case Status::insecure:
      if (diagnosis.proven) return against_data(*side.reply, kind, *diagnosis.proven, question.type);
      return Standing::unknown;
    case Status::indeterminate:
      break;
  }
  return Standing::unknown;
}

}  // namespace

std::string_view name(Certainty certainty) {
  constexpr std::string_view names[] = {"observed", "claimed", "likely", "open"};
  return names[static_cast<std::size_t>(certainty)];
}

std::string_view name(Standing standing) {
  constexpr std::string_view names[] = {"agrees",          "rightly-fails", "unprotected",
                                        "wrongly-secure",  "wrongly-fails", "wrongly-denies",
                                        "wrongly-answers", "other-data",    "unknown"};
  return names[static_cast<std::size_t>(standing)];
}

bool SideBySide::disagreement() const {
  auto matters = [](const auto& one) { return one.severity != Severity::note; };
  return groups.size() > 1 && std::ranges::any_of(meanings, matters);
}

std::vector<SecondLook> second_looks(std::span<const Side> sides, bool checking) {
  auto fails = [](const Side& side) { return kind_of(side.reply, dns::type::any) == Kind::failure; };
  std::vector<SecondLook> looks;
  if (!checking || std::ranges::none_of(sides, fails)) return looks;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (fails(sides[i])) looks.push_back({i, SecondLook::What::unchecked});
    if (sides[i].reply) looks.push_back({i, SecondLook::What::root});
  }
  return looks;
}

SideBySide compare(std::span<const Side> sides, const dns::Question& question) {
  return Judge(sides, question).run();
}

std::vector<Standing> measure(std::span<const Side> sides, const dns::Question& question,
                              const Diagnosis& diagnosis) {
  std::vector<Standing> standings;
  for (const auto& side : sides) standings.push_back(stand(side, question, diagnosis));
  return standings;
}

}  // namespace edig::diagnosis

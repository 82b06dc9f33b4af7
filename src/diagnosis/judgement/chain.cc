#include "diagnosis/judgement/chain.h"

#include <algorithm>
#include <utility>

#include "diagnosis/judgement/contradictions.h"
#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/signers.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

// From the best to the worst, for a chain of aliases is as good as its worst part.
Status worse(Status a, Status b) {
  constexpr Status order[] = {Status::secure, Status::insecure, Status::indeterminate, Status::unresolvable,
                              Status::bogus};
  auto rank = [&](Status status) { return std::ranges::find(order, status) - std::begin(order); };
  return rank(a) < rank(b) ? b : a;
}

}  // namespace

// As validators do: the signatures name the zone (RFC 4035 section 5.3.1), and nothing has to be asked about
// the labels below it. Where they do not hold, a label that is a zone of its own may explain why.
Chain::Home Chain::find_home(const dns::Question& question, const dns::Message& message) {
  struct Tried {
    Descent::State state;
    Home home;
  };
  std::optional<Tried> claimed;
  auto home = home_of(question);
  // What a planned zone's servers sign as another zone is not what the plan leads to.
  auto signers = descent_.is_planned(home) ? Signers{} : signers_of(message, question, home);
  for (const auto& signer : signers.zones) {
    const auto before = descent_.state();
    auto trust = descent_.to(signer);
    bool knows = trust.zone == signer && trust.has_keys();
    if (knows || !descent_.anchored(signer)) {
      auto verdict = judge_answer(question, message, trust, context_);
      bool holds = verdict.status == Status::secure || verdict.status == Status::insecure;
      if (holds || !knows) return {std::move(trust), std::move(verdict)};
      if (!claimed) claimed = Tried{descent_.state(), {std::move(trust), std::move(verdict)}};
    }
    descent_.go_back(before);
  }
  auto trust = descent_.to(home);
  auto verdict = judge_answer(question, message, trust, context_);
  bool explains = verdict.status == Status::bogus || verdict.status == Status::secure;
  bool open = trust.status == Status::indeterminate && !trust.broken;
  if (!claimed || (signers.by_records ? explains : !open)) return {std::move(trust), std::move(verdict)};
  descent_.go_back(std::move(claimed->state));
  return std::move(claimed->home);
}

// What the reply that led to an alias says of where it leads: the proof that there is nothing.
std::optional<Chain::Home> Chain::denied_by(const dns::Question& question, const dns::Message& message) {
  auto signers = signers_of(message, question, home_of(question));
  if (!signers.by_records) return std::nullopt;
  const auto before = descent_.state();
  for (const auto& signer : signers.zones) {
    auto trust = descent_.to(signer);
    if (trust.zone == signer && trust.has_keys()) {
      auto verdict = judge_answer(question, message, trust, context_);
      if (verdict.status == Status::secure) return Home{std::move(trust), std::move(verdict)};
    }
    descent_.go_back(before);
  }
  return std::nullopt;
}

// Another name's reply may hold this one's records; what denies it, it may hold or not.
std::optional<Chain::Home> Chain::look_up(const dns::Question& question, const dns::Message*& message) {
  if (message && !speaks_of(*message, question.name, question.type)) {
    if (question != asked_) {
      descent_.also(*message);
      if (auto denied = denied_by(question, *message)) return denied;
    }
    message = nullptr;
  }
  if (!message) {
    message = source_.get(question).message;
    if (message && question != asked_) walk().further.push_back(message);
  }
  if (!message) return std::nullopt;
  return find_home(question, *message);
}

void Chain::no_answer(const dns::Question& question) {
  auto trust = descent_.to(home_of(question));
  walk().visit(trust);
  walk().hops.push_back({trust.zone, question});
  descent_.evidence(question);
  walk().status = worse(walk().status, trust.broken ? Status::bogus : Status::indeterminate);
  walk().answer = {question_text(question), std::nullopt, word("result-no-answer")};
}

void Chain::take(const dns::Question& question, const dns::Message& message, Home home) {
  auto& [trust, verdict] = home;
  walk().visit(trust);
  walk().hops.push_back({trust.zone, question});
  walk().covered.insert(verdict.covered.begin(), verdict.covered.end());
  if (verdict.synthesized) walk().synthesized.push_back(*verdict.synthesized);
  walk().name_exists |= verdict.name_exists;
  walk().compact |= verdict.compact;
  if (verdict.not_carried) walk().expect_dnssec(question, message);
  bool there = verdict.kind == AnswerVerdict::Kind::records || verdict.kind == AnswerVerdict::Kind::alias;
  if (there) {
    auto found = contradictions(question, trust, source_, context_);
    for (auto& finding : found.findings) walk().add(std::move(finding));
    walk().contradictory |= found.by_hearsay;
  }
  if (!there && verdict.status == Status::secure)
    if (auto finding = denied_apex(message, trust, context_)) walk().add(std::move(*finding));
  // RFC 1034 section 3.6.2: no other data beside an alias, and an apex has SOA and NS.
  if (verdict.kind == AnswerVerdict::Kind::alias && !verdict.synthesized && trust.zone == question.name)
    walk().add(alias_at_apex(question.name));
  for (auto& finding : verdict.findings) walk().add(std::move(finding));
  for (const auto& rrset : verdict.rrsets) walk().look_at(trust.zone, rrset);
  walk().show(trust.zone, verdict, message);
  walk().status = worse(walk().status, verdict.status);
  walk().answer = {question_text(question), verdict.status, verdict.text};
}

// Along the aliases, each judged in the zone where it lives.
void Chain::follow() {
  walk().status = Status::secure;
  auto current = asked_;
  std::set<dns::Name> seen;
  const auto* message = walk().message = source_.get(asked_).message;
  for (unsigned hops = 0;; ++hops) {
    walk().last = current;
    auto home = look_up(current, message);
    if (!home) return no_answer(current);
    auto zone = home->trust.zone;
    auto kind = home->verdict.kind;
    auto target = home->verdict.target;
    take(current, *message, std::move(*home));
    if (kind != AnswerVerdict::Kind::alias) return;
    bool circle = !seen.insert(current.name).second;
    if (!target || circle || hops == context_.budget->limits().aliases) {
      auto end = !target ? AliasEnd::name_too_long : circle ? AliasEnd::circle : AliasEnd::too_many;
      walk().add(alias_finding(asked_.name, target.value_or(current.name), zone, hops, end));
      walk().status = worse(walk().status, Status::unresolvable);
      return;
    }
    current.name = *target;
  }
}

Walk Chain::walk(const dns::Question& question) {
  asked_ = question;
  descent_.want({question});
  // The reply shows the whole chain of aliases, as a rule.
  std::vector<dns::Question> targets;
  if (auto reply = source_.get(question)) {
    auto name = question.name;
    for (unsigned hops = 0; hops < context_.budget->limits().aliases; ++hops) {
      auto target = alias_target(*reply.message, name);
      if (!target) break;
      name = *target;
      targets.push_back({name, question.type, question.cls});
    }
    if (!targets.empty()) descent_.want(targets);
  }
  follow();
  return std::exchange(walk(), {});
}

}  // namespace edig::diagnosis

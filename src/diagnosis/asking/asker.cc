#include "diagnosis/asking/asker.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "dns/types.h"

namespace edig::diagnosis {
namespace {

constexpr std::chrono::milliseconds slow_reply{1000};
constexpr std::chrono::milliseconds for_tcp_answer{3000};  // a connection and a query over it

bool has_signature(const dns::Message& message) {
  auto is_signature = [](const dns::Record& record) { return record.type == dns::type::rrsig; };
  return std::ranges::any_of(message.answer, is_signature) ||
         std::ranges::any_of(message.authority, is_signature);
}

}  // namespace

using std::chrono::milliseconds;

std::string Asker::key(const Ask& ask) {
  return fmt::format("{} {} {} {}{}{}{}{}{}{} {}", ask.question.name.text(), ask.question.type,
                     ask.question.cls, ask.server, ask.rd ? " rd" : "", ask.cd ? " cd" : "",
                     ask.dnssec_ok ? " do" : "", ask.edns ? " edns" : "", ask.tcp ? " tcp" : "",
                     ask.cookie ? " cookie" : "", ask.udp_size);
}

bool Asker::known(const std::string& key, const Ask& ask) const {
  auto found = answers_.find(key);
  if (found == answers_.end()) return false;
  const auto& [answer, waited] = found->second;
  return !answer.ran_out() || waited >= ask.wait;
}

// Those that are worth asking, each once, as far as the bound allows.
void Asker::pick(std::span<const Ask> asks, std::vector<Ask>& fresh, std::vector<std::string>& keys) {
  for (const auto& ask : asks) {
    auto text = key(ask);
    if (known(text, ask) || std::ranges::find(keys, text) != keys.end() || withheld(ask)) continue;
    if (questions_ + fresh.size() >= budget_.limits().questions) {
      budget_.reached(Bound::questions, budget_.limits().questions);
      break;
    }
    fresh.push_back(ask);
    keys.push_back(std::move(text));
  }
}

// That an address leads nowhere is a fault of whoever gives it; that it is not public is not, so edig's own
// bound is told.
bool Asker::withheld(const Ask& ask) {
  if (ask.server.empty() || is_within(reach_, ask.server)) return false;
  if (!leads_nowhere(ask.server)) budget_.reached(Bound::addresses);
  return true;
}

// Every try is a packet, and a reply may lead to one more: where all would be too many, fewer tries of each,
// then fewer questions.
void Asker::hold_packets(std::vector<Ask>& asks) {
  constexpr std::uint64_t for_one_beside = 2;  // its reply may be truncated
  auto sent = fetcher_.traffic().packets, limit = budget_.limits().packets;
  if (one_is_beside()) sent += for_one_beside;
  std::uint64_t left = limit > sent ? limit - sent : 0;
  auto most = [&](unsigned sends) {
    std::uint64_t sum = 0;
    for (const auto& ask : asks) sum += std::min(ask.sends, sends) + 1;
    return sum;
  };
  unsigned sends = 3;
  while (sends > 1 && most(sends) > left) --sends;
  for (auto& ask : asks) ask.sends = std::min(ask.sends, sends);
  if (most(sends) <= left) return;
  budget_.reached(Bound::packets, limit);
  asks.resize(std::min<std::size_t>(asks.size(), left / (sends + 1)));
}

void Asker::ask(std::span<const Ask> asks) {
  std::vector<Ask> fresh;
  std::vector<std::string> keys;
  pick(asks, fresh, keys);
  if (fresh.empty()) return;
  pick(std::exchange(along_, {}), fresh, keys);
  auto answers = send(fresh);
  for (std::size_t i = 0; i < answers.size(); ++i) keep(fresh[i], fresh[i], std::move(answers[i]), false);
  look_again(fresh);
}

// As many as the bounds allow: `asks` is what was sent.
std::vector<Answer> Asker::send(std::vector<Ask>& asks) {
  if (asks.empty()) return {};
  if (out_of_time()) {
    budget_.reached(Bound::deadline);
    asks.clear();
    return {};
  }
  hold_packets(asks);
  if (asks.empty()) return {};
  if (auto ask = std::exchange(beside_, {})) begin(*ask);
  auto longest = std::ranges::max(asks, {}, &Ask::wait).wait;
  auto answers = fetcher_.fetch(asks, std::min(budget_.deadline(), Clock::now() + longest));
  questions_ += static_cast<unsigned>(asks.size());
  ++round_trips_;
  return answers;
}

// What answers `asked` is the answer to `as`.
void Asker::keep(const Ask& asked, const Ask& as, Answer answer, bool after_silence) {
  if (answer.reply && !asked.server.empty()) {
    quickest_ms_ = std::min(quickest_ms_, answer.ms);
    slowest_ = std::max(slowest_, milliseconds(static_cast<int>(answer.ms)));
    if (slowest_ >= slow_reply) budget_.extend();
    heard_over_ipv6_ |= asked.server.find(':') != asked.server.npos;
    heard_.insert(asked.server);
  }
  if (answer.reply && has_signature(*answer.reply))
    (asked.server.empty() ? resolver_signs_ : servers_sign_) = true;
  if (asked.server.empty()) {
    resolver_asked_ = true;
    resolver_heard_ |= answer.reply.has_value();
  }
  answer.without_edns |= !asked.edns && as.edns;
  answer.after_silence = after_silence;
  answers_.insert_or_assign(key(as), Kept{std::move(answer), as.wait});
}

bool Asker::lost(const Ask& ask) const {
  if (ask.server.empty() || ask.tcp || !ask.edns) return false;
  const auto& answer = this->answer(ask);
  return answer.asked && answer.ran_out();
}

void Asker::look_again(const std::vector<Ask>& asks) {
  std::vector<Ask> again;
  std::ranges::copy_if(asks, std::back_inserter(again), [&](const Ask& ask) { return lost(ask); });
  if (again.empty()) return;
  probe_without_edns(again);
  std::erase_if(again, [&](const Ask& ask) { return !heard_.contains(ask.server); });
  again_over_tcp(again);
  std::erase_if(again,
                [&](const Ask& ask) { return !lost(ask) || !without_edns_only_.contains(ask.server); });
  for (auto& ask : again) ask.edns = false, ask.sends = 1;
  auto answers = send(again);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    auto as = again[i];
    as.edns = true;
    if (answers[i].reply) keep(again[i], as, std::move(answers[i]), true);
  }
}

// One question to each server that was given its time and has not been heard of.
void Asker::probe_without_edns(const std::vector<Ask>& asks) {
  std::vector<Ask> probes;
  for (auto ask : asks) {
    constexpr unsigned patient_sends = 3;
    if (heard_.contains(ask.server) || ask.sends < patient_sends || !probed_.insert(ask.server).second)
      continue;
    ask.edns = false;
    ask.sends = 1;
    ask.wait = brief();
    probes.push_back(std::move(ask));
  }
  auto answers = send(probes);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    if (answers[i].reply) without_edns_only_.insert(probes[i].server);
    keep(probes[i], probes[i], std::move(answers[i]), true);
  }
}

void Asker::again_over_tcp(const std::vector<Ask>& asks) {
  auto again = asks;
  for (auto& ask : again) {
    // What came over UDP says that there is more: it is known what to wait for.
    if (answer(ask).truncated) ask.wait = std::max(ask.wait, for_tcp_answer);
    ask.tcp = true;
    ask.sends = 1;
  }
  std::erase_if(again, [&](const Ask& ask) { return ask.cookie || answers_.contains(key(ask)); });
  auto answers = send(again);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    auto as = again[i];
    as.tcp = false;
    keep(again[i], again[i], answers[i], false);
    answers[i].lost_over_udp = !answer(as).truncated;
    if (answers[i].reply) keep(again[i], as, std::move(answers[i]), false);
  }
}

void Asker::begin(const Ask& ask) {
  if (begun_.contains(key(ask)) || questions_ >= budget_.limits().questions) return;
  ++questions_;
  begun_.emplace(key(ask), fetcher_.begin(ask));
}

bool Asker::one_is_beside() const {
  return beside_ || std::ranges::any_of(begun_, [](const auto& one) { return !*one.second; });
}

const Answer* Asker::answer_beside(const Ask& ask) const {
  auto found = begun_.find(key(ask));
  return found == begun_.end() || !*found->second ? nullptr : &**found->second;
}

const Answer& Asker::answer(const Ask& ask) const {
  static const Answer none{.reply = fail(Error::Kind::timeout, "not asked"), .asked = false};
  auto found = answers_.find(key(ask));
  return found == answers_.end() ? none : found->second.answer;
}

Cost Asker::cost() const {
  return {questions_, round_trips_, fetcher_.traffic(),
          std::chrono::duration<double, std::milli>(Clock::now() - start_).count()};
}

milliseconds Asker::brief() const {
  return std::clamp(4 * slowest_ + milliseconds(200), milliseconds(800), milliseconds(1500));
}

milliseconds Asker::patient() const {
  return std::clamp(6 * slowest_ + milliseconds(300), milliseconds(1500), milliseconds(4500));
}

}  // namespace edig::diagnosis

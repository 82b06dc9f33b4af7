#include "diagnosis/asking/asker.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "diagnosis/asking/special_address.h"

namespace edig::diagnosis {

using std::chrono::milliseconds;

std::string Asker::key(const Ask& ask) {
  return fmt::format("{} {} {} {}{}{}{}{}{}", ask.question.name.lower().text(), ask.question.type,
                     ask.question.cls, ask.server, ask.rd ? " rd" : "", ask.cd ? " cd" : "",
                     ask.dnssec_ok ? " do" : "", ask.edns ? " edns" : "", ask.tcp ? " tcp" : "");
}

bool Asker::known(const std::string& key, const Ask& ask) const {
  auto found = answers_.find(key);
  if (found == answers_.end()) return false;
  const auto& [answer, waited] = found->second;
  bool timed_out = !answer.reply && answer.reply.error().kind == Error::Kind::timeout;
  return !timed_out || waited >= ask.wait;
}

// Those that are worth asking, each once, as far as the bound allows.
void Asker::pick(std::span<const Ask> asks, std::vector<Ask>& fresh, std::vector<std::string>& keys) {
  for (const auto& ask : asks) {
    auto text = key(ask);
    if (known(text, ask) || std::ranges::find(keys, text) != keys.end() || withheld(ask)) continue;
    if (questions_ + fresh.size() >= budget_.limits().questions) {
      budget_.reached(std::to_string(budget_.limits().questions) + " questions");
      break;
    }
    fresh.push_back(ask);
    keys.push_back(std::move(text));
  }
}

bool Asker::withheld(const Ask& ask) const {
  return !ask_special_ && !ask.server.empty() && leads_nowhere(ask.server);
}

// Every try is a packet, and a reply may lead to one more: where all would be too many, fewer tries of each,
// then fewer questions.
void Asker::hold_packets(std::vector<Ask>& asks) {
  auto sent = fetcher_.traffic().packets, limit = budget_.limits().packets;
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
  budget_.reached(std::to_string(limit) + " packets");
  asks.resize(std::min<std::size_t>(asks.size(), left / (sends + 1)));
}

void Asker::ask(std::span<const Ask> asks) {
  std::vector<Ask> fresh;
  std::vector<std::string> keys;
  pick(asks, fresh, keys);
  if (fresh.empty()) return;
  pick(std::exchange(along_, {}), fresh, keys);
  if (out_of_time()) {
    budget_.reached("the deadline");
    return;
  }
  hold_packets(fresh);
  if (fresh.empty()) return;
  auto longest = std::ranges::max(fresh, {}, &Ask::wait).wait;
  auto answers = fetcher_.fetch(fresh, std::min(budget_.deadline(), Clock::now() + longest));
  questions_ += static_cast<unsigned>(fresh.size());
  ++round_trips_;
  for (std::size_t i = 0; i < answers.size() && i < keys.size(); ++i) {
    const auto& server = fresh[i].server;
    if (answers[i].reply && !server.empty()) {
      slowest_ = std::max(slowest_, milliseconds(static_cast<int>(answers[i].ms)));
      heard_over_ipv6_ |= server.find(':') != server.npos;
    }
    answers_.insert_or_assign(keys[i], Kept{std::move(answers[i]), fresh[i].wait});
  }
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
  return std::clamp(6 * slowest_ + milliseconds(300), milliseconds(1500), milliseconds(2500));
}

}  // namespace edig::diagnosis

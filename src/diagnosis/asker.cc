#include "diagnosis/asker.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

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
    if (known(text, ask) || std::ranges::find(keys, text) != keys.end()) continue;
    if (questions_ + fresh.size() >= budget_.limits().questions) {
      budget_.reached(std::to_string(questions_ + fresh.size()) + " questions");
      break;
    }
    fresh.push_back(ask);
    keys.push_back(std::move(text));
  }
}

void Asker::ask(std::span<const Ask> asks) {
  std::vector<Ask> fresh;
  std::vector<std::string> keys;
  pick(asks, fresh, keys);
  if (fresh.empty()) return;
  pick(std::exchange(along_, {}), fresh, keys);
  auto longest = std::ranges::max(fresh, {}, &Ask::wait).wait;
  if (out_of_time()) {
    budget_.reached("the deadline");
    return;
  }
  auto answers = fetcher_.fetch(fresh, std::min(deadline_, Clock::now() + longest));
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
  static const Answer none{fail(Error::Kind::timeout, "not asked: no time left, or too many questions")};
  auto found = answers_.find(key(ask));
  return found == answers_.end() ? none : found->second.answer;
}

milliseconds Asker::brief() const {
  return std::clamp(4 * slowest_ + milliseconds(200), milliseconds(800), milliseconds(1500));
}

milliseconds Asker::patient() const {
  return std::clamp(6 * slowest_ + milliseconds(300), milliseconds(1500), milliseconds(2500));
}

}  // namespace edig::diagnosis

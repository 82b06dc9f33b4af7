#include "diagnosis/asker.h"

#include <algorithm>

#include <fmt/format.h>

namespace edig::diagnosis {

std::string Asker::key(const Ask& ask) {
  return fmt::format("{} {} {} {}{}{}{}{}{}", ask.question.name.lower().text(), ask.question.type,
                     ask.question.cls, ask.server, ask.rd ? " rd" : "", ask.cd ? " cd" : "",
                     ask.dnssec_ok ? " do" : "", ask.edns ? " edns" : "", ask.tcp ? " tcp" : "");
}

void Asker::ask(std::span<const Ask> asks, std::chrono::milliseconds patience) {
  std::vector<Ask> fresh;
  std::vector<std::string> keys;
  for (const auto& ask : asks) {
    auto text = key(ask);
    if (answers_.contains(text) || std::ranges::find(keys, text) != keys.end()) continue;
    if (questions_ + fresh.size() >= budget_.limits().questions) {
      budget_.reached(std::to_string(questions_ + fresh.size()) + " questions");
      break;
    }
    fresh.push_back(ask);
    keys.push_back(std::move(text));
  }
  if (fresh.empty()) return;
  if (out_of_time()) {
    budget_.reached("the deadline");
    return;
  }
  auto answers = fetcher_.fetch(fresh, std::min(deadline_, Clock::now() + patience));
  questions_ += static_cast<unsigned>(fresh.size());
  ++round_trips_;
  for (std::size_t i = 0; i < answers.size() && i < keys.size(); ++i)
    answers_.insert_or_assign(keys[i], std::move(answers[i]));
}

const Answer& Asker::answer(const Ask& ask) const {
  static const Answer none{fail(Error::Kind::timeout, "not asked: no time left, or too many questions")};
  auto found = answers_.find(key(ask));
  return found == answers_.end() ? none : found->second;
}

}  // namespace edig::diagnosis

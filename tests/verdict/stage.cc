#include "stage.h"

#include <fmt/format.h>

#include "transport/match.h"

namespace edig::verdict {
namespace {

std::shared_ptr<const Given> read(Bytes wire) {
  auto message = dns::Message::parse(wire);
  return std::make_shared<const Given>(std::move(wire), std::move(message));
}

// As the transport room does: what is not the reply to the question is not seen.
bool is_reply(const dns::Message& message, const diagnosis::Ask& ask) {
  return transport::matches(message, {.question = ask.question}, 0, true);
}

}  // namespace

void Stage::start(Hand hand) {
  hand_ = std::move(hand);
  record_.clear();
}

std::vector<diagnosis::Answer> Stage::fetch(std::span<const diagnosis::Ask> asks,
                                            std::chrono::steady_clock::time_point) {
  std::vector<diagnosis::Answer> answers;
  for (const auto& ask : asks) answers.push_back(fetch_one(ask));
  return answers;
}

diagnosis::Answer Stage::fetch_one(const diagnosis::Ask& ask) {
  auto given = usual(ask);
  Coming coming{.wire = {}};
  if (auto changed = hand_ ? hand_(ask, given->wire) : std::nullopt) {
    coming = std::move(*changed);
    given = read(coming.wire);
  }
  bool comes = !given->wire.empty() && coming.ms <= ask.wait;
  if (comes && given->message) comes = is_reply(*given->message, ask);
  record_.push_back({ask, comes ? given : nullptr});
  if (!comes)
    return {.reply = fail(Error::Kind::timeout, "no reply"), .ms = static_cast<double>(ask.wait.count())};
  diagnosis::Answer answer{.reply = given->message,
                           .ms = static_cast<double>(coming.ms.count()),
                           .without_edns = coming.without_edns};
  if (answer.reply) answer.reply->header.id = static_cast<std::uint16_t>(record_.size() - 1);
  return answer;
}

// Replies do not change from one diagnosis to the next, so each is made and read once.
std::shared_ptr<const Given> Stage::usual(const diagnosis::Ask& ask) {
  auto key = fmt::format("{} {} {} {}{}{}{}", as_text(ask.question.name.wire()), ask.question.type,
                         ask.server, ask.rd, ask.cd, ask.dnssec_ok, ask.edns);
  auto& kept = usual_[key];
  if (!kept) kept = read(universe_.reply(ask));
  return kept;
}

}  // namespace edig::verdict

#include <algorithm>
#include <deque>
#include <set>
#include <unordered_map>
#include <utility>

#include "transport/framing.h"

namespace edig::transport {
namespace {

constexpr std::size_t max_pending = 4096;  // of the 65536 IDs, so that a free one is found at once

class LengthFraming : public Framing {
 public:
  void put(Pending& question) override {
    auto id = free_id();
    pending_[id] = &question;
    auto message = dns::encode(question.query, id);
    auto& frame = output_.emplace_back();
    frame.reserve(message.size() + 2);
    frame.push_back(static_cast<std::uint8_t>(message.size() >> 8));
    frame.push_back(static_cast<std::uint8_t>(message.size()));
    frame.insert(frame.end(), message.begin(), message.end());
    question.exchange.sent = std::move(message);
  }

  void forget(Pending& question) override {
    auto found = std::ranges::find(pending_, &question, [](auto& entry) { return entry.second; });
    if (found == pending_.end()) return;
    forgotten_.insert(found->first);
    pending_.erase(found);
  }

  Result<void> take(ByteView bytes) override {
    input_.insert(input_.end(), bytes.begin(), bytes.end());
    Reader reader(input_);
    std::size_t whole = 0;
    for (;;) {
      auto length = reader.u16();
      auto frame = length ? reader.take(*length) : std::nullopt;
      if (!frame) break;
      whole = reader.offset();
      take_message(*frame);
    }
    input_.erase(input_.begin(), input_.begin() + static_cast<std::ptrdiff_t>(whole));
    return {};
  }

  // One question at a time, so that over TLS each has a record of its own: dnsdist 1.7 leaves what else is in
  // a record until the next one comes.
  Bytes output() override {
    if (output_.empty()) return {};
    auto frame = std::move(output_.front());
    output_.pop_front();
    return frame;
  }
  bool accepts() const override { return pending_.size() + forgotten_.size() < max_pending; }
  unsigned replies() const override { return replies_; }

  void end(const Error& error) override {
    for (auto& [id, question] : std::exchange(pending_, {})) question->settle(std::unexpected(error));
  }

 private:
  std::uint16_t free_id() const {
    for (;;) {
      auto id = random_id();
      if (!pending_.contains(id) && !forgotten_.contains(id)) return id;
    }
  }

  void take_message(ByteView frame) {
    auto id = Reader(frame).u16();
    if (id && forgotten_.erase(*id) > 0) return;
    auto found = id ? pending_.find(*id) : pending_.end();
    if (found == pending_.end()) {
      for (auto& [other, question] : pending_) ++question->exchange.dropped;
      return;
    }
    auto& question = *found->second;
    auto message = dns::Message::parse(frame);
    if (!message || !matches(*message, question.query, *id, question.check_question)) {
      ++question.exchange.dropped;
      return;
    }
    pending_.erase(found);
    ++replies_;
    question.settle(Reply{std::move(*message), Bytes(frame.begin(), frame.end())});
  }

  std::unordered_map<std::uint16_t, Pending*> pending_;
  std::set<std::uint16_t> forgotten_;  // replies to these may still come
  Bytes input_;
  std::deque<Bytes> output_;
  unsigned replies_ = 0;
};

}  // namespace

std::unique_ptr<Framing> length_framing() { return std::make_unique<LengthFraming>(); }

}  // namespace edig::transport

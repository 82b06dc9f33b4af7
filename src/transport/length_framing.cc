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
    auto id = question.query.id && !pending_.contains(*question.query.id) ? *question.query.id : free_id();
    pending_[id] = {&question, dropped_};
    auto message = dns::encode(question.query, id);
    output_.emplace_back(id, framed(message));
    question.exchange.sent = std::move(message);
  }

  void forget(Pending& question) override {
    auto found = std::ranges::find(pending_, &question, [](auto& entry) { return entry.second.question; });
    if (found == pending_.end()) return;
    auto id = found->first;
    take_out(found);
    bool unsent = std::erase_if(output_, [id](auto& frame) { return frame.first == id; }) > 0;
    if (!unsent) forgotten_.insert(id);
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

  // Before its ID is there, it may be anybody's.
  std::optional<Part> part_of(const Pending& question) const override {
    Reader reader(input_);
    auto promised = reader.u16();
    if (!promised) return std::nullopt;
    auto came = input_.size() - reader.offset();
    auto id = reader.u16();
    if (id && *id != Reader(question.exchange.sent).u16()) return std::nullopt;
    return Part{came, *promised};
  }

  // One question at a time, so that over TLS each has a record of its own: dnsdist 1.7 leaves what else is in
  // a record until the next one comes.
  Bytes output() override {
    if (output_.empty()) return {};
    auto [id, frame] = std::move(output_.front());
    output_.pop_front();
    auto size = frame.size() - 2;
    sent_.add_message(size);
    auto asked = pending_.find(id);
    if (asked != pending_.end() && asked->second.question->account)
      asked->second.question->account->add_message(size);
    return std::move(frame);
  }
  bool accepts() const override { return pending_.size() + forgotten_.size() < max_pending; }
  unsigned replies() const override { return replies_; }
  const Traffic& sent() const override { return sent_; }

  void end(const Error& error) override {
    while (!pending_.empty()) take_out(pending_.begin()).settle(std::unexpected(error));
  }

 private:
  struct Waiting {
    Pending* question;
    unsigned dropped_before;
  };
  using Questions = std::unordered_map<std::uint16_t, Waiting>;

  std::uint16_t free_id() const {
    for (;;) {
      auto id = random_id();
      if (!pending_.contains(id) && !forgotten_.contains(id)) return id;
    }
  }

  // What came meanwhile and belonged to nobody is told of each that waited.
  Pending& take_out(Questions::iterator waiting) {
    auto [question, dropped_before] = waiting->second;
    question->exchange.dropped += dropped_ - dropped_before;
    pending_.erase(waiting);
    return *question;
  }

  static std::optional<dns::Message> read(ByteView frame, const Pending& question, std::uint16_t id) {
    if (!may_match(frame, question.exchange.sent, question.check_question)) return std::nullopt;
    auto message = dns::Message::parse(frame);
    if (!message || !matches(*message, question.query, id, question.check_question)) return std::nullopt;
    return std::move(*message);
  }

  void take_message(ByteView frame) {
    auto id = Reader(frame).u16();
    if (id && forgotten_.erase(*id) > 0) return;
    auto found = id ? pending_.find(*id) : pending_.end();
    if (found == pending_.end()) return drop(frame);
    auto& question = *found->second.question;
    auto message = read(frame, question, *id);
    if (!message) {
      ++question.exchange.dropped;
      return note_mismatch(question.exchange, frame, question.exchange.sent, question.check_question);
    }
    take_out(found);
    ++replies_;
    question.settle(Reply{std::move(*message), Bytes(frame.begin(), frame.end())});
  }

  // Belongs to no question: what does not fit is told of the only one that it may have been for.
  void drop(ByteView frame) {
    ++dropped_;
    if (pending_.size() != 1) return;
    auto& question = *pending_.begin()->second.question;
    note_mismatch(question.exchange, frame, question.exchange.sent, question.check_question);
  }

  Questions pending_;
  std::set<std::uint16_t> forgotten_;                   // replies to these may still come
  Bytes input_;                                         // less than one message
  std::deque<std::pair<std::uint16_t, Bytes>> output_;  // by ID; as many as are pending at the most
  unsigned replies_ = 0;
  unsigned dropped_ = 0;  // messages that belonged to no question
  Traffic sent_;
};

}  // namespace

Bytes framed(ByteView message) {
  Bytes frame;
  frame.reserve(message.size() + 2);
  append_u16(frame, message.size());
  append(frame, message);
  return frame;
}

std::unique_ptr<Framing> length_framing() { return std::make_unique<LengthFraming>(); }

}  // namespace edig::transport

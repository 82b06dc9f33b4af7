// A connection's framing in use: questions are put, the octets that came are taken in pieces, output is sent,
// questions are given up on the way. What is given up or settled is not settled again, all else is when the
// connection ends, and what goes out is in proportion to what came in.
#pragma once

#include <algorithm>
#include <array>
#include <memory>

#include "expect.h"
#include "transport/framing.h"

namespace edig::fuzz {

struct StreamQuestion {
  dns::Query query;
  transport::Exchange exchange{
      .peer = {}, .reply = {}, .sent = {}, .at = {}, .tls = {}, .http = {}, .attempts = {}};
  unsigned settled = 0;
  bool put = false, given_up = false;
  transport::Pending pending{query, true, exchange, [this] { ++settled; }};
};

class Stream {
 public:
  /// `how` is two octets: which questions are given up on the way (a bit for each of the four), whether the
  /// last is put late (0x10), whether nothing is sent before the end (0x20); and the size of the pieces, 0
  /// for all at once.
  Stream(std::unique_ptr<transport::Framing> framing, ByteView how)
      : framing_(std::move(framing)), how_(how[0]), piece_(how[1]) {
    for (std::size_t i = 0; i < questions_.size(); ++i)
      questions_[i].query.question = {*dns::Name::parse("www" + std::to_string(i) + ".valid.example."), 1, 1};
    for (std::size_t i = 0; i < (late() ? 3 : 4); ++i) put(questions_[i]);
    for (std::size_t i = 0; i < questions_.size(); ++i) send();
    sent_ = 0;
  }

  const StreamQuestion& question(std::size_t index) const { return questions_[index % questions_.size()]; }

  void run(ByteView input) {
    auto all = input.size();
    bool useful = true;
    for (std::size_t pieces = 0; useful && !input.empty(); ++pieces) {
      auto piece = input.first(piece_ == 0 ? input.size() : std::min(piece_, input.size()));
      input = input.subspan(piece.size());
      useful = framing_->take(piece).has_value();
      if (pieces == 0 && late() && framing_->accepts()) put(questions_.back());
      if (pieces < questions_.size() && (how_ >> pieces & 1) != 0) give_up(questions_[pieces]);
      if ((how_ & 0x20) == 0) send();
    }
    send();
    expect(sent_ <= 4 * all + most_of_questions);
    framing_->end({Error::Kind::closed, "the end", {}});
    for (const auto& question : questions_)
      expect(question.settled == (question.put && !question.given_up ? 1 : 0));
  }

 private:
  // A request each, the window and settings of HTTP/2.
  static constexpr std::size_t most_of_questions = 4096;

  bool late() const { return (how_ & 0x10) != 0; }
  void put(StreamQuestion& question) {
    question.put = true;
    framing_->put(question.pending);
  }
  void give_up(StreamQuestion& question) {
    if (!question.put || question.settled > 0) return;
    question.given_up = true;
    framing_->forget(question.pending);
  }
  void send() {
    for (std::size_t size; (size = framing_->output().size()) > 0;) sent_ += size;
  }

  std::array<StreamQuestion, 4> questions_;
  std::unique_ptr<transport::Framing> framing_;
  unsigned how_;
  std::size_t piece_, sent_ = 0;
};

}  // namespace edig::fuzz

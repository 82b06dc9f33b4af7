// Follows the chain of trust to a name, and along CNAME and DNAME to where it leads (RFC 4035 section 5),
// with evidence from a Source.
#pragma once

#include <optional>

#include "diagnosis/judgement/descent.h"

namespace edig::diagnosis {

class Chain {
 public:
  Chain(const Anchors& anchors, Source& source, const Context& context)
      : source_(source), context_(context), descent_(anchors, source, context) {}

  /// Another one goes on with what is known of zones: what was found in them is told in the first.
  Walk walk(const dns::Question& question);

 private:
  /// The zone that answers for a name, and what its answer is worth.
  struct Home {
    ZoneTrust trust;
    AnswerVerdict verdict;
  };

  Home find_home(const dns::Question& question, const dns::Message& message);
  std::optional<Home> denied_by(const dns::Question& question, const dns::Message& message);
  std::optional<Home> look_up(const dns::Question& question, const dns::Message*& message);
  void no_answer(const dns::Question& question);
  void take(const dns::Question& question, const dns::Message& message, Home home);
  void follow();
  Walk& walk() { return descent_.walk(); }

  Source& source_;
  Context context_;
  Descent descent_;
  dns::Question asked_;
};

}  // namespace edig::diagnosis

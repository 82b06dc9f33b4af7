// What the resolver does apart from the question: whether it serves at all, validates, or invents answers.
// Asked of it when a rule first wants to know.
#pragma once

#include <optional>

#include "diagnosis/asking/asker.h"

namespace edig::diagnosis {

class ResolverState {
 public:
  explicit ResolverState(Asker& asker) : asker_(asker) {}

  /// How it does with the root zone's own SOA, which every resolver has.
  enum class Service {
    well,
    validates_nothing,  ///< gives it only to those who ask it to check nothing (CD)
    fails,              ///< gives it to nobody
    silent              ///< gives no reply at all
  };
  Service service() const;
  /// Whether it sets AD for that; nothing where it gives no answer.
  std::optional<bool> validates() const;
  /// Its answer of type A for a name that cannot exist (RFC 6761 section 6.4): a page for those who have not
  /// logged in, or for those who mistyped. Null where it answers as it should.
  const dns::Message* invention() const;

 private:
  const Answer& ask(const dns::Question& question, bool cd) const;

  Asker& asker_;
};

}  // namespace edig::diagnosis

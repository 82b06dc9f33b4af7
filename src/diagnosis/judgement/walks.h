// The chains of trust to many names at once: evidence that they have in common is asked for and judged once,
// and what they lack is asked for together, in as few round trips as the chains allow.
//
// A walk (chain.h) asks for one question whatever it may need. Here a walk that finds evidence missing notes
// it, goes on without, and is made anew when all that is missing has come.
#pragma once

#include <optional>
#include <set>
#include <span>
#include <vector>

#include "diagnosis/judgement/chain.h"

namespace edig::diagnosis {

class Walks {
 public:
  Walks(const Anchors& anchors, Source& source, const Context& context)
      : anchors_(anchors), source_(source), context_(context), noting_(anchors, source) {}

  /// One for each question, in order. Their messages last as long as the source does.
  std::vector<Walk> to(std::span<const dns::Question> questions);

 private:
  /// Passes on what was asked for already, and notes the rest as far as a validator needs it.
  class Noting : public Source {
   public:
    Noting(const Anchors& anchors, Source& source) : anchors_(anchors), source_(source) {}
    void want(std::span<const dns::Question>) override {}
    Evidence get(const dns::Question& question) override;
    bool asked(const dns::Question& question) const override { return source_.asked(question); }
    bool delegated(const dns::Name& name) const override { return source_.delegated(name); }
    std::vector<dns::Question> take() { return std::exchange(noted_, {}); }

   private:
    bool has_ds(const dns::Name& zone);
    void note(const dns::Question& question);

    const Anchors& anchors_;
    Source& source_;
    std::vector<dns::Question> noted_;
    std::set<std::pair<dns::Name, std::uint16_t>> seen_;
  };

  void want(std::span<const dns::Question> questions);

  const Anchors& anchors_;
  Source& source_;
  Context context_;
  Noting noting_;
  std::optional<Chain> chain_;
};

}  // namespace edig::diagnosis

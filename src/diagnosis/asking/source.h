// Where the evidence comes from: a resolver that is told to check nothing (CD=1), or the authoritative
// servers themselves.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "diagnosis/asking/asker.h"

namespace edig::diagnosis {

struct Evidence {
  /// Null where none could be had.
  const dns::Message* message = nullptr;
  std::string server;   // that gave it; empty: the resolver
  std::string failure;  // why there is none: "SERVFAIL", "timeout"

  explicit operator bool() const { return message != nullptr; }
};

class Source {
 public:
  virtual ~Source() = default;
  /// Gets all at once, in as few round trips as it takes.
  virtual void want(std::span<const dns::Question> questions) = 0;
  /// The evidence on `question`; gets it where it was not wanted before.
  virtual Evidence get(const dns::Question& question) = 0;
  /// Whether `question` was wanted or got before.
  virtual bool asked(const dns::Question& question) const = 0;
  /// Whether `name` was seen to be a zone by a referral.
  virtual bool delegated(const dns::Name& name) const = 0;
};

/// What stands in the way where nothing was sent (Answer::asked).
inline constexpr std::string_view not_asked = "not asked";
/// What stands in the way where a reply came that could hold no signatures (Message::could_carry_dnssec).
inline constexpr std::string_view without_dnssec = "replies without DNSSEC";
/// NOERROR, NXDOMAIN, and YXDOMAIN with its DNAME are evidence if they came whole; else what stands in the
/// way, in a word or two.
std::string failure_of(const Answer& answer);

class ResolverSource : public Source {
 public:
  explicit ResolverSource(Asker& asker) : asker_(asker) {}
  void want(std::span<const dns::Question> questions) override;
  Evidence get(const dns::Question& question) override;
  bool asked(const dns::Question& question) const override { return asker_.asked(ask(question)); }
  bool delegated(const dns::Name&) const override { return false; }

  /// Whether it answered anything at all.
  bool heard() const { return heard_; }
  /// From here on a resolver may take its time over servers that do not answer.
  void be_patient() { patient_ = true, patience_ = std::chrono::milliseconds(4000); }

 private:
  Ask ask(const dns::Question& question) const;
  void notice(const Answer& answer);

  Asker& asker_;
  // What it has it gives sooner; for the rest the authoritative servers can be asked.
  std::chrono::milliseconds patience_{1200};
  bool patient_ = false;
  bool heard_ = false;
};

}  // namespace edig::diagnosis

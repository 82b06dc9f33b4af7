// Gets evidence from the authoritative servers themselves, by referrals from the root down (RFC 1034
// section 5.3.3).
//
// All questions go down together: each round asks what is left at the deepest zone known so far. Names of
// servers without glue are looked up the same way, to a bounded depth. Servers that do not answer are not
// asked again.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>

#include "diagnosis/asking/delegation.h"
#include "diagnosis/asking/source.h"

namespace edig::diagnosis {

class Iterator : public Source {
 public:
  /// `patient`: no server is passed over for being slow.
  Iterator(Asker& asker, Budget& budget, Delegation root, bool patient);

  /// Takes a delegation for known: no server of a parent is asked for it.
  void expect(Delegation delegation);
  void want(std::span<const dns::Question> questions) override;
  Evidence get(const dns::Question& question) override;
  bool asked(const dns::Question& question) const override {
    return results_.contains({question.name, question.type});
  }
  bool delegated(const dns::Name& name) const override { return delegations_.contains(name); }

  /// What the parent says of `zone`; null where no referral to it was seen.
  const Delegation* delegation(const dns::Name& zone) const;
  /// The deepest zone known that `name` lies in.
  const Delegation& closest(const dns::Name& name) const;
  /// Whether what stands for the root's servers offers recursion and answers for names far below the root, as
  /// none of them does: something on the way answers in their place.
  bool redirected() const { return redirected_; }
  /// Whether any authoritative server answered at all.
  bool reached() const { return reached_; }
  /// A server that is not to be asked about a zone.
  void avoid(const dns::Name& zone, const std::string& address) { useless_.insert({zone, address}); }
  /// A server that was passed over since it did not answer at once, or refused one question.
  bool passed_over(const std::string& address) const {
    return dead_.contains(address) || refusing_.contains(address);
  }

 private:
  struct Task {
    explicit Task(dns::Question asked) : question(std::move(asked)) {}
    dns::Question question;
    dns::Name zone;  // whose servers are asked
    std::set<std::string> tried;
    unsigned referrals = 0;
    std::string failure;
    /// Of a server that could give no signatures, has no authority, or speaks for the child where the parent
    /// is asked: for where no other has more to say.
    std::optional<Ask> lesser = {};
    bool done = false;
  };
  struct Result {
    Ask ask;
    std::string failure;
  };
  struct Sent {
    std::size_t task;
    Ask ask;
  };

  void run(std::span<const dns::Question> questions, unsigned depth);
  std::vector<Sent> plan(std::vector<Task>& tasks, unsigned depth);
  std::vector<std::string> pick(const Task& task, const Delegation& delegation) const;
  std::string why_no_server(const dns::Name& zone) const;
  void take(Task& task, const Ask& ask);
  void settle(Task& task, Result result);
  void refuses(const dns::Name& zone, const std::string& server);
  Result last_resort(const Task& task) const;
  void find_addresses(const dns::Name& zone, unsigned depth);

  Asker& asker_;
  Budget& budget_;
  bool patient_;
  std::map<dns::Name, Delegation> delegations_;
  std::map<std::pair<dns::Name, std::uint16_t>, Result> results_;
  std::map<dns::Name, Ask> referred_;                    // by which reply, with what it says of the DS
  std::map<dns::Name, std::string> good_;                // a server that answered, for each zone
  std::set<std::pair<dns::Name, std::string>> useless_;  // zone and server: lame or refusing
  std::set<std::string> dead_;                           // servers that gave no reply
  std::set<std::string> refusing_;                       // servers that refused something
  std::set<dns::Name> looking_;                          // zones whose servers' names are looked up
  bool reached_ = false, redirected_ = false;
};

}  // namespace edig::diagnosis

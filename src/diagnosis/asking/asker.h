// Asks each question once: answers are kept for the run, batches counted, the deadline and the bounds on
// questions and packets held. How long servers may take is learned from those that answered.
//
// A question that is lost over UDP to a server that is heard is asked once more over TCP, for what is lost
// may be large replies or EDNS (RFC 9715, RFC 6891 section 7), unless it had a cookie, which may be why; a
// server that is not heard at all is asked once without EDNS. So a reply without EDNS is the last resort, and
// says so.
//
// A zone's glue may say anything. Addresses of this host, of this link and of nobody are not asked, so that
// no zone can have edig send packets there, unless `reach` allows it (special_address.h).
#pragma once

#include <chrono>
#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "diagnosis/asking/fetcher.h"
#include "diagnosis/asking/special_address.h"
#include "diagnosis/validation/budget.h"

namespace edig::diagnosis {

class Asker {
 public:
  using Clock = std::chrono::steady_clock;

  Asker(Fetcher& fetcher, Budget& budget, Reach reach) : fetcher_(fetcher), budget_(budget), reach_(reach) {}

  /// Asks all at once that were not asked before, or that got no answer in a shorter time.
  void ask(std::span<const Ask> asks);
  /// These go along with the next that have to be asked.
  void ask_along(std::vector<Ask> asks) { along_ = std::move(asks); }
  /// This goes along, too, and is not waited for: its answer is there when it came while others were waited
  /// for. Where nothing more is asked, nor is this.
  void ask_beside(const Ask& ask) { beside_ = ask; }
  /// Null where none came so far.
  const Answer* answer_beside(const Ask& ask) const;
  /// The answer, once asked for. What could not be asked says so (Answer::asked).
  const Answer& answer(const Ask& ask) const;
  /// The same for asks that differ in patience only.
  static std::string key(const Ask& ask);
  bool asked(const Ask& ask) const { return answers_.contains(key(ask)); }

  /// How long to wait for an authoritative server where others can be asked instead, and before one is called
  /// dead.
  std::chrono::milliseconds brief() const;
  std::chrono::milliseconds patient() const;

  /// The server gave some reply.
  bool heard(const std::string& server) const { return heard_.contains(server); }

  /// The resolver was asked, and gave no reply to anything.
  bool resolver_is_silent() const { return resolver_asked_ && !resolver_heard_; }
  /// Whether any signature came, from the resolver or from any authoritative server.
  bool resolver_signs() const { return resolver_signs_; }
  bool servers_sign() const { return servers_sign_; }

  /// Whether any authoritative server answered over IPv6.
  bool heard_over_ipv6() const { return heard_over_ipv6_; }

  /// The quickest reply of any authoritative server; without one, more than any takes.
  double quickest_ms() const { return quickest_ms_; }

  bool out_of_time() const { return Clock::now() >= budget_.deadline(); }
  Cost cost() const;

 private:
  struct Kept {
    Answer answer;
    std::chrono::milliseconds waited;
  };

  void pick(std::span<const Ask> asks, std::vector<Ask>& fresh, std::vector<std::string>& keys);
  void hold_packets(std::vector<Ask>& asks);
  std::vector<Answer> send(std::vector<Ask>& asks);
  void begin(const Ask& ask);
  bool one_is_beside() const;
  bool lost(const Ask& ask) const;
  void keep(const Ask& ask, const Ask& as, Answer answer, bool after_silence);
  void look_again(const std::vector<Ask>& asks);
  void again_over_tcp(const std::vector<Ask>& asks);
  void probe_without_edns(const std::vector<Ask>& asks);
  bool withheld(const Ask& ask);
  bool known(const std::string& key, const Ask& ask) const;

  Fetcher& fetcher_;
  Budget& budget_;
  Reach reach_;
  std::map<std::string, Kept> answers_;
  std::vector<Ask> along_;
  std::optional<Ask> beside_;
  std::map<std::string, std::shared_ptr<const std::optional<Answer>>> begun_;
  double quickest_ms_ = std::numeric_limits<double>::max();
  std::chrono::milliseconds slowest_{0};  // of the authoritative servers that answered
  // Servers that gave any reply; that were asked without EDNS; that gave a reply only then.
  std::set<std::string> heard_, probed_, without_edns_only_;
  bool heard_over_ipv6_ = false, resolver_signs_ = false, servers_sign_ = false;
  bool resolver_asked_ = false, resolver_heard_ = false;
  unsigned questions_ = 0, round_trips_ = 0;
  Clock::time_point start_ = Clock::now();
};

}  // namespace edig::diagnosis

// Asks questions over UDP, TCP, TLS (RFC 7858) and HTTPS (RFC 8484).
//
// All questions of one call are in flight at once on one event loop; questions to the same server over a
// connection share it, and replies may come out of order (RFC 7766 section 6.2.1.1). Connections stay open
// for the next call. What was begun is carried on by every later call beside its own questions. The rules of
// asking again are those of dig unless the tactics say otherwise: tries, the next server, TCP after TC,
// without EDNS after FORMERR or NOTIMP, without options where the FORMERR has EDNS, with the server's cookie
// after BADCOOKIE, over TCP after another client's cookie, with its version after BADVERS.
//
// Not for use by several threads.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "dns/query.h"
#include "transport/exchange.h"
#include "transport/traffic.h"

namespace edig::transport {

class TransferSink;

enum class Family { any, v4, v6 };
/// Whether `host`, an address or a name, may be asked where addresses are to be of `family`.
bool fits(std::string_view host, Family family);

struct Tactics {
  using Clock = std::chrono::steady_clock;

  std::chrono::milliseconds timeout{5000};  // of one try
  /// Of all tries together: what is under way then ends, and no other begins.
  Clock::time_point deadline = Clock::time_point::max();
  int tries = 3;             // over UDP
  bool exact_tries = false;  // none beyond them: the last of several is that without EDNS
  int connection_tries = 1;  // over a connection, as long as it stays silent
  /// As dig: whatever the failure, the same server is tried again; then each other one is asked once.
  bool try_like_dig = false;
  bool ignore_tc = false;                // keep a truncated reply
  bool next_server_on_servfail = false;  // dig's +nofail
  bool edns_fallback = true;             // without EDNS where the server says that it does not know it
  bool version_fallback = true;          // with the server's version of EDNS after BADVERS
  bool cookie_fallback = true;           // with the server's cookie after BADCOOKIE
  bool edns_silence_fallback = true;     // and once, over UDP, where it says nothing at all
  bool check_question = true;            // a reply must repeat the question
  Family family = Family::any;
  std::string source_address;     // empty: the system chooses
  std::uint16_t source_port = 0;  // 0: random
  std::string bootstrap;          // address of the resolver for host names of servers; empty: the system
  /// Where given, what is sent by these tactics is counted there as well.
  std::shared_ptr<Traffic> account = {};
};

struct Job {
  dns::Query query;
  std::vector<Server> servers;  // tried in turn; not empty
  Tactics tactics;
};

/// A job, and what becomes of its exchange.
struct Errand {
  Job job;
  std::function<void(Exchange)> done;
};

/// Errands that come one after the other, as from a file that is still being written.
class Errands {
 public:
  virtual ~Errands() = default;
  /// The next; nothing where there is none now. Asked again whenever another one is done.
  virtual std::optional<Errand> next() = 0;
  /// Where `next` gave nothing: a descriptor that is readable when there may be more. Nothing: there is none
  /// before another one is done, and where none is under way, that was all.
  virtual std::optional<int> awaited() const = 0;
};

class Client {
 public:
  using Clock = std::chrono::steady_clock;

  Client();
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// Asks all `jobs` at once; one Exchange each, in their order.
  std::vector<Exchange> ask(std::span<const Job> jobs);
  Exchange ask(const Job& job);

  /// What one question leaves for the next: connections and cookies.
  struct Kept;
  /// For questions that shall have nothing to do with the client's others.
  std::shared_ptr<Kept> keep_apart();
  std::vector<Exchange> ask(std::span<const Job> jobs, Kept& kept);

  /// Asks as many of `errands` at a time as it can, until there are none; `done` is called in the order of
  /// completion.
  void ask(Errands& errands);

  /// Begins `errand` and does not wait for it.
  void begin(Errand errand);
  void begin(Errand errand, std::shared_ptr<Kept> kept);
  /// Carries on what was begun until then, or until `over`, or until nothing of it is left.
  void carry_on(Clock::time_point until, const std::function<bool()>& over);

  /// Of a question that many messages answer (transfer.h): over TCP or TLS, whatever else is under way.
  Exchange transfer(const Job& job, TransferSink& sink);

  /// `watcher` is told now and then, while a call waits, of one of the jobs that are not done.
  void watch(std::function<void(const Job&)> watcher);

  /// Of all questions so far, and of looking up their servers' names by the bootstrap resolver.
  const Traffic& traffic() const;

 private:
  struct Loop;
  class Call;
  std::unique_ptr<Loop> loop_;
};

}  // namespace edig::transport

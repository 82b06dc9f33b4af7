// Several inquiries side by side on one client: each asks and waits as if it were alone, and while it waits
// the others go on.
#pragma once

#include <chrono>
#include <functional>
#include <list>
#include <memory>
#include <span>
#include <vector>

#include "base/fiber.h"
#include "run/client_fetcher.h"
#include "transport/client.h"

namespace edig::run {

/// One of them, as what it does has it.
class Inquiry {
 public:
  using Work = std::function<void(Inquiry&)>;

  Inquiry(transport::Client& client, std::size_t most_at_once, Work work)
      : client_(client),
        most_at_once_(most_at_once),
        fiber_([this, work = std::move(work)](Fiber&) { work(*this); }) {}

  /// Nobody waits for it any more: what it asks from here on has no reply, at once.
  bool given_up() const { return given_up_; }
  /// Until it is so, or the inquiry is given up.
  void wait(const std::function<bool()>& until);
  /// One Exchange for each, in their order; `most_at_once` are under way at a time.
  std::vector<transport::Exchange> ask(std::span<const transport::Job> jobs,
                                       const std::shared_ptr<transport::Client::Kept>& kept);

 private:
  friend class Inquiries;

  transport::Client& client_;
  std::size_t most_at_once_;
  bool given_up_ = false;
  const std::function<bool()>* awaited_ = nullptr;
  Fiber fiber_;
};

class Inquiries {
 public:
  using Work = Inquiry::Work;
  using Clock = std::chrono::steady_clock;

  /// `most_at_once`: questions of each that are under way at a time.
  Inquiries(transport::Client& client, std::size_t most_at_once)
      : client_(client), most_at_once_(most_at_once) {}
  Inquiries(const Inquiries&) = delete;
  Inquiries& operator=(const Inquiries&) = delete;
  ~Inquiries() { give_up(); }

  /// Carries it on as far as its first question. It is over when `work` returns, which must not throw. An
  /// error where the system has no thread for it.
  Result<void> begin(Work work);
  std::size_t under_way() const { return all_.size(); }
  /// Until then, or until one of them has had something to do.
  void carry_on(Clock::time_point until);
  /// All come to their ends without any further reply.
  void give_up();

 private:
  void resume(std::list<Inquiry>::iterator inquiry);

  transport::Client& client_;
  std::size_t most_at_once_;
  std::list<Inquiry> all_;
};

/// The fetcher of one of them.
class InquiryFetcher : public ClientFetcher {
 public:
  InquiryFetcher(Inquiry& inquiry, transport::Client& client, const transport::Server& server,
                 const transport::Tactics& tactics, std::uint16_t udp_size)
      : ClientFetcher(client, {server}, tactics, udp_size), inquiry_(inquiry) {}

 protected:
  std::vector<transport::Exchange> exchange(std::span<const transport::Job> jobs, Kept kept) override {
    return inquiry_.ask(jobs, kept);
  }

 private:
  Inquiry& inquiry_;
};

}  // namespace edig::run

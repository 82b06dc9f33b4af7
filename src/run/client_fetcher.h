// The diagnosis room's window on the world, over the transport room.
#pragma once

#include <memory>

#include "diagnosis/asking/fetcher.h"
#include "transport/client.h"

namespace edig::run {

/// Questions for the resolver go to `servers`, as the user asked; those for authoritative servers over UDP or
/// TCP to port 53. What the client has begun goes on meanwhile, and is not counted here.
class ClientFetcher : public diagnosis::Fetcher {
 public:
  /// `udp_size`: of replies, at the most (RFC 6891 section 6.2.3). `apart`: on connections of its own, where
  /// the client's are still needed for something else.
  ClientFetcher(transport::Client& client, std::vector<transport::Server> servers, transport::Tactics tactics,
                std::uint16_t udp_size = dns::Edns().udp_size, bool apart = false)
      : client_(client),
        servers_(std::move(servers)),
        tactics_(std::move(tactics)),
        udp_size_(udp_size),
        apart_(apart ? client.keep_apart() : nullptr) {}

  std::vector<diagnosis::Answer> fetch(std::span<const diagnosis::Ask> asks,
                                       std::chrono::steady_clock::time_point deadline) override;
  std::shared_ptr<const std::optional<diagnosis::Answer>> begin(const diagnosis::Ask& ask) override;
  diagnosis::Traffic traffic() const override {
    return {traffic_->packets, traffic_->octets, traffic_->connections};
  }

 protected:
  using Kept = std::shared_ptr<transport::Client::Kept>;
  transport::Client& client() { return client_; }
  /// `kept`: what the questions leave for the next; null: the client's own.
  virtual std::vector<transport::Exchange> exchange(std::span<const transport::Job> jobs, Kept kept) {
    return kept ? client_.ask(jobs, *kept) : client_.ask(jobs);
  }

 private:
  /// Servers that want to leave one question unanswered close the connection, and with it go the others.
  void ask_alone(std::span<const transport::Job> jobs, std::span<transport::Exchange> exchanges,
                 std::chrono::steady_clock::time_point deadline);
  std::vector<transport::Exchange> ask(std::span<const transport::Job> jobs);
  dns::Edns edns(const diagnosis::Ask& ask) const;
  transport::Job job(const diagnosis::Ask& ask, std::chrono::milliseconds patience) const;

  transport::Client& client_;
  std::vector<transport::Server> servers_;
  transport::Tactics tactics_;
  std::uint16_t udp_size_;
  std::shared_ptr<transport::Client::Kept> apart_;
  std::shared_ptr<transport::Traffic> traffic_ = std::make_shared<transport::Traffic>();
};

}  // namespace edig::run

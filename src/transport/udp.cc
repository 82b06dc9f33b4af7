#include "transport/udp.h"

#include <sys/socket.h>

#include <array>
#include <memory>

#include "transport/failure.h"
#include "transport/match.h"
#include "transport/source.h"

namespace edig::transport {
namespace {

// Datagrams read before the clock is looked at again, however many keep coming.
constexpr int max_at_once = 64;

// Which sockets have something to read. Outlives the exchange, as the loop tells of closed sockets late.
struct News {
  explicit News(Executor executor) : changed(executor) {}
  Condition changed;
  std::vector<bool> readable;
  bool any() const { return std::ranges::find(readable, true) != readable.end(); }
};

// One address of the server, and the socket that asks it.
struct Line {
  Line(Executor executor, const asio::ip::udp::endpoint& to) : socket(executor), server(to) {}

  UdpSocket socket;
  asio::ip::udp::endpoint server;
  std::uint16_t id = random_id();
  Bytes sent;
  Clock::time_point start = Clock::now();
};

class UdpExchange {
 public:
  UdpExchange(Executor executor, Peer peer, Addresses addresses, const dns::Query& query,
              const Tactics& tactics)
      : executor_(executor),
        peer_(std::move(peer)),
        addresses_(std::move(addresses)),
        query_(query),
        tactics_(tactics),
        news_(std::make_shared<News>(executor)),
        exchange_(unanswered(peer_)) {}

  Task<Exchange> run(Clock::time_point deadline) {
    auto* news = news_.get();
    while (alive_ > 0 || start_next()) {
      bool more = lines_.size() < addresses_.size();
      auto until = more ? std::min(deadline, Clock::now() + patience()) : deadline;
      bool heard = co_await news->changed.wait(until, [news] { return news->any(); });
      if (heard && read_all()) break;
      if (Clock::now() >= deadline) {
        exchange_.reply = std::unexpected(no_reply(exchange_.peer, tactics_.timeout));
        exchange_.ms = ms_since(lines_.back()->start);
        break;
      }
      if (!heard) start_next();
    }
    co_return std::move(exchange_);
  }

 private:
  // Before the next address is asked as well: 250 ms, and longer each time, so that a slow answer does not
  // bring the question to all of many addresses.
  Clock::duration patience() const {
    return std::chrono::milliseconds(125) * (1 << std::min<std::size_t>(lines_.size(), 8));
  }

  // Asks at the next address that can be asked; false when there is none left.
  bool start_next() {
    while (lines_.size() < addresses_.size()) {
      asio::ip::udp::endpoint server(addresses_[lines_.size()], peer_.port);
      auto& line = *lines_.emplace_back(std::make_unique<Line>(executor_, server));
      news_->readable.push_back(false);
      exchange_.peer.address = server.address().to_string();
      if (auto error = send(line)) {
        give_up(line, error.value());
        continue;
      }
      ++alive_;
      listen(lines_.size() - 1);
      return true;
    }
    return false;
  }

  asio::error_code send(Line& line) {
    line.sent = dns::encode(query_, line.id);
    exchange_.sent = line.sent;
    auto error = open_from_source(line.socket, line.server.address(), tactics_);
    if (!error) line.socket.connect(line.server, error);
    if (!error) line.socket.send(asio::buffer(line.sent), 0, error);
    return error;
  }

  void listen(std::size_t index) {
    lines_[index]->socket.async_wait(UdpSocket::wait_read,
                                     [news = news_, index](const asio::error_code& error) {
                                       if (error) return;
                                       news->readable[index] = true;
                                       news->changed.notify();
                                     });
  }

  // True when the question is settled.
  bool read_all() {
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (!news_->readable[i]) continue;
      news_->readable[i] = false;
      if (read(*lines_[i])) return true;
      if (lines_[i]->socket.is_open()) listen(i);
    }
    return false;
  }

  bool read(Line& line) {
    thread_local std::array<std::uint8_t, 65535> buffer;
    for (int i = 0; i < max_at_once; ++i) {
      auto size = ::recv(line.socket.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
      if (size < 0) {
        --alive_;
        give_up(line, errno);
        return false;
      }
      if (accept(line, ByteView(buffer).first(static_cast<std::size_t>(size)))) return true;
      ++exchange_.dropped;
    }
    return false;
  }

  bool accept(Line& line, ByteView datagram) {
    if (Reader(datagram).u16() != line.id) return false;
    auto message = dns::Message::parse(datagram);
    if (!message || !matches(*message, query_, line.id, tactics_.check_question)) return false;
    if (!cookie_fits(*message, query_)) return false;
    exchange_.peer.address = line.server.address().to_string();
    exchange_.ms = ms_since(line.start);
    exchange_.at = std::chrono::system_clock::now();
    exchange_.sent = std::move(line.sent);
    exchange_.reply = Reply{std::move(*message), Bytes(datagram.begin(), datagram.end())};
    return true;
  }

  void give_up(Line& line, int error) {
    auto peer = peer_;
    peer.address = line.server.address().to_string();
    exchange_.peer = peer;
    exchange_.reply = std::unexpected(socket_failure(peer, error));
    exchange_.ms = ms_since(line.start);
    asio::error_code ignored;
    line.socket.close(ignored);
  }

  Executor executor_;
  Peer peer_;
  Addresses addresses_;
  const dns::Query& query_;
  const Tactics& tactics_;
  std::shared_ptr<News> news_;
  std::vector<std::unique_ptr<Line>> lines_;
  std::size_t alive_ = 0;  // lines that may still bring a reply
  Exchange exchange_;
};

}  // namespace

Task<Exchange> ask_udp(Executor executor, Peer peer, Addresses addresses, const dns::Query& query,
                       const Tactics& tactics, Clock::time_point deadline) {
  UdpExchange exchange(executor, std::move(peer), std::move(addresses), query, tactics);
  co_return co_await exchange.run(deadline);
}

}  // namespace edig::transport

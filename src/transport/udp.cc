#include "transport/udp.h"

#include <sys/socket.h>

#include <array>
#include <atomic>
#include <utility>

#include "dns/types.h"
#include "transport/descriptors.h"
#include "transport/failure.h"
#include "transport/match.h"
#include "transport/source.h"

namespace edig::transport {
namespace {

// Datagrams read before the clock is looked at again, however many keep coming.
constexpr int max_at_once = 16;

// How long the reply may come after one that was dropped for its cookie: who was faster has forged it.
constexpr auto wait_after_foreign_cookie = std::chrono::milliseconds(250);

// Beyond three quarters of the sockets that there may be nobody listens for late replies, nor asks at a
// second address while the first may still answer.
std::atomic<int> open_lines = 0;
bool crowded() {
  static const int max_spare_lines = descriptors_for_sockets() * 3 / 4;
  return open_lines >= max_spare_lines;
}

}  // namespace

// Which sockets have something to read. Outlives the exchange, as the loop tells of closed sockets late.
struct UdpTries::News {
  explicit News(Executor executor) : changed(executor) {}
  Condition changed;
  std::vector<bool> readable;
  bool any() const { return std::ranges::find(readable, true) != readable.end(); }
};

// What one address was asked, and the socket that asked it.
struct UdpTries::Line {
  Line(Executor executor, const asio::ip::udp::endpoint& to, const Peer& p, std::shared_ptr<const Step> what)
      : socket(executor), server(to), peer(p), step(std::move(what)) {
    peer.address = to.address().to_string();
    ++open_lines;
  }
  ~Line() { --open_lines; }
  Line(const Line&) = delete;
  Line& operator=(const Line&) = delete;

  UdpSocket socket;
  asio::ip::udp::endpoint server;
  Peer peer;
  std::shared_ptr<const Step> step;
  std::uint16_t id = step->query.id.value_or(random_id());
  Bytes sent;
  Clock::time_point start = Clock::now();
};

class UdpTries::Try {
 public:
  Try(UdpTries& tries, Step& step, const Peer& peer, const Addresses& addresses, const Tactics& tactics)
      : network_(tries.network_),
        news_(tries.news_),
        lines_(tries.lines_),
        first_(lines_.size()),
        step_(step),
        asked_(std::make_shared<const Step>(step)),
        peer_(peer),
        addresses_(addresses),
        tactics_(tactics),
        exchange_(unanswered(peer_)) {
    // Of two sockets with the same port the kernel would take any.
    if (crowded() || tactics_.source_port != 0)
      for (std::size_t i = 0; i < first_; ++i) hang_up(i);
  }

  Task<Exchange> run(Clock::time_point deadline) {
    deadline_ = deadline;
    auto* news = news_.get();
    while (alive_ > 0 || start_next()) {
      auto until = another() ? std::min(deadline_, Clock::now() + patience()) : deadline_;
      bool heard = co_await news->changed.wait(until, [news] { return news->any(); });
      if (heard && read_all()) break;
      if (Clock::now() >= deadline_) {
        exchange_.reply = std::unexpected(no_reply(exchange_, tactics_.timeout));
        exchange_.ms = ms_since(start_);
        break;
      }
      if (!heard && another()) start_next();
    }
    if (foreign_ && !exchange_.reply) tell_of_foreign_cookie();
    co_return std::move(exchange_);
  }

 private:
  std::size_t tried() const { return lines_.size() - first_; }

  // Whether another address is to be asked while one may still answer.
  bool another() const { return tried() < addresses_.size() && !crowded(); }

  // Before that: 250 ms, and longer each time, so that a slow answer does not bring the question to all of
  // many addresses.
  Clock::duration patience() const {
    return std::chrono::milliseconds(125) * (1 << std::min<std::size_t>(tried(), 8));
  }

  // Asks at the next address that can be asked; false when there is none left.
  bool start_next() {
    while (tried() < addresses_.size()) {
      asio::ip::udp::endpoint server(addresses_[tried()], peer_.port);
      auto& line = *lines_.emplace_back(std::make_unique<Line>(network_.executor, server, peer_, asked_));
      news_->readable.push_back(false);
      exchange_.peer = line.peer;
      start_ = line.start;
      if (auto error = send(line)) {
        give_up(lines_.size() - 1, error.value());
        continue;
      }
      ++alive_;
      listen(lines_.size() - 1);
      return true;
    }
    return false;
  }

  asio::error_code send(Line& line) {
    line.sent = dns::encode(line.step->query, line.id);
    exchange_.sent = line.sent;
    auto error = open_from_source(line.socket, line.server.address(), tactics_);
    if (!error) line.socket.connect(line.server, error);
    const auto& proxy = line.step->server.proxy;
    auto header = proxy ? proxy_header(*proxy, Carrier::datagrams) : Bytes();
    if (!error) line.socket.send(std::array{asio::buffer(header), asio::buffer(line.sent)}, 0, error);
    if (!error) network_.count(tactics_, {.packets = 1, .octets = line.sent.size()});
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
      if (!lines_[i]) continue;
      if (read(i)) return true;
      if (lines_[i]) listen(i);
    }
    return false;
  }

  bool read(std::size_t index) {
    // There is one loop, on one thread. Thread-local memory of this size would be cleared at every start.
    static std::array<std::uint8_t, 65535> buffer;
    auto& line = *lines_[index];
    for (int i = 0; i < max_at_once; ++i) {
      auto size = ::recv(line.socket.native_handle(), buffer.data(), buffer.size(), MSG_DONTWAIT);
      if (size < 0 && (errno == EAGAIN || errno == EINTR)) return false;
      if (size < 0) {
        if (index >= first_) --alive_;
        give_up(index, errno);
        return false;
      }
      if (accept(index, ByteView(buffer).first(static_cast<std::size_t>(size)))) return true;
    }
    return false;
  }

  bool accept(std::size_t index, ByteView datagram) {
    auto& line = *lines_[index];
    auto drop = [&] {
      ++exchange_.dropped;
      note_mismatch(exchange_, datagram, line.sent, tactics_.check_question);
      return false;
    };
    if (!may_match(datagram, line.sent, tactics_.check_question)) return drop();
    auto message = dns::Message::parse(datagram);
    if (!message || !matches(*message, line.step->query, line.id, tactics_.check_question)) return drop();
    if (!has_cookie_of(*message, *line.step)) {
      ++exchange_.dropped;
      if (index >= first_) note_foreign_cookie(line);
      return false;
    }
    exchange_.peer = line.peer;
    exchange_.ms = ms_since(line.start);
    exchange_.at = std::chrono::system_clock::now();
    exchange_.late = index < first_;
    exchange_.sent = std::move(line.sent);
    exchange_.reply = Reply{std::move(*message), Bytes(datagram.begin(), datagram.end())};
    if (exchange_.late) step_ = *line.step;
    hang_up(index);
    return true;
  }

  // Where the server returned another client's, even one that nobody asked for is that.
  static bool has_cookie_of(const dns::Message& reply, const Step& step) {
    bool asked = step.query.edns && step.query.edns->find(dns::option::cookie);
    bool given = reply.edns && reply.edns->find(dns::option::cookie);
    if (step.ways_past_cookie > 0 && given && !asked) return false;
    return cookie_fits(reply, step.query);
  }

  void note_foreign_cookie(const Line& line) {
    if (foreign_) return;
    foreign_ = {line.peer, line.start};
    deadline_ = std::min(deadline_, Clock::now() + wait_after_foreign_cookie);
  }

  void tell_of_foreign_cookie() {
    exchange_.peer = foreign_->first;
    exchange_.ms = ms_since(foreign_->second);
    exchange_.foreign_cookie = true;
    exchange_.reply = std::unexpected(foreign_cookie(exchange_.peer));
  }

  // An earlier try that fails tells nothing about this one.
  void give_up(std::size_t index, int error) {
    auto& line = *lines_[index];
    if (index >= first_) {
      exchange_.peer = line.peer;
      exchange_.reply = std::unexpected(socket_failure(line.peer, error));
      exchange_.ms = ms_since(line.start);
    }
    hang_up(index);
  }

  void hang_up(std::size_t index) { lines_[index].reset(); }

  Network& network_;
  std::shared_ptr<News> news_;
  std::vector<std::unique_ptr<Line>>& lines_;
  std::size_t first_;  // of this try's lines; those before it are earlier ones'
  Step& step_;
  std::shared_ptr<const Step> asked_;
  const Peer& peer_;
  const Addresses& addresses_;
  const Tactics& tactics_;
  std::size_t alive_ = 0;  // lines of this try that may still bring a reply
  Clock::time_point start_ = Clock::now(), deadline_;
  std::optional<std::pair<Peer, Clock::time_point>> foreign_;  // the first that returned a foreign cookie
  Exchange exchange_;
};

UdpTries::UdpTries(Network& network) : network_(network), news_(std::make_shared<News>(network.executor)) {}
UdpTries::~UdpTries() = default;

Task<Exchange> UdpTries::ask(Step& step, const Peer& peer, const Addresses& addresses, const Tactics& tactics,
                             Clock::time_point deadline) {
  Try once(*this, step, peer, addresses, tactics);
  co_return co_await once.run(deadline);
}

}  // namespace edig::transport

#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstring>

#include "transport/failure.h"
#include "transport/line.h"
#include "transport/query_ids.h"
#include "transport/source.h"

namespace edig::transport {
namespace {

constexpr std::size_t batch = 64;           // datagrams in one call
constexpr std::size_t max_datagram = 4096;  // that is read whole; edig asks for 1232 (EDNS)
constexpr int max_batches = 8;              // read before the loop turns again
constexpr int wanted_buffer = 4 << 20;      // of the kernel, for what comes while edig does something else

// What the calls of one loop share: nothing in it outlives a call.
struct Inbox {
  Inbox() {
    for (std::size_t i = 0; i < batch; ++i) {
      parts[i] = {octets[i].data(), octets[i].size()};
      messages[i].msg_hdr.msg_iov = &parts[i];
      messages[i].msg_hdr.msg_iovlen = 1;
    }
  }
  std::array<std::array<std::uint8_t, max_datagram>, batch> octets;
  std::array<iovec, batch> parts{};
  std::array<mmsghdr, batch> messages{};
};

class UdpLine : public Line {
 public:
  UdpLine(Network& network, const Server& server, const asio::ip::address& address, const Tactics& tactics,
          std::size_t number, BulkListener& listener)
      : network_(network),
        peer_(unresolved(server)),
        endpoint_(address, server.port),
        tactics_(tactics),
        number_(number),
        listener_(listener) {
    peer_.address = address.to_string();
  }
  ~UdpLine() override {
    asio::error_code ignored;
    for (auto& socket : sockets_) {
      socket->line = nullptr;
      socket->socket.close(ignored);
    }
  }
  UdpLine(const UdpLine&) = delete;
  UdpLine& operator=(const UdpLine&) = delete;

  Result<void> open(std::size_t sockets) {
    for (std::size_t i = 0; i < sockets; ++i) {
      auto& socket = *sockets_.emplace_back(std::make_shared<Socket>(network_.executor, i));
      auto error = open_from_source(socket.socket, endpoint_.address(), tactics_);
      if (!error) socket.socket.connect(endpoint_, error);
      if (error) return std::unexpected(socket_failure(peer_, error.value()));
      asio::error_code ignored;
      socket.socket.set_option(asio::socket_base::receive_buffer_size(wanted_buffer), ignored);
      socket.socket.set_option(asio::socket_base::send_buffer_size(wanted_buffer), ignored);
      socket.line = this;
      listen(socket);
    }
    return {};
  }

  std::optional<Handle> send(Ticket ticket, ByteView query) override {
    if (waiting_ == batch) flush();
    auto& socket = *sockets_[turn_];
    auto id = socket.ids.take(ticket);
    if (!id) return std::nullopt;
    auto& octets = outgoing_[waiting_++];
    octets.assign(query.begin(), query.end());
    octets[0] = static_cast<std::uint8_t>(*id >> 8);
    octets[1] = static_cast<std::uint8_t>(*id);
    return socket.handle | *id;
  }

  // What the kernel has no room for is lost, as on the way.
  void flush() override {
    if (waiting_ == 0) return;
    std::array<iovec, batch> parts{};
    std::array<mmsghdr, batch> messages{};
    for (std::size_t i = 0; i < waiting_; ++i) {
      parts[i] = {outgoing_[i].data(), outgoing_[i].size()};
      messages[i].msg_hdr.msg_iov = &parts[i];
      messages[i].msg_hdr.msg_iovlen = 1;
      network_.count(tactics_, {.packets = 1, .octets = outgoing_[i].size()});
    }
    auto& socket = *sockets_[turn_];
    for (std::size_t sent = 0; sent < waiting_;) {
      auto result = sendmmsg(socket.socket.native_handle(), messages.data() + sent,
                             static_cast<unsigned>(waiting_ - sent), MSG_DONTWAIT);
      if (result > 0) {
        sent += static_cast<std::size_t>(result);
      } else if (errno == ECONNREFUSED) {
        refuse(socket);  // of an earlier one; this one is still to go
      } else if (errno != EINTR) {
        break;
      }
    }
    waiting_ = 0;
    turn_ = (turn_ + 1) % sockets_.size();
  }

  void forget(Ticket ticket, Handle handle) override {
    sockets_[handle >> 16]->ids.release(static_cast<std::uint16_t>(handle), ticket);
  }
  const Peer& peer() const override { return peer_; }

 private:
  struct Socket {
    Socket(Executor executor, std::size_t place)
        : socket(executor), handle(static_cast<Handle>(place << 16)) {}
    UdpSocket socket;
    QueryIds ids;
    Handle handle;            // without the ID
    UdpLine* line = nullptr;  // null once that is gone: the loop tells late
  };

  void listen(Socket& socket) {
    auto self = *std::ranges::find(sockets_, &socket, &std::shared_ptr<Socket>::get);
    socket.socket.async_wait(UdpSocket::wait_read, [self](const asio::error_code& error) {
      if (error || !self->line) return;
      self->line->read(*self);
      self->line->listen(*self);
    });
  }

  void read(Socket& socket) {
    static auto made = std::make_unique<Inbox>();
    auto& inbox = *made;
    for (int i = 0; i < max_batches; ++i) {
      auto count =
          recvmmsg(socket.socket.native_handle(), inbox.messages.data(), batch, MSG_DONTWAIT, nullptr);
      if (count < 0 && errno == ECONNREFUSED) refuse(socket);
      if (count <= 0) return;
      for (std::size_t j = 0; j < static_cast<std::size_t>(count); ++j)
        take(socket, ByteView(inbox.octets[j]).first(inbox.messages[j].msg_len));
      if (count < static_cast<int>(batch)) return;
    }
  }

  Way way(const Socket& socket, Ticket ticket, std::uint16_t id) const {
    return {.ticket = ticket, .line = number_, .handle = socket.handle | id};
  }

  void take(Socket& socket, ByteView message) {
    if (message.size() < 2) return;
    auto id = static_cast<std::uint16_t>(message[0] << 8 | message[1]);
    auto ticket = socket.ids.find(id);
    if (ticket && listener_.received(way(socket, *ticket, id), message)) socket.ids.release(id);
  }

  // ICMP says that nobody listens, and not to which query.
  void refuse(Socket& socket) {
    auto error = socket_failure(peer_, ECONNREFUSED);
    for (auto [ticket, id] : socket.ids.release_all()) listener_.lost(way(socket, ticket, id), error, false);
  }

  Network& network_;
  Peer peer_;
  asio::ip::udp::endpoint endpoint_;
  Tactics tactics_;
  std::size_t number_;
  BulkListener& listener_;
  std::vector<std::shared_ptr<Socket>> sockets_;
  std::array<Bytes, batch> outgoing_;
  std::size_t waiting_ = 0;
  std::size_t turn_ = 0;  // the socket of this batch
};

}  // namespace

Result<std::unique_ptr<Line>> udp_line(Network& network, const Server& server,
                                       const asio::ip::address& address, const Tactics& tactics,
                                       std::size_t sockets, std::size_t number, BulkListener& listener) {
  auto line = std::make_unique<UdpLine>(network, server, address, tactics, number, listener);
  if (auto opened = line->open(sockets); !opened) return std::unexpected(opened.error());
  return line;
}

}  // namespace edig::transport

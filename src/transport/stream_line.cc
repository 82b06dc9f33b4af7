#include <asio/co_spawn.hpp>
#include <utility>

#include "transport/failure.h"
#include "transport/line.h"
#include "transport/open_stream.h"
#include "transport/query_ids.h"

namespace edig::transport {
namespace {

constexpr std::size_t read_size = 65536;
// What waits to be written beyond that makes no server faster.
constexpr std::size_t max_unwritten = 65536;
constexpr auto patience_to_open = std::chrono::seconds(5);
// After a connection that came to nothing.
constexpr auto pause = std::chrono::milliseconds(500);

// A connection that is opened when there is something to send, and again when it has ended.
class Channel : public std::enable_shared_from_this<Channel> {
 public:
  Channel(Network& network, const Server& server, const Tactics& tactics, Way way, BulkListener& listener)
      : network_(network),
        server_(server),
        tactics_(tactics),
        way_(way),
        listener_(&listener),
        peer_(unresolved(server)) {
    peer_.address = server.host;
  }

  std::optional<std::uint16_t> send(Ticket ticket, ByteView query) {
    if (unwritten_.size() > max_unwritten || Clock::now() < not_before_) return std::nullopt;
    auto id = ids_.take(ticket);
    if (!id) return std::nullopt;
    append_u16(unwritten_, query.size());
    auto at = unwritten_.size();
    append(unwritten_, query);
    unwritten_[at] = static_cast<std::uint8_t>(*id >> 8);
    unwritten_[at + 1] = static_cast<std::uint8_t>(*id);
    network_.count(tactics_, {.packets = 1, .octets = query.size()});
    return id;
  }

  void flush() {
    if (unwritten_.empty()) return;
    if (state_ == State::closed) begin(run());
    if (state_ == State::open && !std::exchange(writing_, true)) begin(write());
  }

  void forget(std::uint16_t id) { ids_.release(id); }

  void abandon() {
    listener_ = nullptr;
    if (stream_) stream_->close();
  }

 private:
  enum class State { closed, opening, open };

  void begin(Task<void> task) {
    asio::co_spawn(network_.executor, std::move(task), [self = shared_from_this()](std::exception_ptr fault) {
      if (fault)
        self->end({Error::Kind::internal, "the connection to " + describe(self->peer_) + " failed", {}});
    });
  }

  Task<void> run() {
    auto self = shared_from_this();
    state_ = State::opening;
    served_ = 0;
    Opened opened{.peer = unresolved(server_), .tls = {}};
    auto stream = co_await open_stream(network_, server_, tactics_, opened, Clock::now() + patience_to_open);
    if (!listener_) co_return;
    if (!stream) co_return end(stream.error());
    stream_ = std::move(*stream);
    state_ = State::open;
    flush();
    co_await read();
  }

  Task<void> read() {
    Bytes input;
    std::size_t filled = 0;
    for (;;) {
      input.resize(std::max(input.size(), filled + read_size));
      asio::error_code error;
      filled += co_await stream_->read_some(std::span(input).subspan(filled), error);
      if (!listener_) co_return;
      if (error) co_return end(stream_failure(peer_, error));
      auto taken = take(ByteView(input).first(filled));
      std::copy(input.begin() + static_cast<std::ptrdiff_t>(taken),
                input.begin() + static_cast<std::ptrdiff_t>(filled), input.begin());
      filled -= taken;
    }
  }

  // How much of it were whole messages.
  std::size_t take(ByteView bytes) {
    Reader reader(bytes);
    std::size_t whole = 0;
    for (;;) {
      auto length = reader.u16();
      auto message = length ? reader.take(*length) : std::nullopt;
      if (!message) return whole;
      whole = reader.offset();
      take_message(*message);
    }
  }

  Way way(Ticket ticket, std::uint16_t id) const {
    return {.ticket = ticket, .line = way_.line, .handle = way_.handle | id};
  }

  void take_message(ByteView message) {
    auto id = Reader(message).u16();
    auto ticket = id ? ids_.find(*id) : std::nullopt;
    if (!ticket || !listener_->received(way(*ticket, *id), message)) return;
    ids_.release(*id);
    ++served_;
  }

  Task<void> write() {
    auto self = shared_from_this();
    while (state_ == State::open && !unwritten_.empty()) {
      auto bytes = std::exchange(unwritten_, {});
      asio::error_code error;
      co_await stream_->write(bytes, error);
      if (error) break;  // the reader is told as well
    }
    writing_ = false;
  }

  void end(const Error& error) {
    if (state_ == State::closed) return;
    state_ = State::closed;
    if (stream_) stream_->close();
    unwritten_.clear();
    if (served_ == 0) not_before_ = Clock::now() + pause;
    if (!listener_) return;
    for (auto [ticket, id] : ids_.release_all()) listener_->lost(way(ticket, id), error, served_ > 0);
  }

  Network& network_;
  const Server& server_;
  const Tactics& tactics_;
  Way way_;                 // without ticket and ID
  BulkListener* listener_;  // null once nobody listens any more
  Peer peer_;
  QueryIds ids_;
  Bytes unwritten_;
  std::unique_ptr<ByteStream> stream_;
  State state_ = State::closed;
  bool writing_ = false;
  std::size_t served_ = 0;  // replies on this connection
  Clock::time_point not_before_{};
};

class StreamLine : public Line {
 public:
  StreamLine(Network& network, Server server, const asio::ip::address& address, Tactics tactics,
             std::size_t connections, std::size_t number, BulkListener& listener)
      : server_(std::move(server)), tactics_(std::move(tactics)), peer_(unresolved(server_)) {
    peer_.address = address.to_string();
    for (std::size_t i = 0; i < connections; ++i)
      channels_.push_back(std::make_shared<Channel>(
          network, server_, tactics_,
          Way{.ticket = 0, .line = number, .handle = static_cast<Handle>(i << 16)}, listener));
  }
  ~StreamLine() override {
    for (auto& channel : channels_) channel->abandon();
  }
  StreamLine(const StreamLine&) = delete;
  StreamLine& operator=(const StreamLine&) = delete;

  std::optional<Handle> send(Ticket ticket, ByteView query) override {
    for (std::size_t i = 0; i < channels_.size(); ++i) {
      auto turn = turn_++ % channels_.size();
      if (auto id = channels_[turn]->send(ticket, query)) return static_cast<Handle>(turn << 16 | *id);
    }
    return std::nullopt;
  }
  void flush() override {
    for (auto& channel : channels_) channel->flush();
  }
  void forget(Handle handle) override { channels_[handle >> 16]->forget(static_cast<std::uint16_t>(handle)); }
  const Peer& peer() const override { return peer_; }

 private:
  Server server_;
  Tactics tactics_;
  Peer peer_;
  std::vector<std::shared_ptr<Channel>> channels_;
  std::size_t turn_ = 0;
};

}  // namespace

std::unique_ptr<Line> stream_line(Network& network, const Server& server, const asio::ip::address& address,
                                  const Tactics& tactics, std::size_t connections, std::size_t number,
                                  BulkListener& listener) {
  return std::make_unique<StreamLine>(network, server, address, tactics, connections, number, listener);
}

}  // namespace edig::transport

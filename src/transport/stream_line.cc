#include <asio/co_spawn.hpp>
#include <utility>

#include "transport/bulk_framing.h"
#include "transport/failure.h"
#include "transport/line.h"
#include "transport/open_stream.h"
#include "transport/query_ids.h"

namespace edig::transport {
namespace {

constexpr std::size_t read_size = 65536;
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
    if (Clock::now() < not_before_) return std::nullopt;
    auto id = ids_.take(ticket);
    if (!id) return std::nullopt;
    if (!framing_->put(*id, query)) {
      ids_.release(*id);
      return std::nullopt;
    }
    waiting_ = true;
    network_.count(tactics_, {.packets = 1, .octets = query.size()});
    return id;
  }

  void flush() {
    if (!waiting_) return;
    if (state_ == State::closed) {
      state_ = State::opening;
      begin(run());
    }
    if (state_ == State::open && !std::exchange(writing_, true)) begin(write());
  }

  void forget(Ticket ticket, std::uint16_t id) {
    if (ids_.release(id, ticket)) framing_->forget(id);
  }

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
      auto taken = framing_->take(ByteView(input).first(filled));
      if (!taken) co_return end(taken.error());
      std::copy(input.begin() + static_cast<std::ptrdiff_t>(*taken),
                input.begin() + static_cast<std::ptrdiff_t>(filled), input.begin());
      filled -= *taken;
      waiting_ = true;  // the framing may have something to say to it
      flush();
    }
  }

  Way way(Ticket ticket, std::uint16_t id) const {
    return {.ticket = ticket, .line = way_.line, .handle = way_.handle | id};
  }

  void take_message(std::uint16_t id, ByteView message) {
    auto ticket = ids_.find(id);
    if (!ticket || !listener_ || !listener_->received(way(*ticket, id), message)) return;
    ids_.release(id);
    ++served_;
  }

  void lose(std::uint16_t id, const Error& error) {
    auto ticket = ids_.find(id);
    ids_.release(id);
    if (ticket && listener_) listener_->lost(way(*ticket, id), error, false);
  }

  std::unique_ptr<BulkFraming> make_framing() {
    BulkFraming::Callbacks callbacks{
        .received = [this](std::uint16_t id, ByteView message) { take_message(id, message); },
        .failed = [this](std::uint16_t id, const Error& error) { lose(id, error); }};
    return is_http(server_.protocol) ? bulk_http2_framing(server_, std::move(callbacks))
                                     : bulk_length_framing(std::move(callbacks));
  }

  Task<void> write() {
    auto self = shared_from_this();
    while (state_ == State::open) {
      waiting_ = false;
      auto bytes = framing_->output();
      if (bytes.empty()) break;
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
    framing_ = make_framing();
    waiting_ = false;
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
  std::unique_ptr<BulkFraming> framing_ = make_framing();
  bool waiting_ = false;  // there is something to send
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
  void forget(Ticket ticket, Handle handle) override {
    channels_[handle >> 16]->forget(ticket, static_cast<std::uint16_t>(handle));
  }
  const Peer& peer() const override { return peer_; }

 private:
  Server server_;
  Tactics tactics_;
  Peer peer_;
  std::vector<std::shared_ptr<Channel>> channels_;
  std::size_t turn_ = 0;
};

}  // namespace

Result<std::unique_ptr<Line>> stream_line(Network& network, const Server& server,
                                          const asio::ip::address& address, const Tactics& tactics,
                                          std::size_t connections, std::size_t number,
                                          BulkListener& listener) {
  return std::make_unique<StreamLine>(network, server, address, tactics, connections, number, listener);
}

}  // namespace edig::transport

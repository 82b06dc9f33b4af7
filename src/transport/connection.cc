#include "transport/connection.h"

#include <asio/co_spawn.hpp>
#include "transport/failure.h"

namespace edig::transport {
namespace {

// What a server may send without settling a question. All replies that may be under way over HTTP/2 take less
// than half of it, whatever their order.
constexpr std::size_t max_in_vain = 16 << 20;

}  // namespace

Connection::Connection(Network& network, Server server, Tactics tactics)
    : network_(network),
      server_(std::move(server)),
      tactics_(std::move(tactics)),
      opened_{.peer = unresolved(server_), .tls = {}},
      changed_(network.executor) {}

void Connection::open(Clock::time_point deadline) {
  asio::co_spawn(network_.executor, run(deadline), [self = shared_from_this()](std::exception_ptr fault) {
    if (fault)
      self->end({Error::Kind::internal, "the connection to " + describe(self->opened_.peer) + " failed", {}});
  });
}

bool Connection::usable() const { return !ended_ && !silent_ && (!open_ || framing_->accepts()); }

void Connection::close() { end(ended_early(opened_.peer)); }

Exchange Connection::blank() const {
  auto exchange = unanswered(opened_.peer);
  exchange.tls = opened_.tls;
  return exchange;
}

Task<Exchange> Connection::ask(const dns::Query& query, const Tactics& tactics, Clock::time_point deadline) {
  auto self = shared_from_this();
  ++users_;
  bool had_to_open = !open_;
  co_await changed_.wait(Clock::time_point::max(),
                         [this] { return open_ || ended_; });  // has its own deadline
  auto exchange = blank();
  exchange.connect_ms = had_to_open ? opened_.connect_ms : 0;
  if (ended_) {
    exchange.reply = std::unexpected(*ended_);
    --users_;
    co_return exchange;
  }
  bool settled = false;
  Condition reply(network_.executor);
  auto settle = [&] {
    settled = true;
    in_vain_ = 0;
    reply.notify();
  };
  Pending question{query, tactics.check_question, exchange, settle, tactics.account.get()};
  auto start = Clock::now();
  framing_->put(question);
  write_soon();
  if (!co_await reply.wait(deadline, [&settled] { return settled; })) {
    framing_->forget(question);
    exchange.reply = std::unexpected(no_reply(exchange, tactics.timeout));
    silent_ = true;
  }
  tell_of_cut(question);
  exchange.ms = ms_since(start);
  exchange.at = std::chrono::system_clock::now();
  --users_;
  co_return exchange;
}

// That a reply had begun says more than that it did not come.
void Connection::tell_of_cut(const Pending& question) const {
  auto& reply = question.exchange.reply;
  if (reply) return;
  const auto& error = reply.error();
  auto part = framing_->part_of(question);
  if (part && (error.kind == Error::Kind::timeout || broke_off(error)))
    reply =
        std::unexpected(cut_off(opened_.peer, part->came, part->promised, error.kind == Error::Kind::reset));
}

Task<void> Connection::run(Clock::time_point deadline) {
  auto established = co_await establish(deadline);
  if (!established) co_return end(established.error());
  open_ = true;
  changed_.notify();
  co_await read();
}

Task<Result<void>> Connection::establish(Clock::time_point deadline) {
  auto stream = co_await open_stream(network_, server_, tactics_, opened_, deadline);
  if (!stream) co_return std::unexpected(stream.error());
  stream_ = std::move(*stream);
  framing_ = is_http(server_.protocol) ? http2_framing(server_, opened_.peer) : length_framing();
  co_return Result<void>();
}

Task<void> Connection::read() {
  Bytes buffer(16384);
  while (!ended_) {
    asio::error_code error;
    auto size = co_await stream_->read_some(buffer, error);
    if (error) co_return end(stream_failure(opened_.peer, error));
    silent_ = false;
    in_vain_ += size;
    if (auto taken = framing_->take(ByteView(buffer).first(size)); !taken) co_return end(taken.error());
    if (in_vain_ > max_in_vain) co_return end(endless(opened_.peer));
    write_soon();
  }
}

void Connection::write_soon() {
  if (std::exchange(writing_, true)) return;
  asio::co_spawn(network_.executor, write(), [self = shared_from_this()](std::exception_ptr) {});
}

Task<void> Connection::write() {
  while (!ended_) {
    auto before = framing_->sent();
    auto bytes = framing_->output();
    if (bytes.empty()) break;
    network_.traffic += framing_->sent() - before;
    asio::error_code error;
    co_await stream_->write(bytes, error);
    if (error) end(stream_failure(opened_.peer, error));
    stream_->acknowledge_quickly();
  }
  writing_ = false;
}

void Connection::end(Error error) {
  if (ended_) return;
  ended_ = std::move(error);
  if (framing_) framing_->end(*ended_);
  if (stream_) stream_->close();
  changed_.notify();
}

}  // namespace edig::transport

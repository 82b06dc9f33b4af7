#include "transport/connection.h"

#include <asio/co_spawn.hpp>
#include <asio/post.hpp>
#include <asio/write.hpp>

#include "transport/connect.h"
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
      peer_(unresolved(server_)),
      changed_(network.executor) {}

void Connection::open(Clock::time_point deadline) {
  asio::co_spawn(network_.executor, run(deadline), [self = shared_from_this()](std::exception_ptr fault) {
    if (fault)
      self->end({Error::Kind::internal, "the connection to " + describe(self->peer_) + " failed", {}});
  });
}

bool Connection::usable() const { return !ended_ && !silent_ && (!open_ || framing_->accepts()); }

void Connection::close() { end(closed_early(peer_)); }

Exchange Connection::blank() const {
  auto exchange = unanswered(peer_);
  exchange.tls = tls_;
  return exchange;
}

Task<Exchange> Connection::ask(const dns::Query& query, const Tactics& tactics, Clock::time_point deadline) {
  auto self = shared_from_this();
  ++users_;
  bool had_to_open = !open_;
  co_await changed_.wait(Clock::time_point::max(),
                         [this] { return open_ || ended_; });  // has its own deadline
  auto exchange = blank();
  exchange.connect_ms = had_to_open ? connect_ms_ : 0;
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
  auto kind = reply.error().kind;
  auto part = framing_->part_of(question);
  if (part && (kind == Error::Kind::timeout || kind == Error::Kind::closed))
    reply = std::unexpected(cut_off(peer_, part->came, part->promised));
}

Task<void> Connection::run(Clock::time_point deadline) {
  auto established = co_await establish(deadline);
  if (!established) co_return end(established.error());
  open_ = true;
  changed_.notify();
  co_await read();
}

Task<Result<void>> Connection::establish(Clock::time_point deadline) {
  auto addresses = co_await network_.resolver.resolve(server_.host, tactics_, deadline);
  if (!addresses) co_return std::unexpected(addresses.error());
  peer_.addresses = addresses->size();
  auto start = Clock::now();
  if (is_encrypted(server_.protocol)) prepare_tls();
  auto socket = co_await connect(network_, peer_, std::move(*addresses), tactics_, deadline);
  auto outcome = socket ? Result<void>() : std::unexpected(socket.error());
  if (outcome) outcome = co_await set_up(std::move(*socket), deadline);
  connect_ms_ = ms_since(start);
  co_return outcome;
}

// OpenSSL takes a few milliseconds to get ready: while the packets of the TCP handshake are on their way.
void Connection::prepare_tls() {
  asio::post(network_.executor, [self = shared_from_this()] {
    static_cast<void>(self->network_.tls.context(self->server_.tls.ca_file));
  });
}

Task<Result<void>> Connection::set_up(TcpSocket socket, Clock::time_point deadline) {
  auto header = server_.proxy ? proxy_header(*server_.proxy, Carrier::stream) : Bytes();
  bool encrypted = is_encrypted(server_.protocol);
  asio::error_code error;
  if (encrypted && server_.proxy && server_.proxy->before_tls) {
    co_await asio::async_write(socket, asio::buffer(header), asio::redirect_error(use_task, error));
    header.clear();
  }
  if (error) co_return std::unexpected(stream_failure(peer_, error));
  if (!encrypted) {
    stream_ = plain_stream(std::move(socket));
  } else {
    auto context = network_.tls.context(server_.tls.ca_file);
    if (!context) co_return std::unexpected(context.error());
    auto stream = co_await (*context)->handshake(std::move(socket), server_, peer_, tls_, deadline);
    if (!stream) co_return std::unexpected(stream.error());
    stream_ = std::move(*stream);
  }
  if (!header.empty()) co_await stream_->write(header, error);
  if (error) co_return std::unexpected(stream_failure(peer_, error));
  framing_ = is_http(server_.protocol) ? http2_framing(server_, peer_) : length_framing();
  co_return Result<void>();
}

Task<void> Connection::read() {
  Bytes buffer(16384);
  while (!ended_) {
    asio::error_code error;
    auto size = co_await stream_->read_some(buffer, error);
    if (error) co_return end(stream_failure(peer_, error));
    silent_ = false;
    in_vain_ += size;
    if (auto taken = framing_->take(ByteView(buffer).first(size)); !taken) co_return end(taken.error());
    if (in_vain_ > max_in_vain) co_return end(endless(peer_));
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
    if (error) end(stream_failure(peer_, error));
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

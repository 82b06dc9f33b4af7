#include "transport/transfer.h"

#include <memory>

#include "dns/types.h"
#include "transport/failure.h"
#include "transport/framing.h"
#include "transport/match.h"
#include "transport/open_stream.h"

namespace edig::transport {
namespace {

using Next = TransferSink::Next;

// The largest message and its length, and as much of those behind it.
constexpr std::size_t largest_frame = 65535 + 2, buffer_size = 2 * largest_frame;

// Looks after a connection, of which reading knows no time: closes it when it is late, or not wanted any
// more. Outlives the transfer, as the loop tells of timers late.
class Watchdog : public std::enable_shared_from_this<Watchdog> {
 public:
  Watchdog(Executor executor, ByteStream& stream, TransferSink& sink)
      : timer_(executor), stream_(&stream), sink_(&sink) {}

  void expect_by(Clock::time_point deadline) { deadline_ = deadline; }
  void look() {
    if (!stream_) return;
    late_ = Clock::now() >= deadline_;
    given_up_ = sink_->given_up();
    if (late_ || given_up_) return stream_->close();
    constexpr auto interval = std::chrono::milliseconds(100);
    timer_.expires_at(std::min(deadline_, Clock::now() + interval));
    timer_.async_wait([self = shared_from_this()](const asio::error_code& error) {
      if (!error) self->look();
    });
  }
  void leave() {
    stream_ = nullptr;
    timer_.cancel();
  }

  bool late() const { return late_; }
  bool given_up() const { return given_up_; }

 private:
  Timer timer_;
  ByteStream* stream_;
  TransferSink* sink_;
  Clock::time_point deadline_;
  bool late_ = false, given_up_ = false;
};

// Of one server.
class Receiver {
 public:
  Receiver(Network& network, const Job& job, const Server& server, TransferSink& sink)
      : network_(network),
        job_(job),
        server_(server),
        sink_(sink),
        opened_{.peer = unresolved(server), .tls = {}} {}

  Task<Exchange> run(std::vector<Attempt> attempts) {
    auto deadline = Clock::now() + job_.tactics.timeout;
    auto stream = co_await open_stream(network_, server_, job_.tactics, opened_, deadline);
    exchange_ = unanswered(opened_.peer);
    exchange_.attempts = std::move(attempts);
    exchange_.tls = opened_.tls;
    exchange_.connect_ms = opened_.connect_ms;
    if (stream) {
      stream_ = std::move(*stream);
      auto start = Clock::now();
      exchange_.reply = co_await converse();
      exchange_.ms = ms_since(start);
    } else {
      exchange_.reply = std::unexpected(stream.error());
    }
    exchange_.at = std::chrono::system_clock::now();
    co_return std::move(exchange_);
  }

  bool begun() const { return messages_ > 0; }

 private:
  Task<Result<Reply>> converse() {
    auto watchdog = std::make_shared<Watchdog>(network_.executor, *stream_, sink_);
    watchdog->expect_by(Clock::now() + job_.tactics.timeout);
    watchdog->look();
    auto reply = co_await send_and_receive(*watchdog);
    watchdog->leave();
    stream_->close();
    co_return reply;
  }

  Task<Result<Reply>> send_and_receive(Watchdog& watchdog) {
    exchange_.sent = dns::encode(job_.query, job_.query.id.value_or(random_id()));
    auto frame = framed(exchange_.sent);
    asio::error_code error;
    co_await stream_->write(frame, error);
    if (error) co_return std::unexpected(stream_failure(opened_.peer, error));
    stream_->acknowledge_quickly();
    network_.traffic.add_message(exchange_.sent.size());
    if (job_.tactics.account) job_.tactics.account->add_message(exchange_.sent.size());
    exchange_.at = std::chrono::system_clock::now();
    sink_.sent(exchange_);
    for (;;) {
      auto size = co_await stream_->read_some(std::span(buffer_).subspan(filled_), error);
      if (error) co_return std::unexpected(cause(watchdog, error));
      filled_ += size;
      auto next = take_messages(watchdog);
      if (!next) co_return std::unexpected(next.error());
      if (*next) co_return std::move(**next);
    }
  }

  // All that are whole. The reply where it was the last.
  Result<std::optional<Reply>> take_messages(Watchdog& watchdog) {
    Reader reader(ByteView(buffer_).first(filled_));
    std::size_t whole = 0;
    while (auto length = reader.u16()) {
      auto message = reader.take(*length);
      if (!message) break;
      whole = reader.offset();
      auto next = take(*message);
      if (!next) return std::unexpected(next.error());
      if (*next != Next::more) return read(*message);
      watchdog.expect_by(Clock::now() + job_.tactics.timeout);
    }
    std::copy(buffer_.begin() + static_cast<std::ptrdiff_t>(whole),
              buffer_.begin() + static_cast<std::ptrdiff_t>(filled_), buffer_.begin());
    filled_ -= whole;
    return std::nullopt;
  }

  Result<Next> take(ByteView message) {
    if (!may_match(message, exchange_.sent, job_.tactics.check_question))
      return fail(Error::Kind::malformed,
                  describe(opened_.peer) + " sent a message that is no part of the reply",
                  "its ID, question or flags are those of another one");
    ++messages_;
    return sink_.take(message);
  }

  static Result<std::optional<Reply>> read(ByteView message) {
    auto parsed = dns::Message::parse(message);
    if (!parsed) return std::unexpected(parsed.error());
    return Reply{std::move(*parsed), Bytes(message.begin(), message.end())};
  }

  // Why nothing more could be read.
  Error cause(const Watchdog& watchdog, const asio::error_code& error) const {
    if (watchdog.given_up()) return {Error::Kind::closed, "it was interrupted", {}};
    Reader reader(ByteView(buffer_).first(filled_));
    auto promised = reader.u16();
    auto failure = stream_failure(opened_.peer, error);
    bool reset = failure.kind == Error::Kind::reset;
    if (!watchdog.late() && !broke_off(failure)) return failure;
    if (promised) return cut_off(opened_.peer, reader.remaining(), *promised, reset);
    if (!watchdog.late()) return begun() ? ended_in_transfer(opened_.peer, reset) : failure;
    auto silence = no_reply(exchange_, job_.tactics.timeout);
    if (begun()) silence.text = "nothing more came" + silence.text.substr(silence.text.find(" from "));
    return silence;
  }

  Network& network_;
  const Job& job_;
  const Server& server_;
  TransferSink& sink_;
  Opened opened_;
  std::unique_ptr<ByteStream> stream_;
  Exchange exchange_;
  Bytes buffer_ = Bytes(buffer_size);
  std::size_t filled_ = 0;
  std::uint64_t messages_ = 0;
};

// Knows no EDNS, and says so.
bool refuses_edns(const Exchange& exchange, const Job& job) {
  if (!exchange.reply || !job.query.edns || !job.tactics.edns_fallback) return false;
  const auto& reply = exchange.reply->message;
  return !reply.edns && (reply.rcode == dns::rcode::formerr || reply.rcode == dns::rcode::notimp);
}

bool may_be_repeated(const Exchange& exchange) {
  if (exchange.reply) return false;
  const auto& error = exchange.reply.error();
  return broke_off(error) || error.kind == Error::Kind::timeout;
}

// Each once, but as dig the first as often as there are tries.
std::vector<Server> servers_in_turn(const Job& job) {
  auto turns = job.servers;
  if (!turns.empty() && job.tactics.try_like_dig)
    turns.insert(turns.begin(), static_cast<std::size_t>(std::max(job.tactics.connection_tries, 1) - 1),
                 job.servers.front());
  return turns;
}

Attempt attempt(const Exchange& exchange, const Job& job) {
  const auto& peer = exchange.peer;
  std::string_view outcome = !exchange.reply ? name(exchange.reply.error().kind)
                             : exchange.reply->message.rcode == dns::rcode::formerr ? "formerr"
                                                                                    : "notimp";
  return {.protocol = peer.protocol,
          .address = peer.address,
          .port = peer.port,
          .outcome = std::string(outcome),
          .ms = exchange.ms,
          .edns = job.query.edns.has_value(),
          .sent = exchange.sent};
}

}  // namespace

Task<Exchange> transfer(Network& network, Job job, TransferSink& sink) {
  std::vector<Attempt> attempts;
  auto turns = servers_in_turn(job);
  for (std::size_t i = 0; i < turns.size();) {
    Receiver receiver(network, job, turns[i], sink);
    auto exchange = co_await receiver.run(attempts);
    bool without_edns = refuses_edns(exchange, job);
    bool over = receiver.begun() && !(may_be_repeated(exchange) && sink.may_begin_again());
    bool last = i + 1 == turns.size() || exchange.reply || over || sink.given_up();
    if (last && !without_edns) co_return exchange;
    attempts.push_back(attempt(exchange, job));
    without_edns ? job.query.edns.reset() : void(++i);
  }
  co_return unanswered({}, {Error::Kind::usage, "there is no server to ask", {}});
}

}  // namespace edig::transport

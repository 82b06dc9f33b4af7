#include "transport/visit.h"

#include <asio/co_spawn.hpp>
#include <asio/detached.hpp>
#include <asio/write.hpp>

#include "transport/connect.h"
#include "transport/failure.h"
#include "transport/network.h"

namespace edig::transport {
namespace {

constexpr std::uint16_t smtp_port = 25, https_port = 443;
constexpr std::size_t most_at_a_time = 64;

using Purpose = Visit::Purpose;

Peer peer_of(const Visit& visit) {
  bool mail = visit.purpose == Purpose::mail;
  return {.address = visit.address,
          .port = mail ? smtp_port : https_port,
          .name = visit.host,
          .protocol = mail ? Protocol::tcp : Protocol::https};
}

// RFC 5321 section 4.1.3: who has no name of its own.
std::string own_literal(const TcpSocket& socket) {
  asio::error_code error;
  auto address = socket.local_endpoint(error).address();
  return std::string(address.is_v6() ? "[IPv6:" : "[") + address.to_string() + "]";
}

std::vector<std::string> protocols(Purpose purpose) {
  switch (purpose) {
    case Purpose::mail:
      return {};
    case Purpose::web:
    case Purpose::policy:
      return {"h2", "http/1.1"};
    case Purpose::resolver:
      return {"h2", "dot"};
  }
  return {};
}

constexpr auto policy_path = "/.well-known/mta-sts.txt";

// One visit. What reads and writes is closed when time is up, and ends then.
class Visitor {
 public:
  Visitor(Network& network, const Visit& visit, const VisitRules& rules)
      : network_(network),
        visit_(visit),
        rules_(rules),
        peer_(peer_of(visit)),
        deadline_(std::min(Clock::now() + rules.timeout, rules.deadline)),
        watchdog_(network.executor, deadline_) {}

  Task<Visited> go() {
    if (is_late()) {
      visited_.error = Error{Error::Kind::timeout, "no time is left", {}};
      co_return std::move(visited_);
    }
    visited_.begun = true;
    watchdog_.async_wait([close = close_](const asio::error_code& error) {
      if (!error && *close) (*close)();
    });
    auto socket = co_await connected();
    if (socket && visit_.purpose == Purpose::mail) co_await ask_for_tls(*socket);
    if (socket && !visited_.error && !visited_.smtp_fault) co_await speak_tls(std::move(*socket));
    watchdog_.cancel();
    co_return std::move(visited_);
  }

 private:
  Task<std::optional<TcpSocket>> connected() {
    auto address = parse_address(visit_.address);
    Tactics tactics;
    tactics.timeout = rules_.timeout;
    tactics.source_address = rules_.source_address;
    if (!address) {
      visited_.error = Error{Error::Kind::resolve, "'" + visit_.address + "' is no address", {}};
      co_return std::nullopt;
    }
    if (!fits(visit_.address, rules_.family)) {
      visited_.error = Error{Error::Kind::unreachable, "the address is of the other family", {}};
      co_return std::nullopt;
    }
    Addresses addresses(1, *address);
    auto socket = co_await connect(network_, peer_, std::move(addresses), tactics, deadline_);
    if (socket) co_return std::move(*socket);
    visited_.error = socket.error();
    co_return std::nullopt;
  }

  bool is_late() const { return Clock::now() >= deadline_; }

  void note_end(const asio::error_code& error) {
    if (is_late())
      visited_.error = Error{Error::Kind::timeout, describe(peer_) + " did not answer in time", {}};
    else
      visited_.error = stream_failure(peer_, error);
  }

  Task<void> ask_for_tls(TcpSocket& socket) {
    *close_ = [&socket] {
      asio::error_code ignored;
      socket.close(ignored);
    };
    SmtpDialogue dialogue(own_literal(socket));
    std::array<std::uint8_t, 4096> buffer;
    asio::error_code error;
    while (!dialogue.fault() && !dialogue.is_ready()) {
      auto size =
          co_await socket.async_read_some(asio::buffer(buffer), asio::redirect_error(use_task, error));
      if (error && is_late()) break;
      auto command = error ? std::string() : dialogue.take(ByteView(buffer).first(size));
      if (error) dialogue.end();
      if (!command.empty())
        co_await asio::async_write(socket, asio::buffer(command), asio::redirect_error(use_task, error));
    }
    *close_ = nullptr;
    if (is_late())
      note_end(error);
    else
      visited_.smtp_fault = dialogue.fault();
  }

  Task<void> speak_tls(TcpSocket socket) {
    auto context = network_.tls.context(rules_.ca_file);
    if (!context) {
      visited_.error = context.error();
      co_return;
    }
    ShownTo to{.name = visit_.host,
               .sni = visit_.sni.empty() ? visit_.host : visit_.sni,
               .alpn = protocols(visit_.purpose)};
    visited_.tls_begun = true;
    auto stream = co_await (*context)->look_at(std::move(socket), to, peer_, visited_.shown, deadline_);
    if (!stream) {
      visited_.error = stream.error();
      co_return;
    }
    *close_ = [raw = stream->get()] { raw->close(); };
    if (visit_.purpose == Purpose::policy && visited_.shown.verified) co_await fetch_policy(**stream);
    if (visit_.purpose == Purpose::mail) co_await take_leave(**stream);
    *close_ = nullptr;
  }

  Task<void> take_leave(ByteStream& stream) {
    asio::error_code ignored;
    co_await stream.write(as_bytes("QUIT\r\n"), ignored);
  }

  Task<void> fetch_policy(ByteStream& stream) {
    auto get = visited_.shown.protocol == "h2" ? http2_get(visit_.host, policy_path)
                                               : http1_get(visit_.host, policy_path);
    asio::error_code error;
    std::vector<std::uint8_t> buffer(16384);
    for (bool more = true; more;) {
      if (auto output = get->output(); !output.empty()) co_await stream.write(output, error);
      if (error) break;
      auto size = co_await stream.read_some(buffer, error);
      more = !error && get->take(ByteView(buffer).first(size));
    }
    if (error && error != asio::error::eof) co_return note_end(error);
    if (error) get->end();
    visited_.http = get->response();
  }

  Network& network_;
  const Visit& visit_;
  const VisitRules& rules_;
  Peer peer_;
  Clock::time_point deadline_;
  Timer watchdog_;
  // What the watchdog does; the loop may call it after the visit.
  std::shared_ptr<std::function<void()>> close_ = std::make_shared<std::function<void()>>();
  Visited visited_;
};

struct Round {
  std::span<const Visit> visits;
  const VisitRules& rules;
  std::vector<Visited> results;
  std::size_t next = 0;
};

Task<void> visit_in_turn(Network& network, Round& round) {
  while (round.next < round.visits.size()) {
    auto place = round.next++;
    Visitor visitor(network, round.visits[place], round.rules);
    round.results[place] = co_await visitor.go();
  }
}

}  // namespace

std::vector<Visited> visit(std::span<const Visit> visits, const VisitRules& rules) {
  asio::io_context context{ASIO_CONCURRENCY_HINT_UNSAFE};
  Network network{context.get_executor()};
  Round round{.visits = visits, .rules = rules, .results = std::vector<Visited>(visits.size())};
  for (std::size_t i = 0; i < std::min(visits.size(), most_at_a_time); ++i)
    asio::co_spawn(context, visit_in_turn(network, round), asio::detached);
  context.run();
  return std::move(round.results);
}

}  // namespace edig::transport

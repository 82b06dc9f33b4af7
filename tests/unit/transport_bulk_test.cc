// Bulk over a socket of the test's own on loopback.
#include "transport/bulk.h"

#include <doctest/doctest.h>

#include <asio/io_context.hpp>
#include <asio/ip/udp.hpp>

namespace edig::transport {
namespace {

// Sends what it is asked back, as the reply.
class Echo {
 public:
  Server server() const {
    Server server;
    server.host = "127.0.0.1";
    server.port = socket_.local_endpoint().port();
    server.protocol = Protocol::udp;
    return server;
  }

  void answer() {
    std::array<std::uint8_t, 512> message;
    asio::ip::udp::endpoint from;
    auto size = socket_.receive_from(asio::buffer(message), from);
    message[2] |= 0x80;  // QR
    socket_.send_to(asio::buffer(message, size), from);
  }

 private:
  asio::io_context context_;
  asio::ip::udp::socket socket_{context_, {asio::ip::address_v4::loopback(), 0}};
};

struct Heard : BulkListener {
  bool received(const Way& way, ByteView) override {
    tickets.push_back(way.ticket);
    return true;
  }
  void lost(const Way& way, const Error&, bool) override { tickets.push_back(way.ticket); }

  std::vector<Ticket> tickets;
};

}  // namespace

TEST_CASE("bulk: what comes is told in wait, not where a line is opened") {
  Echo echo;
  Heard heard;
  Bulk bulk(heard);
  auto line = bulk.open(echo.server(), {}, 1);
  REQUIRE(line);
  const Bytes query(12);
  REQUIRE(bulk.send(*line, 7, query));
  bulk.flush();
  echo.answer();
  for (int i = 0; i < 3; ++i) CHECK(bulk.open(echo.server(), {}, 1));
  CHECK(heard.tickets.empty());
  for (auto end = Bulk::Clock::now() + std::chrono::seconds(10);
       heard.tickets.empty() && Bulk::Clock::now() < end;)
    bulk.wait(end);
  CHECK(heard.tickets == std::vector<Ticket>{7});
}

}  // namespace edig::transport

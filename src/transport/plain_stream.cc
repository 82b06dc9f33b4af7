#include <netinet/in.h>
#include <netinet/tcp.h>

#include <asio/write.hpp>

#include "transport/byte_stream.h"

namespace edig::transport {
namespace {

class PlainStream : public ByteStream {
 public:
  explicit PlainStream(TcpSocket socket) : socket_(std::move(socket)) {}

  Task<std::size_t> read_some(std::span<std::uint8_t> buffer, asio::error_code& error) override {
    co_return co_await socket_.async_read_some(asio::buffer(buffer.data(), buffer.size()),
                                               asio::redirect_error(use_task, error));
  }
  Task<void> write(ByteView bytes, asio::error_code& error) override {
    co_await asio::async_write(socket_, asio::buffer(bytes.data(), bytes.size()),
                               asio::redirect_error(use_task, error));
  }
  void close() override {
    asio::error_code ignored;
    socket_.close(ignored);
  }
  void acknowledge_quickly() override { set_quickack(socket_); }

 private:
  TcpSocket socket_;
};

}  // namespace

std::unique_ptr<ByteStream> plain_stream(TcpSocket socket) {
  return std::make_unique<PlainStream>(std::move(socket));
}

void set_quickack(TcpSocket& socket) {
  int on = 1;
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

}  // namespace edig::transport

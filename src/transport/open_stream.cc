#include "transport/open_stream.h"

#include <asio/post.hpp>
#include <asio/write.hpp>

#include "transport/connect.h"
#include "transport/failure.h"

namespace edig::transport {
namespace {

using OpenedStream = Result<std::unique_ptr<ByteStream>>;

// OpenSSL takes a few milliseconds to get ready: while the packets of the TCP handshake are on their way.
void prepare_tls(Network& network, const Server& server) {
  asio::post(network.executor,
             [&network, ca_file = server.tls.ca_file] { static_cast<void>(network.tls.context(ca_file)); });
}

Task<OpenedStream> secure(Network& network, const Server& server, TcpSocket socket, Opened& opened,
                          Clock::time_point deadline) {
  if (!is_encrypted(server.protocol)) co_return plain_stream(std::move(socket));
  auto context = network.tls.context(server.tls.ca_file);
  if (!context) co_return std::unexpected(context.error());
  co_return co_await (*context)->handshake(std::move(socket), server, opened.peer, opened.tls, deadline);
}

// With the header of a proxy before or within the encryption.
Task<OpenedStream> set_up(Network& network, const Server& server, TcpSocket socket, Opened& opened,
                          Clock::time_point deadline) {
  auto header = server.proxy ? proxy_header(*server.proxy, Carrier::stream) : Bytes();
  bool before = server.proxy && server.proxy->before_tls;
  asio::error_code error;
  if (before) co_await asio::async_write(socket, asio::buffer(header), asio::redirect_error(use_task, error));
  if (error) co_return std::unexpected(stream_failure(opened.peer, error));
  auto stream = co_await secure(network, server, std::move(socket), opened, deadline);
  if (stream && !before && !header.empty()) co_await (*stream)->write(header, error);
  if (error) co_return std::unexpected(stream_failure(opened.peer, error));
  co_return std::move(stream);
}

}  // namespace

Task<OpenedStream> open_stream(Network& network, const Server& server, const Tactics& tactics, Opened& opened,
                               Clock::time_point deadline) {
  auto addresses = co_await network.resolver.resolve(server.host, tactics, deadline);
  if (!addresses) co_return std::unexpected(addresses.error());
  opened.peer.addresses = addresses->size();
  auto start = Clock::now();
  if (is_encrypted(server.protocol)) prepare_tls(network, server);
  auto socket = co_await connect(network, opened.peer, std::move(*addresses), tactics, deadline);
  OpenedStream stream = socket ? OpenedStream() : std::unexpected(socket.error());
  if (socket) stream = co_await set_up(network, server, std::move(*socket), opened, deadline);
  opened.connect_ms = ms_since(start);
  co_return std::move(stream);
}

}  // namespace edig::transport

#include "transport/open_stream.h"

#include <asio/post.hpp>

#include "transport/connect.h"

namespace edig::transport {
namespace {

using Stream = Result<std::unique_ptr<ByteStream>>;

// OpenSSL takes a few milliseconds to get ready: while the packets of the TCP handshake are on their way.
void prepare_tls(Network& network, const Server& server) {
  asio::post(network.executor,
             [&network, ca_file = server.tls.ca_file] { static_cast<void>(network.tls.context(ca_file)); });
}

Task<Stream> secure(Network& network, const Server& server, TcpSocket socket, Opened& opened,
                    Clock::time_point deadline) {
  if (!is_encrypted(server.protocol)) co_return plain_stream(std::move(socket));
  auto context = network.tls.context(server.tls.ca_file);
  if (!context) co_return std::unexpected(context.error());
  co_return co_await (*context)->handshake(std::move(socket), server, opened.peer, opened.tls, deadline);
}

}  // namespace

Task<Stream> open_stream(Network& network, const Server& server, const Tactics& tactics, Opened& opened,
                         Clock::time_point deadline) {
  auto addresses = co_await network.resolver.resolve(server.host, tactics, deadline);
  if (!addresses) co_return std::unexpected(addresses.error());
  opened.peer.addresses = addresses->size();
  auto start = Clock::now();
  if (is_encrypted(server.protocol)) prepare_tls(network, server);
  auto socket = co_await connect(network, opened.peer, std::move(*addresses), tactics, deadline);
  Stream stream = socket ? Stream() : std::unexpected(socket.error());
  if (socket) stream = co_await secure(network, server, std::move(*socket), opened, deadline);
  opened.connect_ms = ms_since(start);
  co_return std::move(stream);
}

}  // namespace edig::transport

// TLS for DNS (RFC 7858, RFC 8310) and under HTTPS: version 1.2 or later, none but the cipher suites that RFC
// 9325 recommends, the server's identity verified before a question is sent. OpenSSL is first touched when a
// question needs it.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "transport/byte_stream.h"
#include "transport/exchange.h"

namespace edig::transport {

/// What a server that is none of DNS shows in its handshake.
struct Shown {
  std::vector<Bytes> certificates;  // DER, its own first; of many the first 20
  bool verified = false;            // by CAs, for the name
  std::string doubt;                // why not, in OpenSSL's words
  std::optional<CertificateFault> fault;
  std::string protocol;  // that it chose of those that were offered; empty: none
};
struct ShownTo {
  std::string name;               // that the certificate is to be for
  std::string sni;                // that is asked for
  std::vector<std::string> alpn;  // "http/1.1"; none: it is left out
};

/// What connections with the same CAs share.
class TlsContext {
 public:
  virtual ~TlsContext() = default;

  /// The handshake on a connected socket, and the judgement of who answered. `info` is filled as far as
  /// the handshake gets, also on failure. Errors: tls, closed, timeout; http when h2 is not agreed on.
  virtual Task<Result<std::unique_ptr<ByteStream>>> handshake(TcpSocket socket, const Server& server,
                                                              const Peer& peer, std::optional<TlsInfo>& info,
                                                              Clock::time_point deadline) = 0;
  /// The same with any server of TLS 1.2 or later, whoever it turns out to be: its certificate is what is
  /// looked for. Errors: tls, closed, reset, timeout; http where it has none of the protocols.
  virtual Task<Result<std::unique_ptr<ByteStream>>> look_at(TcpSocket socket, const ShownTo& to,
                                                            const Peer& peer, Shown& shown,
                                                            Clock::time_point deadline) = 0;
};

/// What it means that a connection, with TLS or without, cannot be read or written any more.
Error stream_failure(const Peer& peer, const asio::error_code& error);

class TlsContexts {
 public:
  /// Errors: the CA file cannot be read.
  Result<std::shared_ptr<TlsContext>> context(const std::string& ca_file);

 private:
  std::map<std::string, std::shared_ptr<TlsContext>> contexts_;
};

}  // namespace edig::transport

#include "transport/tls.h"

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <array>
#include <asio/ssl/context.hpp>
#include <asio/ssl/error.hpp>
#include <asio/ssl/stream.hpp>
#include <asio/write.hpp>
#include <cstdio>
#include <cstdlib>

#include "base/descriptor.h"
#include "transport/failure.h"
#include "transport/openssl.h"
#include "transport/resolver.h"
#include "transport/staple.h"
#include "transport/trust.h"

namespace edig::transport {
namespace {

using SslStream = asio::ssl::stream<TcpSocket>;

class TlsStream : public ByteStream {
 public:
  TlsStream(TcpSocket socket, asio::ssl::context& context) : stream_(std::move(socket), context) {}

  SSL* ssl() { return stream_.native_handle(); }
  SslStream& stream() { return stream_; }

  Task<std::size_t> read_some(std::span<std::uint8_t> buffer, asio::error_code& error) override {
    co_return co_await stream_.async_read_some(asio::buffer(buffer.data(), buffer.size()),
                                               asio::redirect_error(use_task, error));
  }
  Task<void> write(ByteView bytes, asio::error_code& error) override {
    co_await asio::async_write(stream_, asio::buffer(bytes.data(), bytes.size()),
                               asio::redirect_error(use_task, error));
  }
  void close() override {
    asio::error_code ignored;
    stream_.next_layer().close(ignored);
  }
  void acknowledge_quickly() override { set_quickack(stream_.next_layer()); }

 private:
  SslStream stream_;
};

// RFC 9325 section 4.2: AEAD with forward secrecy; of key exchanges with that only ECDHE (section 4.1). That
// holds without authentication, too (RFC 8310 section 9): nothing is gained where a suite is all that hides
// the question and fails at it. TLS 1.3 has none but good ones.
constexpr auto tls_1_2_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

// SSLKEYLOGFILE: the secrets of the session, for those who look at it with Wireshark.
void log_key(const SSL*, const char* line) {
  const char* path = ::secure_getenv("SSLKEYLOGFILE");
  if (!path) return;
  Descriptor file(::open(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK | O_CLOEXEC, 0600));
  if (file.get() >= 0) ::dprintf(file.get(), "%s\n", line);
}

std::string_view protocol_id(Protocol protocol) {
  return protocol == Protocol::https ? "\x02h2"
                                     : "\x03"
                                       "dot";
}

bool prepare(SSL* ssl, const Server& server) {
  auto name = indicated_name(server);
  auto alpn = as_bytes(protocol_id(server.protocol));
  bool ready = SSL_set_alpn_protos(ssl, alpn.data(), static_cast<unsigned>(alpn.size())) == 0;
  if (ready && !parse_address(name))
    ready = SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data()) == 1;
  return ready;
}

// Client certificates (RFC 8310 leaves them to the operators of closed services). The ciphers are those that
// the header of an encrypted key (RFC 1421 section 4.6.1.3) may name.
std::optional<Error> show_certificate(SSL* ssl, const TlsPolicy& policy) {
  if (policy.certificate_file.empty()) return std::nullopt;
  for (const auto* cipher : {EVP_aes_128_cbc(), EVP_aes_192_cbc(), EVP_aes_256_cbc(), EVP_des_ede3_cbc()})
    EVP_add_cipher(cipher);
  bool usable = SSL_use_certificate_chain_file(ssl, policy.certificate_file.c_str()) == 1 &&
                SSL_use_PrivateKey_file(ssl, policy.key_file.c_str(), SSL_FILETYPE_PEM) == 1 &&
                SSL_check_private_key(ssl) == 1;
  if (usable) return std::nullopt;
  return Error{
      Error::Kind::file,
      "'" + policy.certificate_file + "' and '" + policy.key_file + "' are not a certificate and its key",
      "both are PEM files"};
}

// Whatever cipher suites a mail server has: what it shows is no secret.
bool prepare_to_look(SSL* ssl, const ShownTo& to) {
  Bytes offer;
  for (const auto& protocol : to.alpn) {
    offer.push_back(static_cast<std::uint8_t>(protocol.size()));
    append(offer, as_bytes(protocol));
  }
  bool ready = SSL_set_cipher_list(ssl, "DEFAULT") == 1 &&
               SSL_set_alpn_protos(ssl, offer.data(), static_cast<unsigned>(offer.size())) == 0;
  return ready && SSL_ctrl(ssl, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name,
                           const_cast<char*>(to.sni.c_str())) == 1;
}

Bytes der(X509* certificate) {
  int size = i2d_X509(certificate, nullptr);
  Bytes bytes(static_cast<std::size_t>(std::max(size, 0)));
  auto* next = bytes.data();
  if (size > 0) i2d_X509(certificate, &next);
  return bytes;
}

Presented presented_by(SSL* ssl) {
  return {SSL_get0_peer_certificate(ssl), SSL_get_peer_cert_chain(ssl), SSL_get_security_level(ssl)};
}

TlsInfo describe_session(SSL* ssl) {
  TlsInfo info;
  info.version = SSL_get_version(ssl);
  info.cipher = SSL_get_cipher_name(ssl);
  if (auto* leaf = SSL_get0_peer_certificate(ssl)) info.spki_pin = spki_pin(leaf);
  return info;
}

std::string_view protocol_of(SSL* ssl) {
  const unsigned char* protocol = nullptr;
  unsigned size = 0;
  SSL_get0_alpn_selected(ssl, &protocol, &size);
  return as_text(ByteView(protocol, size));
}

Error no_http2(const Peer& peer) {
  return {Error::Kind::http, describe(peer) + " does not offer HTTP/2 (ALPN h2), which DNS over HTTPS needs",
          "is it a DoH server? try +tls or another server"};
}

Error is_revoked(const Peer& peer) {
  return {Error::Kind::tls,
          "the certificate of " + describe(peer) + " is revoked, as its CA says (OCSP, stapled)",
          "its operator has to get a new one; +tls-insecure asks all the same"};
}

bool is_from_openssl(const asio::error_code& error) {
  return error.category() == asio::error::get_ssl_category();
}

bool is_reset(const asio::error_code& error) { return error == asio::error::connection_reset; }

std::string reason_of(const asio::error_code& error) {
  return openssl_reason(static_cast<unsigned long>(error.value()));
}

// What a server that shares no cipher suite says, and what OpenSSL says of one that takes another all the
// same.
bool is_about_parameters(int reason) {
  constexpr std::array reasons = {SSL_AD_REASON_OFFSET + SSL_AD_HANDSHAKE_FAILURE,
                                  SSL_AD_REASON_OFFSET + SSL_AD_INSUFFICIENT_SECURITY,
                                  SSL_R_WRONG_CIPHER_RETURNED, SSL_R_UNKNOWN_CIPHER_RETURNED};
  return std::ranges::find(reasons, reason) != reasons.end();
}

bool lacks_protocol(const asio::error_code& error) {
  return is_from_openssl(error) && ERR_GET_REASON(static_cast<unsigned long>(error.value())) ==
                                       SSL_AD_REASON_OFFSET + SSL_AD_NO_APPLICATION_PROTOCOL;
}

Error handshake_failure(const Peer& peer, const std::optional<asio::error_code>& outcome) {
  if (!outcome)
    return {Error::Kind::timeout, describe(peer) + " did not finish the TLS handshake in time",
            "does it speak TLS on this port? try +tcp or another port"};
  const auto& error = *outcome;
  std::string hint = peer.protocol == Protocol::https
                         ? "does it speak HTTPS on this port? try +tls or +tcp"
                         : "does it speak TLS on this port? try +tcp or port 853";
  if (!is_from_openssl(error)) return ended(peer, is_reset(error), "during the TLS handshake", hint);
  auto reason = ERR_GET_REASON(static_cast<unsigned long>(error.value()));
  if (lacks_protocol(error) && peer.protocol == Protocol::https) return no_http2(peer);
  auto text = "the TLS handshake with " + describe(peer) + " failed: ";
  if (is_about_parameters(reason))
    return {Error::Kind::tls, text + "no cipher suite that both accept (" + reason_of(error) + ")",
            "edig accepts TLS 1.3, and 1.2 with AEAD and forward secrecy (RFC 9325 section 4.2)"};
  return {Error::Kind::tls, text + reason_of(error), hint};
}

// Of a server that is only looked at: in a word, or OpenSSL's words.
Error look_failure(const std::optional<asio::error_code>& outcome) {
  if (!outcome) return {Error::Kind::timeout, "timeout", {}};
  if (lacks_protocol(*outcome)) return {Error::Kind::http, reason_of(*outcome), {}};
  if (is_from_openssl(*outcome)) return {Error::Kind::tls, reason_of(*outcome), {}};
  return is_reset(*outcome) ? Error{Error::Kind::reset, "reset", {}}
                            : Error{Error::Kind::closed, "closed", {}};
}

class OpensslContext : public TlsContext {
 public:
  OpensslContext(SSL_CTX* context, Trust trust) : context_(context), trust_(std::move(trust)) {}

  Task<Result<std::unique_ptr<ByteStream>>> handshake(TcpSocket socket, const Server& server,
                                                      const Peer& peer, std::optional<TlsInfo>& info,
                                                      Clock::time_point deadline) override {
    auto stream = std::make_unique<TlsStream>(std::move(socket), context_);
    if (!prepare(stream->ssl(), server))
      co_return fail(Error::Kind::tls, "'" + indicated_name(server) + "' cannot be a TLS server name",
                     "+tls-sni gives another");
    if (server.tls.ocsp_stapling) ask_for_staple(stream->ssl());
    if (auto unusable = show_certificate(stream->ssl(), server.tls)) co_return std::unexpected(*unusable);
    auto outcome = co_await shake_hands(*stream, deadline);
    if (!outcome || *outcome) co_return std::unexpected(handshake_failure(peer, outcome));
    if (auto doubt = identify(stream->ssl(), server, peer, info)) co_return std::unexpected(*doubt);
    co_return std::move(stream);
  }

  Task<Result<std::unique_ptr<ByteStream>>> look_at(TcpSocket socket, const ShownTo& to, const Peer& peer,
                                                    Shown& shown, Clock::time_point deadline) override {
    auto stream = std::make_unique<TlsStream>(std::move(socket), context_);
    if (!prepare_to_look(stream->ssl(), to))
      co_return fail(Error::Kind::tls, "'" + to.sni + "' cannot be a TLS server name");
    auto outcome = co_await shake_hands(*stream, deadline);
    if (!outcome || *outcome) co_return std::unexpected(look_failure(outcome));
    shown.protocol = protocol_of(stream->ssl());
    describe_shown(shown, presented_by(stream->ssl()), to, peer);
    co_return std::move(stream);
  }

 private:
  // Nothing: it did not end in time.
  static Task<std::optional<asio::error_code>> shake_hands(TlsStream& stream, Clock::time_point deadline) {
    Condition changed(stream.stream().get_executor());
    std::optional<asio::error_code> outcome;
    stream.stream().async_handshake(SslStream::client, [&](const asio::error_code& error) {
      outcome = error;
      changed.notify();
    });
    bool in_time = co_await changed.wait(deadline, [&outcome] { return outcome.has_value(); });
    if (in_time) co_return outcome;
    stream.close();
    co_await changed.wait(Clock::time_point::max(), [&outcome] { return outcome.has_value(); });
    co_return std::nullopt;
  }

  void describe_shown(Shown& shown, const Presented& presented, const ShownTo& to, const Peer& peer) {
    constexpr int most_certificates = 20;
    if (!presented.leaf) return;
    for (int i = 0; i < std::min(sk_X509_num(presented.chain), most_certificates); ++i)
      shown.certificates.push_back(der(sk_X509_value(presented.chain, i)));
    Server server;
    server.host = to.name;
    auto doubt = judge(presented, trust_, server, peer);
    shown.verified = !doubt;
    shown.doubt = doubt.reason;
    shown.fault = doubt.fault;
  }

  std::optional<Error> identify(SSL* ssl, const Server& server, const Peer& peer,
                                std::optional<TlsInfo>& info) {
    info = describe_session(ssl);
    auto presented = presented_by(ssl);
    if (!presented.leaf) return Error{Error::Kind::tls, describe(peer) + " presented no certificate", {}};
    auto doubt = judge(presented, trust_, server, peer);
    info->verified = !doubt;
    info->verify_error = doubt.reason;
    if (server.tls.ocsp_stapling)
      info->staple = read_staple(ssl, validated_chain(presented, trust_, server).get(), trust_.store());
    bool revoked = info->staple && info->staple->status == Staple::Status::revoked;
    if (revoked && !server.tls.insecure) return is_revoked(peer);
    if (doubt && !server.tls.insecure) return Error{Error::Kind::tls, doubt.text, doubt.hint, doubt.fault};
    if (server.protocol == Protocol::https && protocol_of(ssl) != "h2") return no_http2(peer);
    return std::nullopt;
  }

  asio::ssl::context context_;
  Trust trust_;
};

}  // namespace

Error stream_failure(const Peer& peer, const asio::error_code& error) {
  if (!is_from_openssl(error)) return ended_early(peer, is_reset(error));
  return {Error::Kind::tls, "the TLS connection to " + describe(peer) + " failed: " + reason_of(error),
          "the server is broken, or someone on the way changes what it sends"};
}

Result<std::shared_ptr<TlsContext>> TlsContexts::context(const std::string& ca_file) {
  auto& kept = contexts_[ca_file];
  if (kept) return kept;
  start_openssl();
  auto trust = Trust::of(ca_file);
  if (!trust) return std::unexpected(trust.error());
  auto* context = SSL_CTX_new(TLS_client_method());
  if (!context) return fail(Error::Kind::internal, "OpenSSL cannot be initialised");
  SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION);
  if (SSL_CTX_set_cipher_list(context, tls_1_2_ciphers) != 1) {
    SSL_CTX_free(context);
    return fail(Error::Kind::internal, "OpenSSL knows none of the cipher suites that TLS 1.2 needs");
  }
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  // The chain is judged after the handshake, by trust.h: then there is time to say what is wrong with it.
  SSL_CTX_set_cert_verify_callback(
      context, [](X509_STORE_CTX*, void*) { return 1; }, nullptr);
  if (::secure_getenv("SSLKEYLOGFILE")) SSL_CTX_set_keylog_callback(context, log_key);
  kept = std::make_shared<OpensslContext>(context, std::move(*trust));
  return kept;
}

}  // namespace edig::transport

// OpenSSL's DANE, without a connection: one TLSA record against one chain.
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <memory>
#include <span>
#include <vector>

#include "services/dane_match.h"

namespace edig::services {

class DaneVerifier {
 public:
  /// Certificates that cannot be read are left out; of many the first 20 are taken.
  DaneVerifier(std::span<const Bytes> chain, std::span<const dns::Name> names, X509_STORE* cas,
               std::chrono::sys_seconds now);

  TlsaMatch::Outcome verify(const Tlsa& tlsa) const;

 private:
  template <auto function>
  struct Deleter {
    template <typename T>
    void operator()(T* object) const {
      function(object);
    }
  };
  struct ChainDeleter {
    void operator()(STACK_OF(X509) * chain) const { sk_X509_pop_free(chain, X509_free); }
  };
  using SslPtr = std::unique_ptr<SSL, Deleter<SSL_free>>;

  SslPtr prepared(const Tlsa& tlsa) const;
  int verify_chain(SSL* ssl) const;

  std::unique_ptr<SSL_CTX, Deleter<SSL_CTX_free>> context_;
  std::unique_ptr<X509_STORE, Deleter<X509_STORE_free>> empty_;
  std::unique_ptr<STACK_OF(X509), ChainDeleter> chain_;
  std::vector<std::string> names_;
  X509_STORE* cas_;
  std::chrono::sys_seconds now_;
};

}  // namespace edig::services

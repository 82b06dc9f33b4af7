// Whose certificates are believed, and what a certificate chain proves (RFC 5280, RFC 8310 section 8, RFC
// 7858 section 4.2).
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>
#include <vector>

#include "base/error.h"
#include "transport/exchange.h"

namespace edig::transport {

template <auto function>
struct OpensslDeleter {
  template <typename T>
  void operator()(T* object) const {
    function(object);
  }
};
using StorePtr = std::unique_ptr<X509_STORE, OpensslDeleter<X509_STORE_free>>;
using X509Ptr = std::unique_ptr<X509, OpensslDeleter<X509_free>>;

struct ChainDeleter {
  void operator()(STACK_OF(X509) * chain) const { sk_X509_pop_free(chain, X509_free); }
};
using ChainPtr = std::unique_ptr<STACK_OF(X509), ChainDeleter>;

/// Base64 SHA-256 of the SubjectPublicKeyInfo.
std::string spki_pin(X509* certificate);

/// The certificates of CAs. The system's are those OpenSSL takes by default (SSL_CERT_DIR, SSL_CERT_FILE),
/// looked up as late as can be: from the hashed directory one by one; the file, which takes some 20 ms to
/// read, only when a chain does not end in one of those.
class Trust {
 public:
  /// Of `ca_file` (PEM), or of the system where it is empty. Errors: the file cannot be read.
  static Result<Trust> of(const std::string& ca_file);

  X509_STORE* store() const { return store_.get(); }
  /// Adds what has not been read yet; false when there is nothing.
  bool read_more();

 private:
  StorePtr store_;
  bool complete_ = false;
};

/// What the server presented, leaf first.
struct Presented {
  X509* leaf = nullptr;
  STACK_OF(X509) * chain = nullptr;
  int security_level = 1;  // keys and signatures weaker than this prove nothing
};

/// Why the server's identity is not proved; empty where it is.
struct Doubt {
  std::string reason;  // in OpenSSL's words
  std::string text;    // "the certificate of ... expired on 2026-11-01"
  std::string hint;
  std::optional<CertificateFault> fault = {};
  explicit operator bool() const { return !reason.empty(); }
};

/// The name or address that the server's certificate has to be for: without the final dot that makes a name
/// absolute, and without the zone index of an address (RFC 4007), which is this machine's.
std::string expected_name(const Server& server);

/// The name to ask for, by SNI and over HTTP: where none is given, the same.
std::string indicated_name(const Server& server);

/// From the server's certificate to a trusted one, both included; null where none leads there, or the
/// certificate is for another name.
ChainPtr validated_chain(const Presented& presented, Trust& trust, const Server& server);

/// Judges the chain by the server's policy, `insecure` aside: by CAs and name; by pin alone where pins are
/// given and neither a CA file nor a host name; by both where both are given. A pin of a certificate other
/// than the leaf counts when the chain leads to that certificate and the leaf is for the right name. Where
/// there are certificate hashes, one of the validated chain has to be among them besides.
Doubt judge(const Presented& presented, Trust& trust, const Server& server, const Peer& peer);

}  // namespace edig::transport

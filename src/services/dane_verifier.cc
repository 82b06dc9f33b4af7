#include "services/dane_verifier.h"

#include <openssl/err.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <array>

namespace edig::services {
namespace {

using Outcome = TlsaMatch::Outcome;

constexpr std::size_t most_certificates = 20;

// What OpenSSL says where no certificate of the chain is the anchor, or the chain ends before it.
bool lacks_anchor(int result) {
  constexpr std::array results = {
      X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT,       X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY,
      X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
      X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN,       X509_V_ERR_CERT_UNTRUSTED};
  return std::ranges::find(results, result) != results.end();
}

Outcome outcome_of(int result, const Tlsa& tlsa) {
  switch (result) {
    case X509_V_OK:
      return Outcome::proves;
    case X509_V_ERR_DANE_NO_MATCH:
      return Outcome::differs;
    case X509_V_ERR_CERT_HAS_EXPIRED:
      return Outcome::expired;
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Outcome::not_yet_valid;
    case X509_V_ERR_HOSTNAME_MISMATCH:
      return Outcome::other_name;
    default:
      return tlsa.usage == Tlsa::dane_ta && lacks_anchor(result) ? Outcome::differs : Outcome::untrusted;
  }
}

std::string host_text(const dns::Name& name) {
  auto text = name.text();
  if (text.size() > 1) text.pop_back();
  return text;
}

}  // namespace

DaneVerifier::DaneVerifier(std::span<const Bytes> chain, std::span<const dns::Name> names, X509_STORE* cas,
                           std::chrono::sys_seconds now)
    : context_(SSL_CTX_new(TLS_client_method())),
      empty_(X509_STORE_new()),
      chain_(sk_X509_new_null()),
      cas_(cas),
      now_(now) {
  if (!context_ || !empty_ || !chain_) throw std::bad_alloc();
  SSL_CTX_dane_enable(context_.get());
  SSL_CTX_dane_set_flags(context_.get(), DANE_FLAG_NO_DANE_EE_NAMECHECKS);
  for (const auto& der : chain.first(std::min(chain.size(), most_certificates))) {
    const auto* next = der.data();
    if (auto* certificate = d2i_X509(nullptr, &next, static_cast<long>(der.size())))
      sk_X509_push(chain_.get(), certificate);
  }
  for (const auto& name : names) names_.push_back(host_text(name));
  ERR_clear_error();
}

Outcome DaneVerifier::verify(const Tlsa& tlsa) const {
  if (tlsa.usage < Tlsa::dane_ta && !cas_) return Outcome::not_evaluated;
  if (sk_X509_num(chain_.get()) == 0 || names_.empty()) return Outcome::differs;
  auto ssl = prepared(tlsa);
  auto result = ssl ? verify_chain(ssl.get()) : X509_V_ERR_DANE_NO_MATCH;
  ERR_clear_error();
  return outcome_of(result, tlsa);
}

DaneVerifier::SslPtr DaneVerifier::prepared(const Tlsa& tlsa) const {
  SslPtr ssl(SSL_new(context_.get()));
  if (!ssl || SSL_dane_enable(ssl.get(), names_.front().c_str()) != 1) return nullptr;
  for (const auto& name : names_) SSL_add1_host(ssl.get(), name.c_str());
  auto* parameters = SSL_get0_param(ssl.get());
  X509_VERIFY_PARAM_set_time(parameters, now_.time_since_epoch().count());
  X509_VERIFY_PARAM_set_hostflags(parameters, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  bool added = SSL_dane_tlsa_add(ssl.get(), tlsa.usage, tlsa.selector, tlsa.matching, tlsa.data.data(),
                                 tlsa.data.size()) == 1;
  return added ? std::move(ssl) : nullptr;
}

int DaneVerifier::verify_chain(SSL* ssl) const {
  std::unique_ptr<X509_STORE_CTX, Deleter<X509_STORE_CTX_free>> verification(X509_STORE_CTX_new());
  auto* store = cas_ ? cas_ : empty_.get();
  if (!verification ||
      X509_STORE_CTX_init(verification.get(), store, sk_X509_value(chain_.get(), 0), chain_.get()) != 1)
    throw std::bad_alloc();
  X509_STORE_CTX_set_default(verification.get(), "ssl_server");
  X509_VERIFY_PARAM_set1(X509_STORE_CTX_get0_param(verification.get()), SSL_get0_param(ssl));
  X509_STORE_CTX_set0_dane(verification.get(), SSL_get0_dane(ssl));
  if (X509_verify_cert(verification.get()) == 1) return X509_V_OK;
  auto error = X509_STORE_CTX_get_error(verification.get());
  return error == X509_V_OK ? X509_V_ERR_UNSPECIFIED : error;
}

}  // namespace edig::services

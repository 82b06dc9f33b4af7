#include "transport/staple.h"

#include <openssl/err.h>
#include <openssl/ocsp.h>

#include <array>
#include <ctime>

#include "transport/trust.h"

namespace edig::transport {
namespace {

using ResponsePtr = std::unique_ptr<OCSP_RESPONSE, OpensslDeleter<OCSP_RESPONSE_free>>;
using BasicResponsePtr = std::unique_ptr<OCSP_BASICRESP, OpensslDeleter<OCSP_BASICRESP_free>>;
using CertificateIdPtr = std::unique_ptr<OCSP_CERTID, OpensslDeleter<OCSP_CERTID_free>>;

BasicResponsePtr parse(const unsigned char* data, long size) {
  ResponsePtr response(d2i_OCSP_RESPONSE(nullptr, &data, size));
  bool successful = response && OCSP_response_status(response.get()) == OCSP_RESPONSE_STATUS_SUCCESSFUL;
  return BasicResponsePtr(successful ? OCSP_response_get1_basic(response.get()) : nullptr);
}

std::optional<std::chrono::sys_seconds> time(const ASN1_GENERALIZEDTIME* asn1) {
  std::tm tm{};
  if (!asn1 || ASN1_TIME_to_tm(asn1, &tm) != 1) return std::nullopt;
  return std::chrono::sys_seconds(std::chrono::seconds(::timegm(&tm)));
}

std::optional<Staple> find(OCSP_BASICRESP* response, X509* leaf, X509* issuer) {
  constexpr long clock_skew = 300;  // seconds
  for (const auto* digest : {EVP_sha1(), EVP_sha256()}) {
    CertificateIdPtr id(OCSP_cert_to_id(digest, leaf, issuer));
    int status = 0;
    ASN1_GENERALIZEDTIME *from = nullptr, *until = nullptr;
    if (!id || OCSP_resp_find_status(response, id.get(), &status, nullptr, nullptr, &from, &until) != 1)
      continue;
    if (OCSP_check_validity(from, until, clock_skew, -1) != 1) return std::nullopt;
    using enum Staple::Status;
    auto said = status == V_OCSP_CERTSTATUS_GOOD      ? good
                : status == V_OCSP_CERTSTATUS_REVOKED ? revoked
                                                      : unknown;
    return Staple{said, time(until)};
  }
  return std::nullopt;
}

}  // namespace

void ask_for_staple(SSL* ssl) { SSL_set_tlsext_status_type(ssl, TLSEXT_STATUSTYPE_ocsp); }

Staple read_staple(SSL* ssl, STACK_OF(X509) * chain, X509_STORE* store) {
  const unsigned char* data = nullptr;
  auto size = SSL_get_tlsext_status_ocsp_resp(ssl, &data);
  if (!data || size <= 0) return {Staple::Status::none};
  auto response = chain ? parse(data, size) : nullptr;
  std::optional<Staple> staple;
  if (response && OCSP_basic_verify(response.get(), chain, store, 0) == 1) {
    auto* leaf = sk_X509_value(chain, 0);
    auto* issuer = sk_X509_num(chain) > 1 ? sk_X509_value(chain, 1) : leaf;
    staple = find(response.get(), leaf, issuer);
  }
  ERR_clear_error();
  return staple.value_or(Staple{Staple::Status::invalid});
}

}  // namespace edig::transport

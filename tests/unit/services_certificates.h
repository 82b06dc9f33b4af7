// Certificates made on the spot, for DANE.
#pragma once

#include <openssl/evp.h>
#include <openssl/x509v3.h>

#include <chrono>
#include <memory>

#include "services/tlsa.h"

namespace edig::test {

using namespace std::chrono_literals;

inline EVP_PKEY* make_key() { return EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"); }

class Certificate {
 public:
  struct Wish {
    std::string name;
    const Certificate* issuer = nullptr;  // null: itself
    bool ca = false;
    std::chrono::seconds from = -24h, until = 24h;  // from `now`
  };
  static constexpr std::chrono::sys_seconds now{1795780000s};

  explicit Certificate(const Wish& wish) : key_(make_key(), EVP_PKEY_free), x509_(X509_new(), X509_free) {
    static long serial = 1;
    auto* x509 = x509_.get();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(X509_get_serialNumber(x509), serial++);
    ASN1_TIME_set(X509_getm_notBefore(x509), (now + wish.from).time_since_epoch().count());
    ASN1_TIME_set(X509_getm_notAfter(x509), (now + wish.until).time_since_epoch().count());
    X509_set_pubkey(x509, key_.get());
    X509_NAME_add_entry_by_txt(X509_get_subject_name(x509), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(wish.name.c_str()), -1, -1, 0);
    const auto& issuer = wish.issuer ? *wish.issuer : *this;
    X509_set_issuer_name(x509, X509_get_subject_name(issuer.x509_.get()));
    add(NID_basic_constraints, wish.ca ? "critical,CA:TRUE" : "critical,CA:FALSE");
    if (!wish.ca) add(NID_subject_alt_name, "DNS:" + wish.name);
    X509_sign(x509, issuer.key_.get(), EVP_sha256());
  }

  X509* x509() const { return x509_.get(); }

  Bytes der() const { return encoded(i2d_X509, x509_.get()); }
  Bytes public_key() const { return encoded(i2d_X509_PUBKEY, X509_get_X509_PUBKEY(x509_.get())); }

  services::Tlsa tlsa(int usage, int selector, int matching) const {
    auto data = selector == 0 ? der() : public_key();
    if (matching != 0) {
      Bytes digest(EVP_MAX_MD_SIZE);
      unsigned size = 0;
      EVP_Digest(data.data(), data.size(), digest.data(), &size, matching == 1 ? EVP_sha256() : EVP_sha512(),
                 nullptr);
      digest.resize(size);
      data = digest;
    }
    auto octet = [](int number) { return static_cast<std::uint8_t>(number); };
    return {.usage = octet(usage), .selector = octet(selector), .matching = octet(matching), .data = data};
  }

 private:
  void add(int nid, const std::string& value) {
    auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value.c_str());
    X509_add_ext(x509_.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }

  template <typename Encode, typename Object>
  static Bytes encoded(Encode encode, Object* object) {
    Bytes bytes(static_cast<std::size_t>(encode(object, nullptr)));
    auto* next = bytes.data();
    encode(object, &next);
    return bytes;
  }

  std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)> key_;
  std::unique_ptr<X509, decltype(&X509_free)> x509_;
};

}  // namespace edig::test

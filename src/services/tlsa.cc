#include "services/tlsa.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>

namespace edig::services {
namespace {

struct OpensslDeleter {
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

constexpr std::uint8_t last_usage = 3, last_selector = 1, last_matching = 2;

bool is_certificate(const Bytes& der) {
  const auto* next = der.data();
  std::unique_ptr<X509, OpensslDeleter> read(d2i_X509(nullptr, &next, static_cast<long>(der.size())));
  return read && next == der.data() + der.size();
}

bool is_public_key(const Bytes& der) {
  const auto* next = der.data();
  std::unique_ptr<EVP_PKEY, OpensslDeleter> read(d2i_PUBKEY(nullptr, &next, static_cast<long>(der.size())));
  return read && next == der.data() + der.size();
}

TlsaFault unknown(std::string_view field, std::uint8_t value) {
  return {"dane-parameter-unknown", {{"field", std::string(field)}, {"value", std::int64_t{value}}}};
}

}  // namespace

std::optional<Tlsa> read_tlsa(const dns::Record& record) {
  auto rdata = record.octets();
  Reader reader(rdata);
  auto usage = reader.u8(), selector = reader.u8(), matching = reader.u8();
  if (!matching) return std::nullopt;
  auto data = reader.rest();
  return Tlsa{
      .usage = *usage, .selector = *selector, .matching = *matching, .data = {data.begin(), data.end()}};
}

std::optional<TlsaFault> tlsa_fault(const Tlsa& tlsa, DaneFor use) {
  if (tlsa.usage > last_usage) return unknown("usage", tlsa.usage);
  if (tlsa.selector > last_selector) return unknown("selector", tlsa.selector);
  if (tlsa.matching > last_matching) return unknown("matching type", tlsa.matching);
  if (use == DaneFor::mail && tlsa.usage < Tlsa::dane_ta)
    return TlsaFault{"dane-usage-not-for-mail", {{"usage", std::int64_t{tlsa.usage}}}};
  if (tlsa.matching != 0) {
    std::size_t digest = tlsa.matching == 1 ? 32 : 64;
    if (tlsa.data.size() == digest) return std::nullopt;
    return TlsaFault{"dane-digest-length",
                     {{"octets", static_cast<std::int64_t>(tlsa.data.size())},
                      {"expected", static_cast<std::int64_t>(digest)}}};
  }
  bool readable = tlsa.selector == 0 ? is_certificate(tlsa.data) : is_public_key(tlsa.data);
  if (!readable) return TlsaFault{"dane-data-unreadable", {}};
  return std::nullopt;
}

std::string tlsa_text(const Tlsa& tlsa) {
  return fmt::format("{} {} {}", tlsa.usage, tlsa.selector, tlsa.matching);
}

}  // namespace edig::services

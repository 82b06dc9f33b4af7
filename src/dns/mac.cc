#include "dns/mac.h"

#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <utility>

namespace edig::dns {

Mac::Mac(const TsigKey& key) {
  auto* hmac = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
  if (!hmac) return;
  context_ = EVP_MAC_CTX_new(hmac);
  EVP_MAC_free(hmac);
  std::string digest(key.digest);
  const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest.data(), 0),
                                   OSSL_PARAM_construct_end()};
  ready_ = context_ && EVP_MAC_init(context_, key.secret.data(), key.secret.size(), parameters) == 1;
}

Mac::~Mac() { EVP_MAC_CTX_free(context_); }

Mac::Mac(Mac&& other) noexcept
    : context_(std::exchange(other.context_, nullptr)), ready_(std::exchange(other.ready_, false)) {}

Mac& Mac::operator=(Mac&& other) noexcept {
  std::swap(context_, other.context_);
  std::swap(ready_, other.ready_);
  return *this;
}

void Mac::add(ByteView octets) {
  ready_ = ready_ && EVP_MAC_update(context_, octets.data(), octets.size()) == 1;
}

void Mac::add16(std::uint16_t number) {
  const std::uint8_t octets[] = {static_cast<std::uint8_t>(number >> 8), static_cast<std::uint8_t>(number)};
  add(octets);
}

void Mac::add48(std::uint64_t number) {
  for (int shift : {32, 16, 0}) add16(static_cast<std::uint16_t>(number >> shift));
}

Bytes Mac::finish() {
  Bytes digest(EVP_MAX_MD_SIZE);
  std::size_t size = 0;
  bool done = ready_ && EVP_MAC_final(context_, digest.data(), &size, digest.size()) == 1;
  digest.resize(done ? size : 0);
  return digest;
}

}  // namespace edig::dns

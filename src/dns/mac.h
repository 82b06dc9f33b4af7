// The MAC of TSIG: HMAC (RFC 2104) over octets that come one after the other.
#pragma once

#include <openssl/types.h>

#include <cstdint>
#include <memory>

#include "base/bytes.h"
#include "dns/tsig_key.h"

namespace edig::dns {

class Mac {
 public:
  explicit Mac(const TsigKey& key);
  ~Mac();
  Mac(Mac&&) noexcept;
  Mac& operator=(Mac&&) noexcept;

  /// Whether OpenSSL computes it: not all do all algorithms.
  bool ready() const { return ready_; }
  void add(ByteView octets);
  void add16(std::uint16_t number);
  void add48(std::uint64_t number);
  /// The whole digest; empty where it cannot be computed. Nothing can be added to it.
  Bytes finish();

 private:
  EVP_MAC_CTX* context_ = nullptr;
  bool ready_ = false;
};

}  // namespace edig::dns

// The keys that messages are signed with (TSIG, RFC 8945 section 6) and their algorithms
// (tsig-algorithms.csv).
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"
#include "dns/name.h"

namespace edig::dns {

/// The secret is for computing MACs alone: nothing prints it.
struct TsigKey {
  Name name;
  Name algorithm;
  std::string digest;        // as OpenSSL calls it
  std::size_t mac_size = 0;  // octets: fewer than the digest has where it is truncated (section 5.2.2.1)
  Bytes secret;
};

/// `algorithm` as BIND writes it: "hmac-sha256", and truncated to so many bits "hmac-sha256-128".
/// `secret` in base64. Errors, of kind usage, repeat nothing of it: what was
/// taken for a name may be the secret.
Result<TsigKey> make_tsig_key(std::string_view algorithm, std::string_view name, std::string_view secret);

/// "hmac-md5", "hmac-sha1" ...
std::vector<std::string_view> tsig_algorithms();

}  // namespace edig::dns

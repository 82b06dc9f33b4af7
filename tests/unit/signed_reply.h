// Replies as a server with the key signs them (TSIG, RFC 8945 section 5.3).
#pragma once

#include <algorithm>
#include <span>

#include "dns/tsig.h"

namespace edig::test {

/// With the MAC of the query, or of the message before, in front. Of a first message all variables of the
/// record are in the MAC, of others only the times.
inline Bytes signed_reply(const Bytes& message, const dns::TsigKey& with, ByteView before,
                          std::chrono::sys_seconds at, std::span<const Bytes> unsigned_before = {},
                          bool first = true) {
  auto blank = message;
  sign(blank, with, at);
  auto record = dns::find_tsig(blank).value();
  dns::Mac mac(with);
  auto prior = dns::find_tsig(before).value().mac;
  mac.add16(static_cast<std::uint16_t>(prior.size()));
  mac.add(prior);
  for (const auto& other : unsigned_before) mac.add(other);
  mac.add(message);
  if (first) {
    mac.add(record.key.wire());
    mac.add16(255), mac.add16(0), mac.add16(0);
    mac.add(record.algorithm.wire());
  }
  mac.add48(record.time);
  mac.add16(record.fudge);
  if (first) mac.add16(0), mac.add16(0);
  auto digest = mac.finish();
  // Behind the MAC stand the original ID, the error and no other data.
  std::copy(digest.begin(), digest.begin() + static_cast<std::ptrdiff_t>(with.mac_size),
            blank.end() - static_cast<std::ptrdiff_t>(with.mac_size + 6));
  return blank;
}

}  // namespace edig::test

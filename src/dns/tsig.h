// TSIG (RFC 8945): who has the secret of a key has made the message, and at what time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include "base/bytes.h"
#include "dns/mac.h"
#include "dns/tsig_key.h"

namespace edig::dns {

/// The TSIG record of a message (section 4.2), its last.
struct TsigRecord {
  Name key, algorithm;
  std::uint64_t time = 0;  // of signing, in seconds since 1970
  std::uint16_t fudge = 0, original_id = 0, error = 0;
  Bytes mac, other;
  std::size_t offset = 0;  // in the message

  /// With BADTIME: the server's time (section 5.2.3).
  std::optional<std::uint64_t> server_time() const;
};

/// The record where there is one, and nothing else follows it. Nothing: the message is not signed, or so
/// malformed that it cannot be told.
std::optional<TsigRecord> find_tsig(ByteView message);

/// How many octets `sign` adds.
std::size_t tsig_size(const TsigKey& key);
/// Signs a query (section 5.1).
void sign(Bytes& message, const TsigKey& key, std::chrono::sys_seconds at);

/// What is to be thought of a reply to a signed query (section 5.3).
struct TsigVerdict {
  enum class Kind {
    good,
    missing,    // it is not signed
    other_key,  // it is signed with a key or an algorithm that was not asked with
    bad_mac,    // who made it does not have the secret, or it was changed on its way
    short_mac,  // so few octets of the MAC are there that they prove little
    bad_time,   // it was signed at another time
    rejected,   // the server did not take the query's TSIG, and says why in `record.error`
  };
  Kind kind = Kind::missing;
  bool authentic = false;  // of `rejected`: it is signed, and that is good
  TsigRecord record = {};
};

/// "good", "missing", "other-key", "bad-mac", "short-mac", "bad-time", "rejected"
std::string_view name(TsigVerdict::Kind kind);

/// Verifies the reply, or one after the other the messages of it, of which not each need be signed (section
/// 5.3.1).
class TsigVerifier {
 public:
  /// `query`: as it was signed and sent.
  TsigVerifier(std::shared_ptr<const TsigKey> key, ByteView query);

  /// Of the message and those unsigned before it. Nothing: it is not signed and need not be, if others
  /// follow.
  std::optional<TsigVerdict> take(ByteView message, std::chrono::sys_seconds now);
  /// The last message that was taken is verified.
  bool up_to_date() const { return messages_ > 0 && unsigned_ == 0; }

 private:
  void start(ByteView mac);

  std::shared_ptr<const TsigKey> key_;
  std::optional<Mac> mac_;
  std::uint64_t messages_ = 0;
  unsigned unsigned_ = 0;
};

/// Of a reply in one message.
TsigVerdict verify(std::shared_ptr<const TsigKey> key, ByteView query, ByteView reply,
                   std::chrono::sys_seconds now);

}  // namespace edig::dns

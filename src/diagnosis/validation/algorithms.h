// DNSSEC algorithms and DS digest types (IANA "DNS Security Algorithm Numbers", "DS RR Type Digest
// Algorithms") and what validators make of them (RFC 9904; RFC 9905 on SHA-1). The data is algorithms.csv and
// digests.csv.
#pragma once

#include <cstdint>
#include <string>

namespace edig::diagnosis {

enum class Support {
  yes,
  fading,  // verified by edig; validators may count it as unsigned (SHA-1, RFC 9905)
  others,  // not by edig, and by some validators: to who lacks it, it counts as unsigned (RFC 4035
           // section 5.2)
  no,      // by no validator that edig knows of: it counts as unsigned
};

Support algorithm_support(std::uint8_t number);
Support digest_support(std::uint8_t number);
/// Whether edig verifies it.
constexpr bool verified(Support support) { return support == Support::yes || support == Support::fading; }
/// Whether some validator verifies what hangs on such a DS, and edig does not.
bool is_for_others(std::uint8_t algorithm, std::uint8_t digest_type);
/// "ECDSAP256SHA256"; "algorithm 100 (unassigned)".
std::string algorithm_text(std::uint8_t number);
/// "SHA-256"; "digest type 100 (unassigned)".
std::string digest_text(std::uint8_t number);

}  // namespace edig::diagnosis

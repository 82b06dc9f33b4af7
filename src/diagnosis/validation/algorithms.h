// DNSSEC algorithms and DS digest types (IANA "DNS Security Algorithm Numbers", "DS RR Type Digest
// Algorithms") and what today's validators make of them (RFC 8624, RFC 9905). The data is algorithms.csv and
// digests.csv.
#pragma once

#include <cstdint>
#include <string>

namespace edig::diagnosis {

enum class Support {
  yes,
  fading,  // still verified by edig; fewer validators do each year (SHA-1)
  no,      // by no validator: what is signed so counts as unsigned (RFC 4035 section 5.2)
};

Support algorithm_support(std::uint8_t number);
Support digest_support(std::uint8_t number);
/// "ECDSAP256SHA256"; "algorithm 100 (unassigned)".
std::string algorithm_text(std::uint8_t number);
/// "SHA-256"; "digest type 100 (unassigned)".
std::string digest_text(std::uint8_t number);

}  // namespace edig::diagnosis

// One TLSA record (RFC 6698 section 2.1), read and judged by itself.
#pragma once

#include <cstdint>
#include <optional>

#include "services/finding.h"

namespace edig::services {

struct Tlsa {
  enum Usage : std::uint8_t { pkix_ta = 0, pkix_ee = 1, dane_ta = 2, dane_ee = 3 };

  std::uint8_t usage = 0;
  std::uint8_t selector = 0;  // 0: the certificate; 1: its SubjectPublicKeyInfo
  std::uint8_t matching = 0;  // 0: as it is; 1: SHA-256; 2: SHA-512
  Bytes data;

  friend bool operator==(const Tlsa&, const Tlsa&) = default;
};

enum class DaneFor { mail, web };

struct TlsaFault {
  Kind kind;
  Values values;
};

/// Nothing where the RDATA has not even the three numbers.
std::optional<Tlsa> read_tlsa(const dns::Record& record);
/// Why clients do not use the record; mail has usages 2 and 3 only (RFC 7672 section 3.1.3).
std::optional<TlsaFault> tlsa_fault(const Tlsa& tlsa, DaneFor use);

/// "3 1 1": without the data.
std::string tlsa_text(const Tlsa& tlsa);

}  // namespace edig::services

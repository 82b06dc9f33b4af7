// One extended DNS error as received: the EDE option (RFC 8914 section 2), decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/bytes.h"
#include "ede/dialects.h"
#include "ede/registry.h"
#include "ede/structured.h"

namespace edig::ede {

struct ExtendedError {
  /// Nothing where the option was too short to hold one.
  std::optional<std::uint16_t> info_code;
  /// As received, any bytes. A single trailing NUL (RFC 8914 section 2 lets servers send one) is not part of
  /// it.
  std::string extra_text;
  /// What is wrong with the option, in a few words; empty where nothing is.
  std::string malformed;
  /// Where EXTRA-TEXT is a structured error that a client of this channel looks at.
  std::optional<Structured> structured;
  /// Where EXTRA-TEXT is in a form that some resolver writes: what it claims.
  std::optional<Reading> read = {};

  const InfoCode& entry() const { return ede::info_code(info_code.value_or(0)); }
};

/// `data` is the OPTION-DATA of an option 15; `truncated` when OPTION-LENGTH promised more.
ExtendedError decode(ByteView data, bool truncated, Channel channel);

}  // namespace edig::ede

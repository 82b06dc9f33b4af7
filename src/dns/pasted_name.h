// What people paste or read out in place of a domain name: the URL of a page (RFC 3986), a mail address, an
// address, host:port. What is to be asked is taken out of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edig::dns {

struct PastedName {
  std::string name;
  std::optional<std::uint16_t>
      type;          // where the text says what is meant: MX of a mail address, PTR of an address
  std::string note;  // what the text is, and what is asked in its place
};

/// Nothing where `text` may be a domain name as it is; an error where no name can be read out of it.
Result<std::optional<PastedName>> read_pasted_name(std::string_view text);

}  // namespace edig::dns

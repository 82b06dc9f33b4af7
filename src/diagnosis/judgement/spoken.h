// Names as sentences have them: example.com without the dot that ends it, and the root zone by its name, so
// that no full stop, comma or colon stands behind a dot. Records, fields of JSON and commands keep the name
// as the DNS has it (RFC 9499 section 2, "fully qualified domain name").
#pragma once

#include <string>
#include <string_view>

#include "ede/registry.h"

namespace edig::diagnosis {

/// "www.example. A" -> "www.example A", "ns1.example. (192.0.2.1)" -> "ns1.example (192.0.2.1)", "." -> "the
/// root zone", ". DNSKEY" -> "the root zone's DNSKEY". `data`: names in presentation format, and what stands
/// beside them; no sentence.
std::string spoken(std::string_view data, ede::Language language);

}  // namespace edig::diagnosis

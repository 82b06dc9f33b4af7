// Whether a foreign text is an organization's name and nothing else
// (draft-ietf-dnsop-structured-dns-error, section "Restrictions on Display").
#pragma once

#include <string_view>

namespace edig::ede {

/// False where `text` (UTF-8) holds more than a name, as far as rules of thumb can tell: longer than 80
/// characters, characters that would have to be escaped, a URL or an address, a telephone number, markup, a
/// question, or words that tell people what to do. A domain name may be part of a name ("example.net
/// Filtering Service").
bool is_organization_name(std::string_view text);

}  // namespace edig::ede

#include "dns/base64.h"

#include <algorithm>
#include <string>

#include "base/ascii.h"
#include "dns/ldns.h"

namespace edig::dns {

std::optional<Bytes> from_base64(std::string_view text) {
  std::string terminated(text);
  ldns_rdf* rdf = nullptr;
  auto status = ldns_str2rdf_b64(&rdf, terminated.c_str());
  RdfPtr owner(rdf);
  if (status != LDNS_STATUS_OK || ldns_rdf_size(rdf) == 0) return std::nullopt;
  return Bytes(ldns_rdf_data(rdf), ldns_rdf_data(rdf) + ldns_rdf_size(rdf));
}

std::optional<Bytes> from_base64url(std::string_view text) {
  constexpr std::size_t group = 4;
  std::string standard(text.substr(0, text.find_last_not_of('=') + 1));
  auto is_digit = [](char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '_'; };
  if (!std::ranges::all_of(standard, is_digit)) return std::nullopt;
  std::ranges::replace(standard, '-', '+');
  std::ranges::replace(standard, '_', '/');
  standard.append((group - standard.size() % group) % group, '=');
  return from_base64(standard);
}

}  // namespace edig::dns

// One CAA record (RFC 8659 section 4.1), read and judged by itself.
#pragma once

#include "services/caa.h"

namespace edig::services {

/// Whether CAs know the property: caa-tags.csv.
bool is_known_caa_tag(std::string_view tag);
/// issue, issuewild, issuemail.
bool names_issuer(std::string_view tag);

/// Nothing where the RDATA is malformed. What is wrong goes to `judgement`, about `about`.
std::optional<Caa::Property> read_caa(const dns::Record& record, const dns::Question& about,
                                      Judgement& judgement);

}  // namespace edig::services

// What a question is about, as a person would name it: a site, mail, the name of an address ... It decides
// the nouns of the texts (fails-mail, sought-mail ... in words.csv) and who has other advice
// (nxdomain-mail.do.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "dns/query.h"

namespace edig::explain {

enum class Thing { site, mail, address, service, record };
std::string_view name(Thing thing);

Thing thing_of(const dns::Question& question);

/// The address that a name in the reverse tree stands for (RFC 1035 section 3.5, RFC 3596 section 2.5).
std::optional<std::string> reversed_address(const dns::Name& name);

}  // namespace edig::explain

// DNS Error Reporting (RFC 9567): the operator of a zone names a monitoring agent in the REPORT-CHANNEL
// option of replies; a resolver tells it of a failure by asking for a name that holds the report.
#pragma once

#include <cstdint>
#include <optional>

#include "dns/edns.h"
#include "dns/message.h"

namespace edig::dns {

/// The agent domain of the REPORT-CHANNEL option (section 5). Nothing where there is none, or it is malformed
/// or the root.
std::optional<Name> report_agent(const Edns& edns);

/// "_er.1.www.example.9._er.agent.example.", to be asked for with type TXT (section 6.1.1): that the question
/// failed with this INFO-CODE. Nothing where the name would be longer than 255 octets, or the question is
/// itself a report or one to the agent: a report on a report goes round for ever (section 6.2).
std::optional<Name> report_name(const Question& question, std::uint16_t info_code, const Name& agent);

}  // namespace edig::dns

// dig's words, which scripts look for: for the parts of a message, and for what went wrong on the way to a
// reply.
#pragma once

#include <string>
#include <string_view>

#include "report/format.h"

namespace edig::report {

/// In place of the version of a dig: of the one whose layout this is, which scripts look for, and who prints
/// it.
inline constexpr std::string_view dig_version = "9.18-edig-" EDIG_VERSION;

/// "NXDOMAIN"; one without a mnemonic "RESERVED11", or "?24" beyond what fits a header.
std::string rcode_word(std::uint16_t rcode);
/// "QUERY"; one without a mnemonic "RESERVED9".
std::string opcode_word(std::uint8_t opcode);
/// "QUESTION" (0) to "ADDITIONAL" (3). Those of an update have names of their own (RFC 2136 section 2).
std::string_view section_name(const dns::Message& message, std::size_t number);

/// ";; Warning: ID mismatch: expected ID 1, got 2", with the end of the line.
std::string dig_mismatch(const transport::Mismatch& mismatch);
/// Whether the reply of an attempt that led on to another one is to be shown (+showbadcookie ...).
bool is_shown(const transport::Attempt& attempt, const Style& style);
/// Of an attempt whose reply led on to another one: ";; Truncated, retrying in TCP mode."; empty where dig
/// says nothing.
std::string dig_reason(const transport::Attempt& attempt);
/// Of an attempt, or the last, without a reply. `outcome` is an Attempt's; `detail` stands for it where dig
/// has no words of its own.
std::string dig_failure(const transport::Attempt& attempt, std::string_view detail, const Report& report,
                        const Style& style);
/// Whether the connection never came about: then dig says so, and not what it was asked.
bool failed_to_connect(const transport::Attempt& attempt);
/// The last attempt, which had no reply.
transport::Attempt last_attempt(const transport::Exchange& exchange);

/// ";; Couldn't verify signature: clocks are unsynchronized"; empty where nothing was signed, or all is well.
std::string dig_tsig_warning(const Report& report);
/// Whether a zone transfer came to nothing by what came, and not because nothing came.
bool broke_transfer(const Report& report);
/// Why it came to nothing.
std::string dig_transfer_failure(const Report& report, const Style& style);

}  // namespace edig::report

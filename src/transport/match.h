// Whether a message that came is the reply to the query that was sent (RFC 5452 section 9.1, RFC 7873
// section 5.3).
#pragma once

#include <cstdint>

#include <optional>

#include "dns/query.h"
#include "transport/exchange.h"

namespace edig::transport {

/// Whether `message` is worth reading: whether its header and question, octet by octet, are those of a reply
/// to the query that was sent as `sent`. Who floods edig with what does not match would else have it read
/// 64 kB of records each time.
bool may_match(ByteView message, ByteView sent, bool check_question);

/// What of `message`, which is not the reply to the query that was sent as `sent`, does not fit. Nothing
/// where what was looked at fits.
std::optional<Mismatch> find_mismatch(ByteView message, ByteView sent, bool check_question);

/// Adds it to the mismatches of the exchange, within their bound.
void note_mismatch(Exchange& exchange, ByteView message, ByteView sent, bool check_question);

/// By ID, QR, OPCODE and, with `check_question`, the question. A reply that reports an error may lack the
/// question: servers that could not read it leave it out.
bool matches(const dns::Message& reply, const dns::Query& query, std::uint16_t id, bool check_question);

/// Not so when the reply holds a COOKIE option that does not begin with the query's client cookie, or is of
/// no legal length: then it comes from someone who has not seen the query.
bool cookie_fits(const dns::Message& reply, const dns::Query& query);
/// The same of OPTION-DATA: `received`, to a query with `sent`.
bool cookie_fits(ByteView received, ByteView sent);

/// An ID nobody can guess.
std::uint16_t random_id();

}  // namespace edig::transport

// The rules of asking again: which failures lead to another try, another server, another transport or another
// query. Knows no sockets: what asks once is given.
//
// A reply that fits in all but its COOKIE option was made for another client: a cache gives it out again, OPT
// record and all, or someone forges it. It is dropped (RFC 7873 section 5.3), and the question put in ways
// that need no cookie, each once, the safest first:
//
//   1. over TCP, where who answers has seen the query, cookie or not: nothing is lost;
//   2. over UDP without the option, EDNS kept. ID and port still have to be guessed (RFC 5452), as for all
//      servers without cookies; who could make edig come here has guessed both, and has to again. What
//      comes with a cookie all the same is still another client's;
//   3. over UDP without EDNS, as where a server is silent, if the tactics allow that.
//
// How a reply without EDNS came about is told by the last of its attempts. Where that is "timeout" of a query
// with EDNS, the server is silent on EDNS, or the network lost that much; where it is "formerr" or "notimp",
// the server said that it knows no EDNS.
#pragma once

#include <functional>

#include "transport/async.h"
#include "transport/client.h"
#include "transport/cookies.h"
#include "transport/step.h"

namespace edig::transport {

/// Puts one query to one server, once. Where the reply to an earlier step comes instead, the step becomes
/// that one. Without attempts.
using AskOnce = std::function<Task<Exchange>(Step&, const Tactics&)>;

/// Asks until the question is settled or nothing is left to try. The exchange has all attempts that went
/// before.
Task<Exchange> ask_again(const Job& job, const AskOnce& ask_once, Cookies& cookies);

}  // namespace edig::transport

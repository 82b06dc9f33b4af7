// The rules of asking again: which failures lead to another try, another server, another transport or another
// query. Knows no sockets: what asks once is given.
#pragma once

#include <functional>

#include "transport/async.h"
#include "transport/client.h"
#include "transport/cookies.h"

namespace edig::transport {

/// Puts one query to one server, once. Without attempts.
using AskOnce = std::function<Task<Exchange>(const Server&, const dns::Query&, const Tactics&)>;

/// Asks until the question is settled or nothing is left to try. The exchange has all attempts that went
/// before.
Task<Exchange> ask_again(const Job& job, const AskOnce& ask_once, Cookies& cookies);

}  // namespace edig::transport

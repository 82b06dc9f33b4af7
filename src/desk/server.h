// HTTP/1.1 for the desk, by libmicrohttpd, on one thread: that of serve().
//
// The library bounds what a hostile client can take: memory and idle time of each connection, connections in
// all and from one address, a strict reading of requests (RFC 9112). What it does not: a client that sends
// its request, or takes its response, a little at a time without end is cut off after half a minute.
#pragma once

#include "base/error.h"
#include "desk/desk.h"

namespace edig::desk {

/// Serves until SIGTERM or SIGINT. Errors: a place that cannot be listened at.
Result<void> serve(Desk& desk, const Settings& settings);

}  // namespace edig::desk

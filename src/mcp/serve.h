// edig --mcp: the protocol over standard input and output (revision 2026-07-28, "stdio").
#pragma once

#include "run/request_maker.h"

namespace edig::mcp {

/// Serves until standard input ends; then what is under way is given up. The exit status.
int serve(const run::RequestMaker& request_of);

}  // namespace edig::mcp

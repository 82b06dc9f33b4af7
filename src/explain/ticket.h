// The line for the ticket: all that the next person needs, in engineers' words whatever the language. Name
// and type, outcome with its reason, what was found and where, what the server gave, whom a block names, who
// was asked, when (UTC, and local time where that differs), edig's version.
#pragma once

#include <string>

#include "explain/explain.h"
#include "explain/topic.h"

namespace edig::explain {

/// What all of them end with: who was asked, when, edig's version.
std::string ticket_end(const Subject& subject);

std::string ticket_line(const Subject& subject, const Topic& topic);

}  // namespace edig::explain

// With +services and +connect, in JSON: who was visited, what came of it, and the policy that was fetched.
#pragma once

#include <nlohmann/json.hpp>

#include "services/connection.h"

namespace edig::report {

nlohmann::ordered_json json_connection(const services::Connection& connection);

}  // namespace edig::report

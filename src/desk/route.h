// Which resource a request is for, or what is wrong with it before anything is looked at.
#pragma once

#include <expected>
#include <string>
#include <vector>

#include "desk/http.h"
#include "desk/problem.h"

namespace edig::desk {

enum class Route { page, why, openapi, schema, style, script, health, metrics };

/// `hosts`: the names under which the desk is reached, beside localhost and addresses: a page of elsewhere,
/// whose name was made to lead here, must not read answers (DNS rebinding).
std::expected<Route, Problem> route(const HttpRequest& request, const std::vector<std::string>& hosts);

}  // namespace edig::desk

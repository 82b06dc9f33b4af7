// The member `services` of the JSON (edig.schema.json).
#pragma once

#include <nlohmann/json.hpp>

#include "services/report.h"

namespace edig::report {

nlohmann::ordered_json json_services(const services::Report& report);

}  // namespace edig::report

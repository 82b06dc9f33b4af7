// The member `diagnosis` of the JSON (edig.schema.json).
#pragma once

#include <nlohmann/json.hpp>

#include "report/report.h"

namespace edig::report {

/// Of a report that has a diagnosis.
nlohmann::ordered_json json_diagnosis(const Report& report);

}  // namespace edig::report

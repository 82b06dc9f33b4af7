// The member `diagnosis` of the JSON (edig.schema.json).
#pragma once

#include <nlohmann/json.hpp>

#include "diagnosis/judgement/diagnosis.h"

namespace edig::report {

nlohmann::ordered_json json_diagnosis(const diagnosis::Diagnosis& diagnosis);

}  // namespace edig::report

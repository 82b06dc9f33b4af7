// Foreign text in the JSON of a report.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

namespace edig::report {

/// As UTF-8; nothing of an empty `text`.
void put_text(nlohmann::ordered_json& object, const char* key, std::string_view text);

}  // namespace edig::report

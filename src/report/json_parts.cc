#include "report/json_parts.h"

#include "ede/printable.h"

namespace edig::report {

void put_text(nlohmann::ordered_json& object, const char* key, std::string_view text) {
  if (!text.empty()) object[key] = ede::to_utf8(text);
}

}  // namespace edig::report

#include "mcp/resources.h"

#include <algorithm>

#include "embedded/edig_manual.h"
#include "embedded/edig_schema_json.h"
#include "embedded/info_codes_csv.h"

namespace edig::mcp {
namespace {

struct Resource {
  std::string_view uri, name, title, mime_type, text;
};

constexpr Resource resources[] = {
    {"edig:manual", "edig.1", "edig(1): the options, the JSON, the exit status, the bounds", "text/troff",
     embedded::edig_manual},
    {"edig:info-codes", "info-codes.csv",
     "The INFO-CODEs of Extended DNS Errors (RFC 8914): what each means, whose turn it is, what to try",
     "text/csv", embedded::info_codes_csv},
    {"edig:schema", "edig.schema.json", "The JSON Schema of the results", "application/schema+json",
     embedded::edig_schema_json},
};

}  // namespace

Json list_resources() {
  auto all = Json::array();
  for (const auto& [uri, name, title, mime_type, text] : resources)
    all.push_back(
        {{"uri", uri}, {"name", name}, {"title", title}, {"mimeType", mime_type}, {"size", text.size()}});
  return all;
}

std::optional<Json> read_resource(std::string_view uri) {
  const auto* found = std::ranges::find(resources, uri, &Resource::uri);
  if (found == std::end(resources)) return std::nullopt;
  Json contents{{"uri", found->uri}, {"mimeType", found->mime_type}, {"text", found->text}};
  return Json{{"contents", Json::array({std::move(contents)})}};
}

}  // namespace edig::mcp

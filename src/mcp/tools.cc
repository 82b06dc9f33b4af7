#include "mcp/tools.h"

#include <fmt/format.h>

#include <algorithm>

#include "embedded/mcp_tools_json.h"
#include "mcp/output_schema.h"

namespace edig::mcp {
namespace {

std::unexpected<Error> wrong_argument(const std::string& argument, std::string_view text) {
  return fail(Error::Kind::usage, fmt::format("the argument '{}' {}", argument, text));
}

Result<void> check_string(const std::string& argument, const Json& schema, const Json& value) {
  if (!value.is_string()) return wrong_argument(argument, "is to be a string");
  auto size = value.get_ref<const std::string&>().size();
  if (size < schema.value("minLength", std::size_t{0})) return wrong_argument(argument, "is empty");
  if (auto most = schema.value("maxLength", std::size_t{1024}); size > most)
    return wrong_argument(argument, fmt::format("is longer than {} octets", most));
  auto choices = schema.find("enum");
  if (choices == schema.end() || std::ranges::find(*choices, value) != choices->end()) return {};
  return wrong_argument(argument, "is one of " + choices->dump());
}

Result<void> check_value(const std::string& argument, const Json& schema, const Json& value) {
  if (schema["type"] == "string") return check_string(argument, schema, value);
  if (!value.is_array()) return wrong_argument(argument, "is to be an array");
  std::size_t least = schema["minItems"], most = schema["maxItems"];
  if (value.size() < least || value.size() > most)
    return wrong_argument(argument, fmt::format("has {} to {} items", least, most));
  for (const auto& item : value)
    if (auto fits = check_string(argument, schema["items"], item); !fits) return fits;
  return {};
}

void offer(Json& properties, const std::vector<std::string>& servers) {
  if (servers.empty()) return;
  if (properties.contains("server")) properties["server"]["enum"] = servers;
  if (properties.contains("servers")) properties["servers"]["items"]["enum"] = servers;
}

}  // namespace

Tools::Tools() : table_(Json::parse(embedded::mcp_tools_json)) {}

const Json* Tools::find(std::string_view name) const {
  const auto& tools = table_["tools"];
  auto found = std::ranges::find_if(tools, [&](const Json& tool) { return tool["name"] == name; });
  return found == tools.end() ? nullptr : &*found;
}

Json Tools::list(const std::function<std::vector<std::string>(const Json&)>& servers) const {
  auto all = Json::array();
  for (const auto& tool : table_["tools"]) {
    auto properties = Json::object();
    for (const std::string name : tool["arguments"]) {
      properties[name] = table_["arguments"][name];
      properties[name].erase("words");
    }
    offer(properties, servers(tool));
    all.push_back({{"name", tool["name"]},
                   {"title", tool["title"]},
                   {"description", tool["description"]},
                   {"inputSchema",
                    {{"type", "object"},
                     {"properties", properties},
                     {"required", tool["required"]},
                     {"additionalProperties", false}}},
                   {"outputSchema", output_schema(tool)},
                   {"annotations", {{"readOnlyHint", true}, {"openWorldHint", true}}}});
  }
  return all;
}

Result<void> Tools::check(const Json& tool, const Json& arguments) const {
  for (const auto& [name, value] : arguments.items()) {
    if (std::ranges::find(tool["arguments"], Json(name)) == tool["arguments"].end())
      return fail(Error::Kind::usage, fmt::format("there is no argument '{}'", name.substr(0, 64)),
                  "there are " + tool["arguments"].dump());
    if (auto fits = check_value(name, table_["arguments"][name], value); !fits) return fits;
  }
  for (const std::string name : tool["required"])
    if (!arguments.contains(name)) return wrong_argument(name, "is missing");
  return {};
}

std::vector<std::string> Tools::words(const Json& tool, const Json& arguments) const {
  std::vector<std::string> words = tool["words"];
  for (const auto& [name, value] : arguments.items()) {
    for (std::string word : table_["arguments"][name].value("words", Json::array())) {
      if (auto at = word.find("{}"); at != word.npos) word.replace(at, 2, value.get<std::string>());
      words.push_back(word);
    }
  }
  return words;
}

}  // namespace edig::mcp

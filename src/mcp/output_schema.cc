#include "mcp/output_schema.h"

#include <string_view>

#include "embedded/edig_schema_json.h"

namespace edig::mcp {
namespace {

// Members of every report.
constexpr const char* common[] = {"schema", "notice",       "question",        "server",     "attempts",
                                  "cost",   "dropped",      "mismatches",      "connect_ms", "ms",
                                  "tsig",   "outcome",      "exit_status",     "rcode",      "flags",
                                  "edns",   "without_edns", "extended_errors", "answer",     "problems",
                                  "error"};
constexpr std::string_view to_definition = "#/$defs/", to_member = "#/properties/";

// Part of a schema, with all that it refers to.
class Part {
 public:
  explicit Part(const Json& whole) : whole_(whole) {}

  void add(const std::string& member) {
    if (properties.contains(member)) return;
    properties[member] = whole_["properties"][member];
    follow(whole_["properties"][member]);
  }
  /// The schema of one of its members, in place.
  Json member(const std::string& name) {
    follow(whole_["properties"][name]);
    return whole_["properties"][name];
  }

  Json properties = Json::object(), definitions = Json::object();

 private:
  void follow(const Json& node) {
    for (const auto& [key, child] : node.items()) {
      if (key == "$ref") take(child.get_ref<const std::string&>());
      if (child.is_structured()) follow(child);
    }
  }

  // A reference may lead further down: "#/$defs/records/items".
  void take(std::string_view reference) {
    bool member = reference.starts_with(to_member);
    reference.remove_prefix((member ? to_member : to_definition).size());
    std::string name(reference.substr(0, reference.find('/')));
    if (member) return add(name);
    if (definitions.contains(name)) return;
    definitions[name] = whole_["$defs"][name];
    follow(whole_["$defs"][name]);
  }

  const Json& whole_;
};

// They are for readers, who have them in the resource edig:schema: here they would double its size.
void leave_out_descriptions(Json& node) {
  if (node.is_object() && node.contains("description") && node["description"].is_string())
    node.erase("description");
  for (auto& child : node)
    if (child.is_structured()) leave_out_descriptions(child);
}

Json schema_of(const Part& part, Json required) {
  Json schema{{"type", "object"},
              {"required", std::move(required)},
              {"properties", part.properties},
              {"additionalProperties", false},
              {"$defs", part.definitions}};
  leave_out_descriptions(schema);
  return schema;
}

Json schema_of_rows(Part part, const Json& tool) {
  auto row = Json::object();
  for (const auto* name : common) row[name] = part.member(name);
  for (const std::string name : tool["members"]) row[name] = part.member(name);
  for (const auto* name : {"schema", "notice", "summary"}) part.add(name);
  part.properties["rows"] = {
      {"type", "array"},
      {"items", {{"type", "object"}, {"properties", row}, {"additionalProperties", false}}}};
  part.properties["rows_left_out"] = {{"type", "integer"}, {"minimum", 0}};
  part.properties["names_left_out"] = {{"type", "integer"}, {"minimum", 0}};
  return schema_of(part, {"schema", "notice", "summary", "rows", "rows_left_out", "names_left_out"});
}

}  // namespace

Json output_schema(const Json& tool) {
  const auto whole = Json::parse(embedded::edig_schema_json);
  Part part(whole);
  if (tool["name"] == "survey") return schema_of_rows(std::move(part), tool);
  for (const auto* name : common) part.add(name);
  for (const std::string name : tool["members"]) part.add(name);
  return schema_of(part, {"schema", "notice", "question", "server", "ms", "outcome", "exit_status"});
}

}  // namespace edig::mcp

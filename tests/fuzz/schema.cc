#include "schema.h"

#include <fstream>
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "expect.h"

namespace edig::fuzz {
namespace {

using Adapter = valijson::adapters::NlohmannJsonAdapter;

const valijson::Schema& schema() {
  static const valijson::Schema* read = [] {
    std::ifstream file(EDIG_SCHEMA);
    auto json = nlohmann::json::parse(file);
    auto* made = new valijson::Schema;
    valijson::SchemaParser().populateSchema(Adapter(json), *made);
    return made;
  }();
  return *read;
}

// valijson takes the length of a string by its first NUL: for its eyes there is another character in its
// place.
std::string without_nul(std::string text) {
  constexpr std::string_view nul = "\\u0000";
  for (std::size_t at = 0; (at = text.find(nul, at)) != text.npos; at += nul.size()) text[at + 5] = '1';
  return text;
}

}  // namespace

void expect_schema(std::string_view text) {
  auto value = nlohmann::json::parse(without_nul(std::string(text)));
  valijson::ValidationResults results;
  bool valid = valijson::Validator().validate(schema(), Adapter(value), &results);
  for (valijson::ValidationResults::Error error; results.popError(error);)
    std::fprintf(stderr, "%s\n", error.description.c_str());
  expect(valid);
}

}  // namespace edig::fuzz

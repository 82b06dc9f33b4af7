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

}  // namespace

void expect_schema(std::string_view text) {
  auto value = nlohmann::json::parse(text);
  valijson::ValidationResults results;
  bool valid = valijson::Validator().validate(schema(), Adapter(value), &results);
  for (valijson::ValidationResults::Error error; results.popError(error);)
    std::fprintf(stderr, "%s\n", error.description.c_str());
  expect(valid);
}

}  // namespace edig::fuzz

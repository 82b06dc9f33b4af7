// The tools: what each is called, takes and gives (tools.json), and which words of edig's command line it
// stands for.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "mcp/json_rpc.h"

namespace edig::mcp {

class Tools {
 public:
  Tools();

  /// An entry of tools.json; null: there is none.
  const Json* find(std::string_view name) const;
  /// As `tools/list` has them. `servers`: what a tool may choose from.
  Json list(const std::function<std::vector<std::string>(const Json& tool)>& servers) const;
  /// Whether `arguments` fit the tool. Errors, of kind usage, are for whoever wrote them.
  Result<void> check(const Json& tool, const Json& arguments) const;
  /// The words of the command line that stand for the tool and its arguments, which fit.
  std::vector<std::string> words(const Json& tool, const Json& arguments) const;

 private:
  Json table_;
};

}  // namespace edig::mcp

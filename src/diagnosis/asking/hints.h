// Root hints (RFC 8109, RFC 9609): names and addresses of the root's servers, where iteration begins.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "dns/record.h"

namespace edig::diagnosis {

struct RootHints {
  std::vector<dns::Record> records;  // NS of the root, A and AAAA

  /// root-hints.txt, InterNIC's named.root.
  static RootHints built_in();
  /// Errors: no root name server with an address in it.
  static Result<RootHints> parse(std::string_view text);
};

}  // namespace edig::diagnosis

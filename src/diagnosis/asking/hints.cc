#include "diagnosis/asking/hints.h"

#include <algorithm>
#include <array>

#include "dns/types.h"
#include "dns/zone_text.h"
#include "embedded/root_hints_txt.h"

namespace edig::diagnosis {

RootHints RootHints::built_in() { return *parse(embedded::root_hints_txt); }

Result<RootHints> RootHints::parse(std::string_view text) {
  constexpr std::array types{dns::type::ns, dns::type::a, dns::type::aaaa};
  auto records = dns::read_zone_text(text, types);
  if (!records) return std::unexpected(records.error());
  auto has = [&](auto test) { return std::ranges::any_of(*records, test); };
  if (!has([](const auto& r) { return r.type == dns::type::ns && r.owner.is_root(); }) ||
      !has([](const auto& r) { return r.type == dns::type::a || r.type == dns::type::aaaa; }))
    return fail(Error::Kind::usage, "no name server of the root with an address among the root hints",
                "the file is InterNIC's named.root, or like it");
  return RootHints{std::move(*records)};
}

}  // namespace edig::diagnosis

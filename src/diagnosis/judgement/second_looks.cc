// Which servers of a comparison are worth a second look.
#include <algorithm>

#include "diagnosis/judgement/comparison.h"
#include "diagnosis/judgement/told.h"
#include "dns/types.h"

namespace edig::diagnosis {

std::vector<SecondLook> second_looks(std::span<const Side> sides, bool checking) {
  auto fails = [](const Side& side) { return told_by(side.reply, dns::type::any) == Told::failure; };
  std::vector<SecondLook> looks;
  if (!checking || std::ranges::none_of(sides, fails)) return looks;
  for (std::size_t i = 0; i < sides.size(); ++i) {
    if (fails(sides[i])) looks.push_back({i, SecondLook::What::unchecked});
    if (sides[i].reply) looks.push_back({i, SecondLook::What::root});
  }
  return looks;
}

}  // namespace edig::diagnosis

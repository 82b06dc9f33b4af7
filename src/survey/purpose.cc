#include "survey/purpose.h"

#include <array>

namespace edig::survey {

std::string_view name(Purpose purpose) {
  constexpr std::array<std::string_view, 5> names = {"", "preflight=validation", "preflight=signing",
                                                     "compare", "services"};
  return names[static_cast<std::size_t>(purpose)];
}

}  // namespace edig::survey

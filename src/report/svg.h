// The drawing of the chain of trust alone, as a file of its own: nothing in it is loaded from anywhere, and
// nothing runs.
#pragma once

#include <string>

#include "report/format.h"

namespace edig::report {

/// `report` has a diagnosis. Where there is no chain to draw, the picture says so.
std::string to_svg(const Report& report, const Style& style);

}  // namespace edig::report

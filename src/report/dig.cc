#include "report/format.h"

namespace edig::report {

std::string to_dig(const Report& report, const Style& style) { return to_text(report, style); }

}  // namespace edig::report

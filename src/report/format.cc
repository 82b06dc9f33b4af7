#include "report/format.h"

namespace edig::report {

std::string format(const Report& report, const Style& style) {
  switch (style.format) {
    case Format::dig: return to_dig(report, style);
    case Format::short_: return to_short(report, style);
    case Format::json: return to_json(report, style);
    case Format::text: break;
  }
  return to_text(report, style);
}

}  // namespace edig::report

// From a report to its explanation in plain words (+explain), and that explanation as text.
#pragma once

#include <string>

#include "explain/explain.h"
#include "report/format.h"

namespace edig::report {

/// What is to be explained of `report`; it points into the report's diagnosis.
explain::Subject explanation_subject(const Report& report, const Style& style);

/// What an audience is told of `report`: with +services, what its domain's services come to.
explain::Explanation explained(const Report& report, const Style& style, explain::Audience audience);

/// Headline, sections and the line for the ticket, wrapped at the style's columns.
std::string explanation_text(const explain::Explanation& explanation, const Style& style);

}  // namespace edig::report

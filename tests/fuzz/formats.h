// A report in the formats of lines or of pages, and in the style, that some bits choose.
#pragma once

#include "report/report.h"

namespace edig::fuzz {

/// Ends the process unless all text is harmless, JSON is what the schema says, and markup is edig's own.
void expect_formats(const report::Report& report, std::uint32_t bits);

}  // namespace edig::fuzz

// A row of a survey as a line of its output: comma-separated values (RFC 4180, but for the line break, which
// is LF alone).
#pragma once

#include <string>

#include "survey/row.h"

namespace edig::report {

/// The columns' titles, with a line break. `services`: with those of the services of domains.
std::string survey_csv_titles(bool services = false);
/// Appends the line, with its line break.
void write_survey_csv(const survey::Row& row, std::string& out, bool services = false);

}  // namespace edig::report

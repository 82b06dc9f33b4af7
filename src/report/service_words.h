// What text and the page say of a service's finding.
#pragma once

#include <string>

#include "ede/language.h"
#include "services/report.h"

namespace edig::report {

/// Fit to print.
std::string in_words(const diagnosis::Wording& wording, ede::Language language);
/// "Whose turn: the operator of shop.example."
std::string whose_turn(const services::Finding& finding, ede::Language language);
/// "Whose turn: the operator of shop.example: remove the null MX."
std::string turn_words(const services::Finding& finding, ede::Language language);
/// "The cause: ...": why what the finding is about could not be had; empty where that was not found out.
std::string cause_words(const services::Report& report, const services::Finding& finding,
                        ede::Language language);
/// The same of the finding that decides on the whole, or of another of its application.
std::string root_cause_words(const services::Report& report, ede::Language language);

}  // namespace edig::report

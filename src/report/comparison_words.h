// +compare in words: what servers side by side are called, and what their replies mean together.
#pragma once

#include <string>
#include <vector>

#include "report/report.h"

namespace edig::report {

/// One for each server: its name or address, with the transport where that alone would not tell them apart.
std::vector<std::string> side_labels(const Report& report, ede::Language language);
/// Without the transport.
std::string host_word(const transport::Peer& peer);
/// One or two sentences: what it means. How sure it is stands apart.
std::string meaning_text(const Report& report, const diagnosis::Meaning& meaning, ede::Language language);
/// How sure the meaning is, and what would settle it. Empty where it follows from what came, or a diagnosis
/// settles it.
std::string certainty_text(const Report& report, const diagnosis::Meaning& meaning, ede::Language language);
/// How a server stands against the diagnosis; "unprotected" as a phrase.
std::string standing_text(diagnosis::Standing standing, ede::Language language);

}  // namespace edig::report

// One line for each finding by which a person sees with dig(1) what edig saw: made of the finding's own
// fields and of the server that was asked.
#pragma once

#include <string>

#include "report/report.h"

namespace edig::report {

/// "dig @192.0.2.1 www.example. A +dnssec +norecurse", ready for a POSIX shell, in printable ASCII whatever
/// the network sent. Empty for notes, and where no question to a server can show it, as with a wrong clock.
std::string dig_line(const Report& report, const diagnosis::Finding& finding);

}  // namespace edig::report

// EDNS options in the lines that dig 9.18 has for them.
#pragma once

#include <string>

#include "report/report.h"

namespace edig::report {

/// "; NSID: 67 70 (\"gp\")" and its newline. Of `received`, the cookie is compared with the one that was
/// sent.
void append_dig_option(std::string& out, const dns::Option& option, const Report& report, bool received);

}  // namespace edig::report

// Internationalised names on their way in (IDNA2008 by UTS 46, non-transitional).
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "dns/name.h"

namespace edig::cli {

/// `name`, UTF-8, with every label that is not ASCII made an A-label. ASCII labels pass untouched:
/// underscores, escapes and A-labels alike. Argv is taken for UTF-8 whatever the locale says.
Result<std::string> to_ascii(std::string_view name);

}  // namespace edig::cli

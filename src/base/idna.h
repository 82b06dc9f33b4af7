// Internationalised labels (IDNA2008 by UTS 46, non-transitional), by libidn2.
//
// Few names need it, and libidn2 with libunistring costs every start as much as edig's own code does: the
// default build loads it when the first such label comes. The portable build has it inside.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edig {

/// The A-label of `label` (UTF-8). Errors: not valid by IDNA2008; libidn2 is not there.
Result<std::string> label_to_ascii(const std::string& label);

/// `name`, UTF-8, with every label that is not ASCII made an A-label. ASCII labels pass untouched:
/// underscores, escapes and A-labels alike. Text is taken for UTF-8 whatever the locale says.
Result<std::string> to_ascii(std::string_view name);

/// The U-label of an A-label; nothing where it is none, or is not the A-label that its U-label would give.
std::optional<std::string> label_to_unicode(const std::string& label);

/// The version of libidn2; empty where it is not there.
std::string idna_version();

}  // namespace edig

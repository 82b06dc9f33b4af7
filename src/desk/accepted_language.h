// The visitor's language: of those that edig speaks the one that the browser asks for most (Accept-Language,
// RFC 9110 section 12.5.4; the ranges are basic, RFC 4647 section 2.1). English where it asks for none.
#pragma once

#include <string_view>

#include "ede/language.h"

namespace edig::desk {

ede::Language accepted_language(std::string_view header);

}  // namespace edig::desk

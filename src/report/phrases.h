// The fixed phrases of the text format in the languages of edig; phrases.csv holds them.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "ede/phrase.h"

namespace edig::report {

/// All of them, for tests.
ede::Catalogue phrases();

/// The phrase of `key` with {0}, {1} ... replaced by `values`. A key that is not there comes back as it is.
std::string say(ede::Language language, std::string_view key,
                std::initializer_list<std::string_view> values = {});
/// Whether there is a phrase of `key`.
bool has_phrase(std::string_view key);

}  // namespace edig::report

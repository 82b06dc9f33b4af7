// EDNS options in the words that dig 9.18 has for them.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "report/report.h"

namespace edig::report {

/// {"NSID", "67 70 (\"gp\")"}; an option without data may have no value. All of it is printable.
struct DigOption {
  std::string name, value;
};
/// Of `received`, the cookie is compared with the one that was sent.
DigOption dig_option(const dns::Option& option, const Report& report, bool received);

/// "67 70 (\"gp\")", with what cannot be shown as dots; empty where there is nothing.
std::string hex_and_text(ByteView data);

/// An extended error in its parts; nothing where the option is too short for one.
struct DigExtendedError {
  std::string info_code;        // "22 (No Reachable Authority)"
  std::string_view extra_text;  // as it came, in the option: foreign text
};
std::optional<DigExtendedError> dig_extended_error(const dns::Option& option);

}  // namespace edig::report

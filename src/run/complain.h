// What goes wrong with edig itself, on standard error.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/error.h"

namespace edig::run {

/// The text of an error, fit to print: what it quotes of a mistyped word may be any bytes. Only then is it
/// escaped: escapes of names and quotes are easier read as they are.
std::string shown(const std::string& text);

/// "edig: TEXT; HINT", one line, fit for a terminal.
std::string complaint(const Error& error, std::string_view program = "edig");

/// That standard output cannot be written to: errno says why.
Error cannot_print();

/// Writes `complaint`, and returns the exit status that it means.
int complain(const Error& error, std::string_view program = "edig");

/// The same of what was taken otherwise than it was written, a line each.
std::string warnings(std::span<const std::string> texts);

}  // namespace edig::run

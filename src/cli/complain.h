// What goes wrong with edig itself, on standard error, and the exit status that it means.
#pragma once

#include <string>

#include "base/error.h"

namespace edig::cli {

/// Of the whole process; of one reply see report::exit_status.
enum Status { good = 0, usage = 1, file = 8, no_reply = 9, internal = 10 };

Status status_of(const Error& error);

/// "edig: TEXT; HINT", one line, fit for a terminal.
std::string complaint(const Error& error);

/// That standard output cannot be written to: errno says why.
Error cannot_print();

/// Writes `complaint`, and returns the status.
Status complain(const Error& error);

}  // namespace edig::cli

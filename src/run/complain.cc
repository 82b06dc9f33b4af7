#include "run/complain.h"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/exit_status.h"
#include "base/write_all.h"
#include "ede/printable.h"

namespace edig::run {

std::string shown(const std::string& text) {
  auto rest = text;
  std::erase_if(rest, [](char c) { return c == '\\' || c == '"'; });
  return ede::printable(rest) == rest ? text : ede::printable(text);
}

std::string complaint(const Error& error, std::string_view program) {
  return std::string(program) + ": " + shown(error.text) +
         (error.hint.empty() ? "" : "; " + shown(error.hint)) + "\n";
}

std::string warnings(std::span<const std::string> texts) {
  std::string lines;
  for (const auto& text : texts) lines += complaint({Error::Kind::usage, "warning: " + text, {}});
  return lines;
}

Error cannot_print() {
  return {Error::Kind::internal, std::string("cannot write: ") + std::strerror(errno), {}};
}

int complain(const Error& error, std::string_view program) {
  write_all(STDERR_FILENO, complaint(error, program));
  return exit_status_of(error);
}

}  // namespace edig::run

// The exit status that scripts rely on: edig(1), EXIT STATUS.
#pragma once

#include "base/error.h"

namespace edig {

namespace status {
inline constexpr int good = 0, usage = 1, failure = 2, doubt = 3, file = 8, no_reply = 9, internal = 10;
}

constexpr int exit_status_of(const Error& error) {
  switch (error.kind) {
    case Error::Kind::usage:
    case Error::Kind::resolve:
      return status::usage;
    case Error::Kind::tsig:
      return status::doubt;
    case Error::Kind::file:
      return status::file;
    case Error::Kind::internal:
      return status::internal;
    default:
      return status::no_reply;
  }
}

}  // namespace edig

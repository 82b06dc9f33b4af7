// Waits, until a signal asks to end or nobody reads standard output any more.
#pragma once

#include <array>
#include <chrono>
#include <csignal>

#include "base/descriptor.h"

namespace edig::run {

/// As long as it lives, SIGINT and SIGTERM end nothing by themselves, unless they were ignored: those are
/// ignored still.
class Interruption {
 public:
  enum class Kind { none, signal, reader_gone };

  Interruption();
  ~Interruption();
  Interruption(const Interruption&) = delete;
  Interruption& operator=(const Interruption&) = delete;

  /// `none`: the time is over, which may be none at all.
  Kind wait(std::chrono::milliseconds longest);

 private:
  Descriptor signals_;
  sigset_t before_;
};

}  // namespace edig::run

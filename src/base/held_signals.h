// Puts off what would end the process, while something is under way that must not be left half done.
#pragma once

#include <array>
#include <csignal>

namespace edig {

/// As long as it lives, SIGHUP, SIGINT, SIGQUIT and SIGTERM wait, whichever thread they come to; what came
/// takes effect when it ends. For short work only, and one at a time.
class HeldSignals {
 public:
  HeldSignals();
  ~HeldSignals();
  HeldSignals(const HeldSignals&) = delete;
  HeldSignals& operator=(const HeldSignals&) = delete;

 private:
  static constexpr std::array held = {SIGHUP, SIGINT, SIGQUIT, SIGTERM};
  std::array<struct sigaction, held.size()> before_;
};

}  // namespace edig

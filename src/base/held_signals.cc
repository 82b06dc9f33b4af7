#include "base/held_signals.h"

namespace edig {
namespace {

volatile std::sig_atomic_t came = 0;

}  // namespace

HeldSignals::HeldSignals() {
  came = 0;
  struct sigaction hold {};
  hold.sa_handler = [](int signal) { came = signal; };
  hold.sa_flags = SA_RESTART;
  for (std::size_t i = 0; i < held.size(); ++i) {
    sigaction(held[i], nullptr, &before_[i]);
    if (before_[i].sa_handler != SIG_IGN) sigaction(held[i], &hold, nullptr);
  }
}

HeldSignals::~HeldSignals() {
  for (std::size_t i = 0; i < held.size(); ++i) sigaction(held[i], &before_[i], nullptr);
  if (came != 0) static_cast<void>(std::raise(came));  // fails for no signal of these
}

}  // namespace edig

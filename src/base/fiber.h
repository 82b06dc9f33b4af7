// A call that can be left and gone on with later, so that what is written as one thing after the other can
// wait beside others of its kind. Stackful, on a thread of its own that runs only while its owner waits in
// `resume`: nothing here is ever done by two threads at once, and needs no locks.
#pragma once

#include <exception>
#include <functional>
#include <semaphore>
#include <thread>

namespace edig {

class Fiber {
 public:
  /// `call` begins with the first `resume`; it gets this to pause itself.
  explicit Fiber(std::function<void(Fiber&)> call) : call_(std::move(call)) {}
  Fiber(const Fiber&) = delete;
  Fiber& operator=(const Fiber&) = delete;
  /// The call has ended, or not begun.
  ~Fiber();

  /// Returns when the call pauses or ends; throws what it throws.
  void resume();
  /// By the call: returns when it is resumed.
  void pause();
  bool ended() const { return ended_; }

 private:
  void run();

  std::function<void(Fiber&)> call_;
  std::binary_semaphore go_{0}, back_{0};
  std::exception_ptr thrown_;
  bool ended_ = false;
  std::thread thread_;
};

}  // namespace edig

#include "base/fiber.h"

#include <utility>

namespace edig {

Fiber::~Fiber() {
  if (thread_.joinable()) thread_.join();
}

void Fiber::resume() {
  if (thread_.joinable())
    go_.release();
  else
    thread_ = std::thread([this] { run(); });
  back_.acquire();
  if (thrown_) std::rethrow_exception(std::exchange(thrown_, nullptr));
}

void Fiber::pause() {
  back_.release();
  go_.acquire();
}

void Fiber::run() {
  try {
    call_(*this);
  } catch (...) {
    thrown_ = std::current_exception();
  }
  ended_ = true;
  back_.release();
}

}  // namespace edig

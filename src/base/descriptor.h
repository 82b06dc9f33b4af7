// Owns a file descriptor.
#pragma once

#include <unistd.h>

#include <utility>

namespace edig {

class Descriptor {
 public:
  /// -1, as open(2) gives where it fails, is none.
  explicit Descriptor(int descriptor = -1) : descriptor_(descriptor) {}
  Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  ~Descriptor() { close_now(); }

  /// False where closing tells of an error in what was written before; errno says which.
  bool close_now() {
    auto descriptor = std::exchange(descriptor_, -1);
    return descriptor < 0 || close(descriptor) == 0;
  }

  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

}  // namespace edig

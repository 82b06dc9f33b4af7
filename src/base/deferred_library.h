// A shared library that is loaded when it is first needed: few runs need it, and all would pay for it at
// their start. The portable build has such libraries inside (EDIG_PORTABLE, src/libraries.cmake).
#pragma once

#include <dlfcn.h>

namespace edig {

/// Stays loaded once it is.
class DeferredLibrary {
 public:
  explicit DeferredLibrary(const char* file) : handle_(dlopen(file, RTLD_LAZY)) {}

  /// Null where the library or the function is not there.
  template <typename Function>
  const DeferredLibrary& find(const char* name, Function& function) const {
    function = handle_ ? reinterpret_cast<Function>(dlsym(handle_, name)) : nullptr;
    return *this;
  }

 private:
  void* handle_;
};

}  // namespace edig

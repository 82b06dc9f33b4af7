// Work in a process of its own, which ends with it: what hostile data does to who reads it, in memory, in
// time or worse, is lost with that process and touches no other.
#pragma once

#include <sys/types.h>

#include <functional>

#include "base/descriptor.h"
#include "base/error.h"

namespace edig {

class ChildProcess {
 public:
  /// Writes what it has to tell to `output`; the process ends when it returns or throws.
  using Work = std::function<void(int output)>;

  /// Not for a process with threads: it forks. The child keeps standard error and `output` alone, takes
  /// signals as ever, and ends with this process, whatever happens to it.
  static Result<ChildProcess> start(const Work& work);
  ChildProcess(ChildProcess&& other) noexcept;
  ChildProcess& operator=(ChildProcess&& other) noexcept;
  /// Ends it, with all that it began.
  ~ChildProcess();

  /// To read what it tells, without waiting.
  int output() const { return output_.get(); }

 private:
  ChildProcess(pid_t process, Descriptor output) : process_(process), output_(std::move(output)) {}

  pid_t process_;
  Descriptor output_;
};

/// fork(2), of a child that ends with this process, whatever happens to it.
pid_t fork_child();

}  // namespace edig

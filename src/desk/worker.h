// A question is looked at in a process of its own, which ends with it: what a hostile server does to one that
// reads its replies, in memory, in time or worse, is lost with that question and touches no other. The
// process tells what it is asking and, at last, the answer, over a pipe.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

#include "base/descriptor.h"
#include "base/error.h"
#include "desk/answer.h"
#include "run/request.h"

namespace edig::desk {

class Worker {
 public:
  /// Not for a process with threads: it forks.
  static Result<Worker> start(const run::Request& request);
  Worker(Worker&& other) noexcept;
  Worker& operator=(Worker&&) = delete;
  ~Worker();

  /// Readable when there is news.
  int descriptor() const { return pipe_.get(); }

  struct News {
    std::optional<Look> look = {};      // the latest
    std::optional<Answer> answer = {};  // then it is over
    bool over = false;                  // without an answer, where there is none
  };
  /// All that is there now; does not wait.
  News read();

 private:
  Worker(pid_t process, Descriptor pipe) : process_(process), pipe_(std::move(pipe)) {}

  pid_t process_;
  Descriptor pipe_;
  std::string octets_;  // not yet a whole message
};

}  // namespace edig::desk

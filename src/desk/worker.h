// A question is looked at in a process of its own (base/child_process.h). It tells what it is asking and, at
// last, the answer.
#pragma once

#include <optional>
#include <string>

#include "base/child_process.h"
#include "desk/answer.h"
#include "run/request.h"

namespace edig::desk {

class Worker {
 public:
  /// Not for a process with threads: it forks.
  static Result<Worker> start(const run::Request& request);

  /// Readable when there is news.
  int descriptor() const { return child_.output(); }

  struct News {
    std::optional<Look> look = {};      // the latest
    std::optional<Answer> answer = {};  // then it is over
    bool over = false;                  // without an answer, where there is none
  };
  /// All that is there now; does not wait.
  News read();

 private:
  explicit Worker(ChildProcess child) : child_(std::move(child)) {}

  ChildProcess child_;
  std::string octets_;  // not yet a whole message
};

}  // namespace edig::desk

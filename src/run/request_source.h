// Requests that come one after the other, as from a file that is still being written.
#pragma once

#include <optional>

#include "base/error.h"
#include "run/request.h"

namespace edig::run {

class RequestSource {
 public:
  virtual ~RequestSource() = default;
  /// The next, or an error in place of one, after which others may follow. Nothing where there is none now.
  virtual std::optional<Result<Request>> next() = 0;
  /// Where `next` gave nothing: a descriptor that is readable when there may be more; nothing: that was all.
  virtual std::optional<int> awaited() const = 0;
};

}  // namespace edig::run

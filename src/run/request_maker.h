// Requests that are made while the program runs, as for a call by an assistant.
#pragma once

#include <functional>
#include <span>
#include <string>

#include "base/error.h"
#include "run/request.h"

namespace edig::run {

/// From words of a command line that name one question, beside those that the program was started with.
/// Errors are of kind usage or file.
using RequestMaker = std::function<Result<Request>(std::span<const std::string> words)>;

}  // namespace edig::run

// The lines of +watch: what came of a name, since when, and when it is asked for again. Each stands for
// itself, with the time and the name in front, so that logs of several names can be sorted and searched.
#pragma once

#include <chrono>
#include <string>

#include "report/format.h"

namespace edig::report {

/// Of a report that holds what was watched: one line for the outcome, and where the name works after it did
/// not, one for the caches.
std::string watch_lines(const Report& report, const Style& style);
/// The last line, where watching ends before the name works; `age`: of the whole watch.
std::string watch_end(const Report& report, const Style& style, std::chrono::seconds age);
/// For a line that is written over again and again: what is waited for. `left`: until the next question.
std::string watch_status(const Report& report, const Style& style, std::chrono::seconds left);

}  // namespace edig::report

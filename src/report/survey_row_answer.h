// The records of a survey's row, with +answer: the answer section of its reply as a report of one question
// has it, up to a bound.
#pragma once

#include <string>

#include "survey/row.h"

namespace edig::report {

/// Octets of the records of one line. Those from the first on that does not fit are counted and left out: a
/// reply of 64 KiB is a hundred times as much in presentation format, at the worst.
inline constexpr std::size_t max_answer = 65536;

/// Appends the members `answer`, `answer_omitted` and `problems`, as far as there are any.
void put_answer(const survey::Row& row, std::string& out);

struct AnswerText {
  /// RDATA in presentation format, with "|" between records; where it stands in one it is written as \124
  /// (RFC 1035 section 5.1).
  std::string text;
  std::size_t omitted = 0;
};
AnswerText answer_text(const survey::Row& row);

}  // namespace edig::report

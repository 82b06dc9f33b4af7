// Where the lines of a survey go: whole lines only, soon after they are there.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "base/descriptor.h"
#include "base/error.h"
#include "report/survey_row_csv.h"
#include "report/survey_row_json.h"
#include "run/survey.h"

namespace edig::run {

class SurveyOutput {
 public:
  /// To the end of the file that the order names, cut off at `size`, else to standard output.
  static Result<SurveyOutput> open(const SurveyOrder& order, std::uint64_t size, ede::Language language,
                                   std::uint16_t cls);

  /// Errors: it cannot be written. Then nothing more is, and a file ends with its last whole line.
  Result<void> write(const survey::Row& row);
  /// Writes what waits, where it has waited long enough.
  Result<void> flush_due();
  Result<void> flush();

 private:
  using Clock = std::chrono::steady_clock;

  SurveyOutput(Descriptor file, const SurveyOrder& order, report::SurveyJson json)
      : file_(std::move(file)),
        path_(order.resume),
        csv_(order.csv),
        services_(order.purpose == survey::Purpose::services),
        json_(std::move(json)) {}

  std::unexpected<Error> give_up();

  Descriptor file_;
  std::string path_;
  bool csv_, services_;
  report::SurveyJson json_;
  std::string waiting_;
  Clock::time_point due_{};
  std::uint64_t size_ = 0;  // of the file: whole lines
  bool broken_ = false;
};

}  // namespace edig::run

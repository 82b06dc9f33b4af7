// A row of a survey as a line of its output: compact JSON by edig.schema.json, or comma-separated values.
//
// A survey writes millions of them: what every row has is put together by hand, and only what a failure adds
// is built as JSON values.
#pragma once

#include <string>
#include <string_view>

#include "ede/language.h"
#include "survey/row.h"

namespace edig::report {

class SurveyJson {
 public:
  explicit SurveyJson(ede::Language language) : language_(language) {}
  /// Appends the line, with its line break.
  void write(const survey::Row& row, std::string& out);

 private:
  std::string_view type_text(std::uint16_t type);
  void put_question(const survey::Row& row, std::string& out);

  ede::Language language_;
  std::uint16_t type_ = 0;  // that came last, as surveys repeat it
  std::string type_text_;
};

/// The columns' titles, with a line break.
std::string_view survey_csv_titles();
/// RFC 4180, but for the line break, which is LF alone.
void write_survey_csv(const survey::Row& row, std::string& out);

}  // namespace edig::report

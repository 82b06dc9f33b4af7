// A row of a survey as a line of its output: compact JSON by edig.schema.json.
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

}  // namespace edig::report

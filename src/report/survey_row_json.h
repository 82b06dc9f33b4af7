// A row of a survey as a line of its output: compact JSON by edig.schema.json.
//
// A survey writes millions of them: what every row has is put together by hand, and only what a failure adds
// is built as JSON values.
#pragma once

#include <string>
#include <string_view>

#include "dns/types.h"
#include "ede/language.h"
#include "survey/row.h"

namespace edig::report {

class SurveyJson {
 public:
  /// `cls`: that all of the survey is asked in.
  explicit SurveyJson(ede::Language language, std::uint16_t cls = dns::cls::in);
  /// Appends the line, with its line break.
  void write(const survey::Row& row, std::string& out);

 private:
  std::string_view type_text(std::uint16_t type);
  void put_question(const survey::Row& row, std::string& out);

  ede::Language language_;
  std::string class_text_;
  std::uint16_t type_ = 0;  // that came last, as surveys repeat it
  std::string type_text_;
};

}  // namespace edig::report

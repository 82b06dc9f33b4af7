// The page (+html) and the drawing (+svg), made when all is answered.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "report/html.h"

namespace edig::run {

class Pages {
 public:
  /// A page of more than this is of no use to anyone, and would need memory without end.
  static constexpr std::size_t max_questions = 1000, max_octets = 1 << 20;  // of replies

  /// Empty: not wanted.
  Pages(std::string html_file, std::string svg_file)
      : html_file_(std::move(html_file)), svg_file_(std::move(svg_file)) {}

  void add(std::size_t turn, const report::Report& report, const report::Style& style);
  /// Errors are of kind `file`: one for each that could not be written whole.
  std::vector<Error> write();

 private:
  std::string html_file_, svg_file_;
  std::map<std::size_t, report::Told> told_;  // by turn
  std::size_t octets_ = 0, left_out_ = 0;
};

}  // namespace edig::run

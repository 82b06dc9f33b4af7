// Whom a survey asks: the servers that any name may be asked of, and those that lines of its input name. A
// row leads back to its server by the address in it.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "run/survey_asking.h"
#include "survey/row_set.h"

namespace edig::run {

class SurveyServers {
 public:
  using Number = survey::Scheduler::Server;
  /// The server that a line names.
  using Named = std::function<Result<transport::Server>(const std::string&)>;
  static constexpr std::size_t most_named = 64;

  SurveyServers(std::vector<transport::Server> any, Named named)
      : any_(std::move(any)), named_(std::move(named)) {}

  /// Those that any name may be asked of; may be thinned out before a pass begins.
  std::vector<transport::Server>& any() { return any_; }
  const std::vector<transport::Server>& any() const { return any_; }
  /// A pass begins, in which `asking` has been opened with them.
  void begin(SurveyAsking& asking);

  /// The one that a line names, as `text`. Errors are the line's: of kind usage.
  Result<Number> named(const std::string& text);
  /// The one that the row's line named in an earlier pass; nothing: it named none.
  std::optional<Number> named_by(const survey::Row& row);
  /// Which of those that are anybody's the row is of.
  std::optional<Number> number(const survey::Row& row) const;
  /// Those that have no row of this line yet.
  std::vector<Number> missing(std::uint64_t line, const survey::RowSet& rows) const;
  /// Address and port tell them apart.
  bool differ() const { return any_places_.size() == any_.size(); }
  /// Whose row it is.
  const transport::Server& of(const survey::Row& row) const;

 private:
  std::vector<transport::Server> any_;
  Named named_;
  SurveyAsking* asking_ = nullptr;
  std::map<std::string, Number> numbers_;             // of the pass, by what lines call them
  std::map<survey::Place, Number> numbers_by_place_;  // the same
  std::map<survey::Place, transport::Server> named_places_;
  std::map<survey::Place, Number> any_places_;
};

}  // namespace edig::run

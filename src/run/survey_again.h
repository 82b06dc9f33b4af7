// Whom a name is asked of that failed: once more, alone, so that it is neither our haste nor others' trouble.
// Where any of several servers may say it, what one has replied is asked of the next, until one finds nothing
// wrong; a line that names its server, and each of +compare, are asked of the same. What fails at a server
// that validates is asked of those alone that validate: any other would find nothing wrong (RFC 4035
// section 5.5).
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "run/survey_servers.h"
#include "survey/packed_row.h"

namespace edig::run {

class SurveyAgain {
 public:
  /// So many have their say about a name, the one of the first pass included.
  static constexpr std::size_t most_servers = 5;

  explicit SurveyAgain(SurveyServers& servers) : servers_(servers) {}

  /// Which of the servers that any name may be asked of do; those beyond do not.
  void set_validating(std::vector<bool> validating) { validating_ = std::move(validating); }

  /// What to ask about a row of the first pass; nothing where its name cannot be read.
  std::optional<Subject> begin(const survey::Row& row);
  /// What is to be asked of another server now.
  std::optional<Subject> next();
  /// A question is over. False: another server is to be asked. True: the row is what came of it: what says
  /// most of the name, so a reply where there was one, and no refusal where there was another; its texts are
  /// there until the next call.
  bool end(survey::Row& row);
  /// It has begun and not ended.
  bool is_under_way(const survey::Row& row) const { return asked_.contains(key_of(row)); }

 private:
  // A line, with +compare of a server.
  using Key = std::pair<std::uint64_t, survey::Place>;
  struct Asked {
    bool of_any = false;
    std::size_t servers = 1;  // so far, that of the first pass included
    std::size_t passed = 0;   // in their order after the first: asked, or left out
    SurveyServers::Number last = 0;
    bool must_validate = false;                   // whom it is asked of
    std::optional<survey::PackedRow> reply = {};  // of those that came the last that says most
    unsigned worth = 0;                           // how much
  };

  static Key key_of(const survey::Row& row);
  bool validates(SurveyServers::Number server) const;
  void keep_reply(Asked& asked, const survey::Row& row) const;
  /// Whom to ask next, and that it is asked; nothing where so many had their say that there is nobody else.
  std::optional<SurveyServers::Number> take_next(Asked& asked) const;

  SurveyServers& servers_;
  std::vector<bool> validating_;
  std::map<Key, Asked> asked_;
  std::deque<Subject> next_;
  survey::PackedRow ended_;
};

}  // namespace edig::run

// Words -> settings: what stands before the first name is for all questions, what follows a name for that
// one.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/error.h"
#include "cli/settings.h"
#include "cli/words.h"

namespace edig::cli {

class Interpreter {
 public:
  Result<void> take(std::span<const Word> words);

  /// Words that hold for all questions: bare ones and -q are passed over.
  Result<void> take_defaults(std::span<const Word> words);

  /// A line of a file of questions: it starts from the options for all, and has to name something.
  Result<void> take_line(std::span<const Word> words);

  /// The questions, one for each type.
  std::vector<QuestionSettings> take_questions();

  /// What dig does where edig does otherwise, before any option.
  void become_dig(bool stdout_is_terminal);

  LineSettings line;
  QuestionSettings defaults;
  std::vector<QuestionSettings> questions;

 private:
  QuestionSettings& current() { return questions.empty() ? defaults : questions.back(); }

  std::span<const Word> without_comment(std::span<const Word> words) const;
  Result<void> take(const Word& word);
  Result<void> bare(const std::string& word);
  Result<void> type(const std::string& word);
  bool is_ignored(const Word& word);
  bool lacks_serial(const std::string& word);
  Result<void> name(const std::string& text);
  Result<void> literal_name(const std::string& text);
  Result<void> address(const std::string& text);
  void ask_for_nat64();

  bool open_type_class_ = true;
  bool type_given_ = false;    // by a bare word, since the last name
  bool name_pending_ = false;  // the question is there, its name is to come
};

}  // namespace edig::cli

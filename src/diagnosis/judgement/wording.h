// Text for people as data: a row of a catalogue and what its slots hold. It is put into words where the
// language is known. Text of one language alone cannot be made into one.
#pragma once

#include <concepts>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "ede/phrase.h"

namespace edig::diagnosis {

class Value;
/// What the slots of a text are filled with: {"subject", question_text(question)}.
using Values = std::vector<std::pair<std::string_view, Value>>;

class Wording {
 public:
  /// Says nothing.
  Wording() = default;
  explicit Wording(const ede::Phrase& row);
  Wording(const ede::Phrase& row, Values values);
  /// What stands between two items of a list, as each language has it.
  using Separator = std::string_view ede::Conventions::*;
  /// A list: `between` its items, `last` before the last of them.
  Wording(Separator between, Separator last, std::vector<Value> items);

  bool empty() const { return !node_; }
  std::string in(ede::Language language) const;

 private:
  struct Node;
  std::shared_ptr<const Node> node_;
};

/// A name, a number or a time, or a wording. Names are told as spoken() has them.
class Value {
 public:
  Value(std::string data) : value_(std::move(data)) {}
  Value(const char*) = delete;  // words belong in a catalogue
  Value(std::integral auto number) : value_(std::to_string(number)) {}
  Value(Wording wording) : value_(std::move(wording)) {}

  std::string in(ede::Language language) const;

 private:
  std::variant<std::string, Wording> value_;
};

}  // namespace edig::diagnosis

#include "cli/interpreter.h"

#include "cli/mnemonics.h"
#include "cli/values.h"
#include "dns/types.h"

namespace edig::cli {

Result<void> Interpreter::take(std::span<const Word> words) {
  for (const auto& word : words)
    if (auto taken = take(word); !taken) return taken;
  return {};
}

Result<void> Interpreter::take_line(std::span<const Word> words) {
  open_type_class_ = true;
  questions.push_back(defaults);
  name_pending_ = true;
  type_given_ = false;
  if (auto taken = take(words); !taken) return taken;
  return name_pending_ ? fail(Error::Kind::usage, "no name to ask for") : Result<void>();
}

Result<void> Interpreter::take(const Word& word) {
  if (!word.option) return bare(*word.given.value);
  switch (word.option->letter) {
    case 'q':
      return name(*word.given.value);
    case 'x':
      return address(*word.given.value);
    case 't':
    case 'c':
      open_type_class_ = false;
      break;
    default:
      break;
  }
  return word.option->apply ? word.option->apply(line, current(), word.given) : Result<void>();
}

// A word is a type, a class or a name, in this order, as in dig; after -t or -c it is a name.
Result<void> Interpreter::bare(const std::string& word) {
  if (!open_type_class_) return name(word);
  if (dns::parse_type(word) || is_ixfr(word)) return type(word);
  if (auto cls = dns::parse_class(word)) {
    current().cls = cls;
    return {};
  }
  bool type_expected = !questions.empty() && !name_pending_ && !type_given_ && !line.search;
  if (auto meant = type_expected ? mistyped_type(word) : ""; !meant.empty())
    return fail(Error::Kind::usage, "unknown type '" + word + "'",
                "did you mean " + std::string(meant) + "? The name would be '" + word + ".'");
  return name(word);
}

Result<void> Interpreter::type(const std::string& word) {
  auto read = read_type(word);
  if (!read) return std::unexpected(read.error());
  if (type_given_)
    return fail(Error::Kind::usage, "two types for one question, the second is '" + word + "'",
                "for another question write the name again");
  type_given_ = true;
  current().type = read->type;
  current().serial = read->serial;
  return {};
}

Result<void> Interpreter::name(const std::string& text) {
  if (!name_pending_) questions.push_back(defaults);
  if (!name_pending_) type_given_ = false;
  name_pending_ = false;
  current().name = text;
  return {};
}

Result<void> Interpreter::address(const std::string& text) {
  auto reverse = reverse_name(text);
  if (!reverse) return std::unexpected(reverse.error());
  auto named = name(*reverse);
  current().address = text;
  return named;
}

}  // namespace edig::cli

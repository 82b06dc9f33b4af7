#include "cli/interpreter.h"

#include <algorithm>
#include <utility>

#include "cli/mnemonics.h"
#include "cli/values.h"
#include "dns/types.h"

namespace edig::cli {

// To dig a word that begins with a percent sign is the beginning of a comment.
std::span<const Word> Interpreter::without_comment(std::span<const Word> words) const {
  auto comment = std::ranges::find_if(
      words, [](const Word& word) { return !word.option && word.given.value->starts_with('%'); });
  return line.like_dig ? words.first(static_cast<std::size_t>(comment - words.begin())) : words;
}

Result<void> Interpreter::take(std::span<const Word> words) {
  for (const auto& word : without_comment(words))
    if (auto taken = take(word); !taken) return taken;
  return {};
}

Result<void> Interpreter::take_defaults(std::span<const Word> words) {
  for (const auto& word : without_comment(words)) {
    bool names = !word.option || word.option->letter == 'q' || word.option->letter == 'x';
    if (names) continue;
    if (auto taken = take(word); !taken) return taken;
  }
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

std::vector<QuestionSettings> Interpreter::take_questions() {
  std::vector<QuestionSettings> all;
  for (auto& question : std::exchange(questions, {})) {
    auto more = std::exchange(question.more_types, {});
    all.push_back(question);
    for (auto type : more) {
      question.type = type.type;
      question.serial = type.serial;
      all.push_back(question);
    }
  }
  return all;
}

void Interpreter::become_dig(bool stdout_is_terminal) {
  line.like_dig = true;
  line.format = report::Format::dig;
  defaults.idn_in = defaults.style.idn = stdout_is_terminal;
  defaults.edns.structured_error = false;
  defaults.edns.padding_block = 0;
  defaults.tls.insecure = true;
}

// A type or class that there is not is a mistake; dig warns, and asks without it.
bool Interpreter::is_ignored(const Word& word) {
  const auto& value = *word.given.value;
  bool type = word.option->letter == 't';
  if (!line.like_dig || (type ? read_type(value).has_value() : read_class(value).has_value())) return false;
  line.warnings.push_back(std::string("ignoring invalid ") + (type ? "type " : "class ") + value);
  return true;
}

Result<void> Interpreter::take(const Word& word) {
  if (!word.option) return bare(*word.given.value);
  switch (word.option->letter) {
    case 'q':
      return literal_name(*word.given.value);
    case 'x':
      return address(*word.given.value);
    case 't':
    case 'c':
      open_type_class_ = false;
      if (is_ignored(word)) return {};
      break;
    default:
      break;
  }
  if (word.option->name == "dns64prefix" && word.given.on) ask_for_nat64();
  return word.option->apply ? word.option->apply(line, current(), word.given) : Result<void>();
}

// IXFR without a serial is a mistake; dig warns, and asks without it.
bool Interpreter::lacks_serial(const std::string& word) {
  if (!line.like_dig || dns::parse_type(word) != dns::type::ixfr) return false;
  line.warnings.push_back("ixfr requires a serial number");
  return true;
}

// A word is a type, a class or a name, in this order, as in dig; after -t or -c it is a name.
Result<void> Interpreter::bare(const std::string& word) {
  if (!open_type_class_) return name(word);
  if (lacks_serial(word)) return {};
  if (dns::parse_type(word) || is_ixfr(word)) return type(word);
  if (auto cls = dns::parse_class(word)) {
    current().cls = cls;
    return {};
  }
  bool type_expected = !line.like_dig && !questions.empty() && !name_pending_ && !type_given_ && !line.search;
  if (auto meant = type_expected ? mistyped_type(word) : ""; !meant.empty())
    return fail(Error::Kind::usage, "unknown type '" + word + "'",
                "did you mean " + std::string(meant) + "? The name would be '" + word + ".'");
  return name(word);
}

Result<void> Interpreter::type(const std::string& word) {
  auto read = read_type(word);
  if (!read) return std::unexpected(read.error());
  bool first = !std::exchange(type_given_, true);
  if (!first && line.like_dig)
    line.warnings.push_back("two types for one question: the last one counts, " + word);
  if (first || line.like_dig)
    set_types(current(), std::span(&*read, 1));
  else
    add_type(current(), *read);
  return {};
}

Result<void> Interpreter::name(const std::string& text) {
  if (!name_pending_) questions.push_back(defaults);
  if (!name_pending_) type_given_ = false;
  name_pending_ = false;
  current().name = text;
  return {};
}

Result<void> Interpreter::literal_name(const std::string& text) {
  auto named = name(text);
  current().literal = true;
  return named;
}

// RFC 7050 section 3: the name that only NAT64 gives AAAA records.
void Interpreter::ask_for_nat64() {
  static_cast<void>(name("ipv4only.arpa."));
  current().type = dns::type::aaaa;
  current().more_types.clear();
}

Result<void> Interpreter::address(const std::string& text) {
  auto reverse = reverse_name(text);
  if (!reverse) return std::unexpected(reverse.error());
  auto named = name(*reverse);
  current().address = text;
  return named;
}

}  // namespace edig::cli

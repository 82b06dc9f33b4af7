#include "survey/input.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/decimal.h"
#include "base/ip_address.h"
#include "survey/csv_line.h"
#include "survey/input_name.h"

namespace edig::survey {
namespace {

/// Takes the first word off `text`, which begins with no blank, and the blanks behind it.
std::string_view take_word(std::string_view& text) {
  auto end = std::min(text.find_first_of(blanks), text.size());
  auto word = text.substr(0, end);
  text.remove_prefix(std::min(text.find_first_not_of(blanks, end), text.size()));
  return word;
}

bool begins_comment(std::string_view text) { return text.starts_with('#') || text.starts_with(';'); }

std::unexpected<Error> wrong_input(std::string text, std::string hint = {}) {
  return fail(Error::Kind::usage, std::move(text), std::move(hint));
}

std::string in_quotes(std::string_view text) { return "'" + std::string(text) + "'"; }

// Of columns' titles: neither a digit nor a dot, which names and numbers have.
bool is_title(std::string_view field) { return field.find_first_of("0123456789.") == field.npos; }

Result<double> read_weight(std::string_view field) {
  auto weight = read_decimal(field);
  if (weight && *weight >= 0 && *weight <= 1e15) return *weight;
  return wrong_input("the weight is a number from 0 on, not " + in_quotes(field));
}

}  // namespace

Result<Input> Input::open(const std::string& path, Columns columns) {
  auto lines = LineReader::open(path);
  if (!lines) return std::unexpected(lines.error());
  return Input(std::move(*lines), columns);
}

std::optional<Result<Entry>> Input::next() {
  while (auto line = lines_.next()) {
    text_ = line->value_or("");
    if (!*line) return std::unexpected(line->error());
    auto text = trimmed(text_);
    if (text.empty() || begins_comment(text)) continue;
    auto entry = columns_.any() ? read_columns(text) : read_words(text);
    if (!has_header_ || lines_.number() > 1) return entry;
  }
  return std::nullopt;
}

Result<Entry> Input::read_words(std::string_view text) {
  auto entry = read_name(take_word(text));
  while (entry && !text.empty() && !begins_comment(text)) {
    auto word = take_word(text);
    bool server = word.starts_with('@');
    if (auto type = server || entry->type ? std::nullopt : types_.read(word)) {
      entry->type = type;
    } else if (entry->server.empty() && (server || family_of_address(word) != AddressFamily::none)) {
      entry->server = word.substr(server ? 1 : 0);
    } else {
      return wrong_input(in_quotes(word) + " is neither a type nor a server",
                         "a line is a name, and behind it TYPE and @SERVER");
    }
  }
  return entry;
}

Result<Entry> Input::read_columns(std::string_view text) {
  if (auto read = read_csv_line(text, fields_); !read) return std::unexpected(read.error());
  has_header_ =
      has_header_ || (lines_.number() == 1 && fields_.size() > 1 && std::ranges::all_of(fields_, is_title));
  auto name = columns_.name.value_or(1), weight = columns_.weight.value_or(1);
  if (std::max(name, weight) > fields_.size())
    return wrong_input("there is no column " + std::to_string(std::max(name, weight)));
  auto entry = read_name(trimmed(fields_[name - 1]));
  if (!entry || !columns_.weight) return entry;
  auto number = read_weight(fields_[weight - 1]);
  if (!number) return std::unexpected(number.error());
  entry->weight = *number;
  return entry;
}

std::optional<double> Input::part_read() const {
  struct stat about {};
  auto at = ::lseek(descriptor(), 0, SEEK_CUR);
  if (at < 0 || ::fstat(descriptor(), &about) != 0 || about.st_size == 0) return std::nullopt;
  return static_cast<double>(at) / static_cast<double>(about.st_size);
}

}  // namespace edig::survey

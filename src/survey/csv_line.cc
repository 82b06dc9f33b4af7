#include "survey/csv_line.h"

#include <algorithm>

namespace edig::survey {
namespace {

// Takes the first field off `line`, not the comma behind it (RFC 4180 section 2).
Result<std::string> take_field(std::string_view& line) {
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  if (!line.starts_with('"')) {
    auto field = trimmed(line.substr(0, line.find(',')));
    line.remove_prefix(std::min(line.find(','), line.size()));
    return std::string(field);
  }
  std::string field;
  for (;;) {
    auto end = line.find('"', 1);
    if (end == line.npos) return fail(Error::Kind::usage, "a quoted field has no end");
    field += line.substr(1, end - 1);
    line.remove_prefix(end + 1);
    if (!line.starts_with('"')) break;
    field += '"';
  }
  line.remove_prefix(std::min(line.find_first_not_of(blanks), line.size()));
  if (!line.empty() && !line.starts_with(','))
    return fail(Error::Kind::usage, "there is text behind a quoted field");
  return field;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
  auto first = text.find_first_not_of(blanks);
  return first == text.npos ? "" : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

Result<void> read_csv_line(std::string_view line, std::vector<std::string>& fields) {
  line = trimmed(line);
  fields.clear();
  for (;;) {
    auto field = take_field(line);
    if (!field) return std::unexpected(field.error());
    fields.push_back(std::move(*field));
    if (line.empty()) return {};
    line.remove_prefix(1);
  }
}

}  // namespace edig::survey

#include "dns/zone_text.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/ascii.h"
#include "dns/ldns.h"
#include "dns/types.h"

namespace edig::dns {
namespace {

/// What makes one record or directive: of one line, or of several within parentheses.
struct Entry {
  std::string text;  // without comments and parentheses; white space is blanks
  int line = 1;      // its last
  bool balanced = true;
};

// Control characters have no other meaning.
bool is_space(char c) { return static_cast<unsigned char>(c) <= ' '; }

class Entries {
 public:
  explicit Entries(std::string_view text) : rest_(text) {}

  std::optional<Entry> next() {
    if (rest_.empty()) return std::nullopt;
    Entry entry;
    int open = 0;
    for (bool quoted = false; !rest_.empty();) {
      char c = take();
      if (c == '\n' && open <= 0) break;
      if (c == '"') quoted = !quoted;
      if (c == ';' && !quoted) skip_comment();
      if (!quoted && (c == '(' || c == ')')) open += c == '(' ? 1 : -1;
      entry.text += is_space(c) || (!quoted && std::string_view(";()").contains(c)) ? ' ' : c;
      if (c == '\\' && !rest_.empty() && !is_space(rest_[0])) entry.text += take();
    }
    entry.line = lines_;
    entry.balanced = open == 0;
    return entry;
  }

 private:
  char take() {
    char c = rest_[0];
    rest_.remove_prefix(1);
    if (line_ended_) ++lines_;
    line_ended_ = c == '\n';
    return c;
  }
  void skip_comment() { rest_.remove_prefix(std::min(rest_.find('\n'), rest_.size())); }

  std::string_view rest_;
  int lines_ = 1;
  bool line_ended_ = false;
};

// The next word of `rest`; a blank behind a backslash belongs to it.
std::string_view take_word(std::string_view& rest) {
  rest.remove_prefix(std::min(rest.find_first_not_of(' '), rest.size()));
  std::size_t end = 0;
  while (end < rest.size() && rest[end] != ' ') end += rest[end] == '\\' ? 2 : 1;
  auto word = rest.substr(0, end);
  rest.remove_prefix(word.size());
  return word;
}

class ZoneTextReader {
 public:
  explicit ZoneTextReader(std::span<const std::uint16_t> types) : types_(types) {}

  Result<void> read(const Entry& entry) {
    std::string_view rest(entry.text);
    if (!entry.balanced) return wrong("a parenthesis is missing");
    if (rest.find_first_not_of(' ') == rest.npos) return {};
    if (!rest.starts_with(' ')) {
      auto word = take_word(rest);
      if (word.starts_with('$')) return directive(word, take_word(rest));
      owner_ = absolute(word);
    }
    return record(rest);
  }

  std::vector<Record> records;

 private:
  static std::unexpected<Error> wrong(const std::string& why) { return fail(Error::Kind::usage, why); }

  std::string absolute(std::string_view name) const {
    std::string text(name);
    if (text == "@") return origin_;
    if (text.empty() || ldns_dname_str_absolute(text.c_str())) return text;
    return text + (origin_ == "." ? "" : ".") + origin_;
  }

  Result<void> directive(std::string_view name, std::string_view value) {
    if (name == "$TTL")
      ttl_ = value;
    else if (name == "$ORIGIN")
      origin_ = absolute(value);
    else
      return wrong(name == "$INCLUDE" ? "$INCLUDE is not read" : "an unknown directive");
    return {};
  }

  // [TTL] [class] type RDATA, or [class] [TTL] type RDATA
  Result<void> record(std::string_view rest) {
    std::string ttl = ttl_, cls = "IN";
    auto word = take_word(rest);
    for (int i = 0; i < 2; ++i) {
      bool is_ttl = !word.empty() && ascii::is_digit(word[0]);
      if (!is_ttl && !parse_class(word)) break;
      (is_ttl ? ttl : cls) = word;
      word = take_word(rest);
    }
    auto type = parse_type(word);
    if (!type) return wrong("an unknown type");
    if (std::ranges::find(types_, *type) == types_.end()) return {};
    auto target = *type == type::ns ? absolute(take_word(rest)) : std::string();
    auto record = parse_record(owner_ + ' ' + ttl + ' ' + cls + ' ' + type_text(*type) + ' ' + target +
                               std::string(rest));
    if (!record) return std::unexpected(record.error());
    if (record->type != *type) return wrong("a TTL that is none");
    records.push_back(std::move(*record));
    return {};
  }

  std::span<const std::uint16_t> types_;
  std::string origin_ = ".", owner_ = ".", ttl_ = "3600";
};

}  // namespace

Result<std::vector<Record>> read_zone_text(std::string_view text, std::span<const std::uint16_t> types) {
  Entries entries(text);
  ZoneTextReader reader(types);
  while (auto entry = entries.next())
    if (auto read = reader.read(*entry); !read)
      return fail(Error::Kind::usage, "line " + std::to_string(entry->line) + ": " + read.error().text);
  return std::move(reader.records);
}

}  // namespace edig::dns

#include "diagnosis/validation/anchors.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "dns/types.h"
#include "dns/zone_text.h"
#include "embedded/root_anchors_txt.h"

namespace edig::diagnosis {
namespace {

using Words = std::vector<std::string>;

// BIND's configuration language as words: comments gone, a quoted string is one word without its white space,
// braces and semicolons are words.
class BindWords {
 public:
  explicit BindWords(std::string_view text) : text_(text) {}

  Words read() {
    Words words;
    while (skip_space(), !text_.empty()) {
      if (text_[0] == '"')
        words.push_back(quoted());
      else if (std::string_view("{};").contains(text_[0]))
        words.push_back(take(1));
      else
        words.push_back(take(std::min(text_.find_first_of(" \t\r\n{};\""), text_.size())));
    }
    return words;
  }

 private:
  std::string take(std::size_t count) {
    std::string taken(text_.substr(0, count));
    text_.remove_prefix(std::min(count, text_.size()));
    return taken;
  }
  void skip_past(std::string_view end) {
    auto at = text_.find(end);
    text_.remove_prefix(at == text_.npos ? text_.size() : at + end.size());
  }
  void skip_space() {
    while (!text_.empty()) {
      if (std::isspace(static_cast<unsigned char>(text_[0])))
        text_.remove_prefix(1);
      else if (text_[0] == '#' || text_.starts_with("//"))
        skip_past("\n");
      else if (text_.starts_with("/*"))
        skip_past("*/");
      else
        return;
    }
  }
  std::string quoted() {
    text_.remove_prefix(1);
    auto word = take(std::min(text_.find('"'), text_.size()));
    text_.remove_prefix(text_.empty() ? 0 : 1);
    std::erase_if(word, [](unsigned char c) { return std::isspace(c); });
    return word;
  }

  std::string_view text_;
};

// One statement of `trust-anchors { }`: NAME [initial-key|static-key|initial-ds|static-ds] N N N DATA.
std::string bind_anchor(const Words& words) {
  std::string line, type = " IN DNSKEY";
  for (const auto& word : words) {
    if (word.ends_with("-ds")) type = " IN DS";
    if (word.ends_with("-ds") || word.ends_with("-key")) continue;
    line += line.empty() ? word + "\1" : " " + word;
  }
  auto mark = line.find('\1');
  return mark == line.npos ? line : line.replace(mark, 1, type);
}

// `trust-anchors { ... };`, `trusted-keys { ... };` and `managed-keys { ... };` as zone-file lines.
std::string from_bind(std::string_view text) {
  auto words = BindWords(text).read();
  std::string zone_text;
  Words statement;
  bool inside = false;
  for (const auto& word : words) {
    if (word == "{") {
      inside = statement == Words{"trust-anchors"} || statement == Words{"trusted-keys"} ||
               statement == Words{"managed-keys"};
      statement.clear();
    } else if (word == "}") {
      inside = false;
    } else if (word == ";") {
      if (inside && !statement.empty()) zone_text += bind_anchor(statement) + "\n";
      statement.clear();
    } else {
      statement.push_back(word);
    }
  }
  return zone_text;
}

bool is_bind(std::string_view text) {
  auto words = BindWords(text).read();
  auto brace = std::ranges::find(words, "{");
  return brace != words.end() && brace != words.begin() &&
         (*(brace - 1) == "trust-anchors" || *(brace - 1) == "trusted-keys" ||
          *(brace - 1) == "managed-keys");
}

std::string_view trim(std::string_view line) {
  auto first = line.find_first_not_of(" \t\r");
  if (first == line.npos) return {};
  return line.substr(first, line.find_last_not_of(" \t\r") - first + 1);
}

// Unbound's `trust-anchor: "RECORD"`, and its auto-trust-anchor-file, where each key has a state (RFC 5011
// section 4): only valid (2) and missing (3) ones are trusted.
std::string unbound_line(std::string_view line) {
  auto text = trim(line);
  if (text.starts_with('#') || text == "server:" || text.starts_with("server:#")) return {};
  if (text.starts_with("trust-anchor:")) {
    text = trim(text.substr(13));
    if (text.starts_with('"')) text = text.substr(1, text.find('"', 1) - 1);
    return std::string(text);
  }
  auto state = text.find(";;state=");
  if (state != text.npos && text.substr(state + 8, 1) != "2" && text.substr(state + 8, 1) != "3") return {};
  return std::string(line);
}

std::string from_unbound(std::string_view text) {
  std::string zone_text;
  while (!text.empty()) {
    auto end = std::min(text.find('\n'), text.size());
    zone_text += unbound_line(text.substr(0, end)) + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return zone_text;
}

}  // namespace

Anchors Anchors::root() { return *parse(embedded::root_anchors_txt); }

Result<Anchors> Anchors::parse(std::string_view text) {
  constexpr std::array types{dns::type::ds, dns::type::dnskey};
  auto records = dns::read_zone_text(is_bind(text) ? from_bind(text) : from_unbound(text), types);
  if (!records) return std::unexpected(records.error());
  if (records->empty())
    return fail(Error::Kind::usage, "no trust anchor in it",
                "write DS or DNSKEY records, or use a file of Unbound's or BIND's");
  return Anchors{std::move(*records)};
}

std::optional<dns::Name> Anchors::closest(const dns::Name& name) const {
  std::optional<dns::Name> best;
  for (const auto& record : records)
    if (name.is_within(record.owner) && (!best || record.owner.label_count() > best->label_count()))
      best = record.owner;
  return best;
}

std::vector<dns::Record> Anchors::at(const dns::Name& owner) const {
  std::vector<dns::Record> found;
  std::ranges::copy_if(records, std::back_inserter(found),
                       [&](const auto& record) { return record.owner == owner; });
  return found;
}

}  // namespace edig::diagnosis

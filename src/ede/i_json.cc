#include "ede/i_json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "ede/utf8.h"

namespace edig::ede {
namespace {

using Json = nlohmann::json;

// Goes over the text without keeping more of it than the names of the objects it is in. Every handler says
// whether to go on. Ill-formed UTF-8, lone surrogates and numbers out of range are the parser's own errors.
class Inspector : public nlohmann::json_sax<Json> {
 public:
  bool start_object(std::size_t) override { return enter(); }
  bool end_object() override { return leave(); }
  bool start_array(std::size_t) override { return enter(); }
  bool end_array() override { return leave(); }
  bool key(std::string& name) override { return is_text(name) && open_.back().insert(name).second; }
  bool string(std::string& value) override { return is_text(value); }
  bool null() override { return true; }
  bool boolean(bool) override { return true; }
  bool number_integer(std::int64_t) override { return true; }
  bool number_unsigned(std::uint64_t) override { return true; }
  bool number_float(double, const std::string&) override { return true; }
  bool binary(Json::binary_t&) override { return false; }
  bool parse_error(std::size_t, const std::string&, const Json::exception&) override { return false; }

 private:
  bool enter() {
    open_.emplace_back();
    return open_.size() <= max_i_json_depth;
  }
  bool leave() {
    open_.pop_back();
    return true;
  }
  static bool is_text(std::string_view text) {
    for (std::size_t at = 0; at < text.size();) {
      auto next = step(text, at);
      if (is_noncharacter(next.character)) return false;
      at += next.length;
    }
    return true;
  }

  std::vector<std::set<std::string>> open_;  // the names so far in each open object; none in an array
};

}  // namespace

bool is_i_json_object(std::string_view text) {
  // The parser takes a NUL for the end of the text and skips a byte order mark.
  auto start = text.find_first_not_of(" \t\r\n");
  if (text.size() > max_i_json_size || start == text.npos || text[start] != '{' ||
      text.find('\0') != text.npos)
    return false;
  Inspector inspector;
  return Json::sax_parse(text, &inspector);
}

}  // namespace edig::ede

#include "ede/structured.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/ascii.h"
#include "base/csv.h"
#include "ede/applies.h"
#include "ede/i_json.h"
#include "ede/organization_name.h"
#include "ede/printable.h"
#include "embedded/sub_errors_csv.h"

namespace edig::ede {
namespace {

using Json = nlohmann::json;

constexpr auto structured_info_codes = std::to_array<std::uint16_t>({15, 16, 17, 35});
constexpr auto known_names = std::to_array<std::string_view>({"c", "j", "s", "o", "l"});
constexpr auto contact_schemes = std::to_array<std::string_view>({"tel", "mailto"});
constexpr std::size_t max_unknown_names_shown = 8;

constexpr auto& sub_errors = csv::table<embedded::sub_errors_csv, 3>;

// The shape of a BCP 47 tag (RFC 5646 section 2.1): subtags of one to eight letters and digits, the first of
// letters.
bool is_language_tag(std::string_view tag) {
  std::size_t length = 0;
  for (char c : tag) {
    if (c == '-' ? length == 0 : !ascii::is_alphanumeric(c) || length == 8) return false;
    length = c == '-' ? 0 : length + 1;
  }
  auto primary = tag.substr(0, tag.find('-'));
  return length > 0 && std::ranges::none_of(primary, ascii::is_digit);
}

// Printable ASCII without what RFC 3986 section 2 leaves out: nothing that could end a link early.
bool is_in_uris(char c) {
  return c > ' ' && c < 0x7f && std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
}

bool is_contact_uri(std::string_view uri) {
  auto colon = uri.find(':');
  if (colon == uri.npos || colon + 1 == uri.size()) return false;
  auto scheme = ascii::lower(uri.substr(0, colon));
  return std::ranges::find(contact_schemes, scheme) != contact_schemes.end() &&
         std::ranges::all_of(uri, is_in_uris);
}

std::string shortened(const std::string& name) {
  constexpr std::size_t max_name = 63;
  return name.size() <= max_name ? name : to_utf8(name.substr(0, max_name)) + "…";
}

// Takes the object through the draft's steps 4 to 9, then 1.
class Processing {
 public:
  Processing(Json object, std::uint16_t info_code, Channel channel)
      : object_(std::move(object)), info_code_(info_code), channel_(channel) {}

  Structured run() && {
    if (channel_ == Channel::plain) {
      ignore_unprotected();
    } else {
      check_types();
      check_sub_error();
      if (nothing_to_say()) {
        ignore("the whole object", "none of c, j and s is there with a value");
        object_.clear();
      }
      use_contacts();
      ignore_unauthenticated();
      use_texts();
      ignore_unknown_names();
    }
    auto& result = result_;
    result.usable = !result.contact.empty() || !result.justification.empty() || result.suberror.has_value() ||
                    !result.organization.empty();
    return std::move(result);
  }

 private:
  bool has(const char* name) const { return object_.contains(name); }
  const std::string& text(const char* name) const { return object_[name].get_ref<const std::string&>(); }

  void ignore(std::string_view what, std::string_view rule) {
    result_.ignored.push_back(std::string(what) + ": " + std::string(rule));
  }
  void drop(const char* name, std::string_view rule) {
    ignore(name, rule);
    object_.erase(name);
  }

  // Step 1.
  void ignore_unprotected() {
    for (auto name : known_names)
      if (object_.contains(name)) ignore(name, "the channel does not protect integrity (plain UDP or TCP)");
  }

  // What each name's definition demands of its value.
  void check_types() {
    if (has("c") && !object_["c"].is_array()) drop("c", "not an array");
    for (auto name : {"j", "o", "l"})
      if (has(name) && !object_[name].is_string()) drop(name, "not a string");
    for (auto name : {"j", "o"})
      if (has(name) && text(name).empty()) drop(name, "empty, which a server must not send");
    if (has("s") && !(object_["s"].is_number_unsigned() && object_["s"].get<std::uint64_t>() <= 255))
      drop("s", "not an integer from 0 to 255");
    if (has("l") && !is_language_tag(text("l"))) drop("l", "not a language tag (RFC 5646)");
  }

  // Step 4.
  void check_sub_error() {
    if (!has("s")) return;
    auto code = object_["s"].get<std::uint8_t>();
    auto row =
        std::ranges::find_if(sub_errors, [&](const auto& entry) { return csv::number(entry[0]) == code; });
    if (code == 0) {
      drop("s", "sub-error 0 is reserved and has no meaning");
    } else if (row == sub_errors.end() || !applies((*row)[2], info_code_)) {
      drop("s", "sub-error " + std::to_string(code) + " does not apply to INFO-CODE " +
                    std::to_string(info_code_));
    } else {
      result_.suberror = SubError{code, (*row)[1]};
    }
  }

  // Step 5, for which a value that is ignored is none.
  bool nothing_to_say() const { return !(has("c") && !object_["c"].empty()) && !has("j") && !has("s"); }

  // Step 6.
  void use_contacts() {
    if (!has("c")) return;
    const auto& uris = object_["c"];
    std::size_t others = 0;
    for (const auto& uri : uris) {
      if (uri.is_string() && is_contact_uri(uri.get_ref<const std::string&>())) {
        result_.contact.push_back(uri.get<std::string>());
      } else {
        ++others;
      }
    }
    if (others > 0)
      ignore("c",
             std::to_string(others) + " of " + std::to_string(uris.size()) + " are no tel or mailto URIs");
  }

  // Steps 7 and 8.
  void ignore_unauthenticated() {
    if (channel_ == Channel::authenticated) return;
    result_.contact.clear();
    for (auto name : {"c", "j", "o"})
      if (has(name)) drop(name, "the server's identity is not verified");
  }

  // The conditions on display of `o`, and `l` for what is left.
  void use_texts() {
    if (has("j")) result_.justification = text("j");
    if (has("o") && !is_organization_name(text("o"))) drop("o", "more than an organization's name");
    if (has("o")) result_.organization = text("o");
    if (!has("j") && !has("o")) return;
    if (has("l")) {
      result_.language = text("l");
    } else {
      ignore("l", "missing, though required beside j and o");
    }
  }

  // Step 9.
  void ignore_unknown_names() {
    std::string names;
    std::size_t count = 0;
    for (const auto& [name, value] : object_.items()) {
      if (std::ranges::find(known_names, name) != known_names.end() || ++count > max_unknown_names_shown)
        continue;
      names += (names.empty() ? "" : ", ") + shortened(name);
    }
    if (count > max_unknown_names_shown)
      names += " and " + std::to_string(count - max_unknown_names_shown) + " more";
    if (count > 0) ignore(names, count == 1 ? "unknown name" : "unknown names");
  }

  Json object_;
  std::uint16_t info_code_;
  Channel channel_;
  Structured result_;
};

}  // namespace

std::optional<Structured> parse_structured(std::string_view extra_text, std::uint16_t info_code,
                                           Channel channel) {
  bool carries_structure = std::ranges::find(structured_info_codes, info_code) != structured_info_codes.end();
  if (!carries_structure || !is_i_json_object(extra_text)) return std::nullopt;
  return Processing(Json::parse(extra_text), info_code, channel).run();
}

}  // namespace edig::ede

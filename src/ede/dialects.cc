#include "ede/dialects.h"

#include <algorithm>
#include <charconv>

#include "base/ascii.h"
#include "base/csv.h"
#include "base/ip_address.h"
#include "ede/applies.h"
#include "embedded/ede_dialects_csv.h"

namespace edig::ede {
namespace {

constexpr std::size_t max_text = 2000;  // a reason, and three names of any length
constexpr auto& forms = csv::table<embedded::ede_dialects_csv, 5>;

bool is_visible(char c) { return c > ' ' && c < 0x7f; }

bool put_name(std::string_view text, std::string& name) {
  constexpr std::size_t max_name = 1004;  // 251 octets, each as \DDD
  auto fits = [](char c) {
    return is_visible(c) && std::string_view("<>()[]{},;:\"'").find(c) == std::string_view::npos;
  };
  bool empty_label = text.find("..") != text.npos || (text.size() > 1 && text.starts_with('.'));
  if (text.empty() || text.size() > max_name || empty_label || !std::ranges::all_of(text, fits)) return false;
  name = text;
  if (!name.ends_with('.') || name.ends_with("\\.")) name += '.';
  return true;
}

bool put_word(std::string_view text, std::string& word) {
  constexpr std::size_t max_word = 10;  // "NSEC3PARAM"
  auto fits = [](char c) { return ascii::is_upper(c) || ascii::is_digit(c) || c == '-'; };
  word = ascii::upper(text);
  return !word.empty() && word.size() <= max_word && std::ranges::all_of(word, fits);
}

// "192.0.2.1", "192.0.2.1:53", "2001:db8::1", "[2001:db8::1]:53"
bool put_server(std::string_view text, std::string& server) {
  constexpr std::size_t max_server = 64;
  if (text.size() > max_server) return false;
  if (text.starts_with('[')) {
    auto end = text.find("]:");
    server = text.substr(1, end == text.npos ? 0 : end - 1);
  } else {
    server = text.substr(0, std::ranges::count(text, ':') == 1 ? text.find(':') : text.npos);
  }
  return family_of_address(server) != AddressFamily::none;
}

// "192.0.2.1 and 192.0.2.2", "cache": where there is more than one, none is named.
bool put_origin(std::string_view text, std::string& server) {
  constexpr std::string_view between = " and ";
  std::size_t count = 0;
  for (bool more = true; more; ++count) {
    auto end = text.find(between);
    auto one = text.substr(0, end);
    if (one != "cache" && !put_server(one, server)) return false;
    if (one == "cache") server.clear();
    more = end != text.npos;
    if (more) text.remove_prefix(end + between.size());
  }
  if (count > 1) server.clear();
  return true;
}

bool put_key_tag(std::string_view text, std::optional<std::uint16_t>& key_tag) {
  std::uint16_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  key_tag = value;
  return error == std::errc() && end == text.data() + text.size();
}

bool put_reason(std::string_view text, std::string& reason) {
  reason = text;
  return !text.empty();
}

// Whether `text` is what a place of this kind holds.
bool put(std::string_view place, std::string_view text, Reading& reading) {
  std::string unused;
  if (place == "zone") return put_name(text, reading.zone);
  if (place == "name") return put_name(text, reading.name);
  if (place == "type") return put_word(text, reading.type);
  if (place == "class") return put_word(text, unused);
  if (place == "server") return put_server(text, reading.server);
  if (place == "origin") return put_origin(text, reading.server);
  if (place == "rcode") return put_word(text, reading.rcode);
  if (place == "key_tag") return put_key_tag(text, reading.key_tag);
  if (place == "reason") return put_reason(text, reading.reason);
  return place == "any";
}

// Where a place ends: where what follows it stands first; or last, for what may hold the same.
std::size_t end_of(std::string_view place, std::string_view text, std::string_view next) {
  if (next.empty()) return text.size();
  bool may_hold_it = place == "reason" || next.starts_with('/');
  return may_hold_it ? text.rfind(next) : text.find(next);
}

bool fits(std::string_view pattern, std::string_view text, Reading& reading) {
  while (!pattern.empty()) {
    auto open = std::min(pattern.find('{'), pattern.size());
    if (!text.starts_with(pattern.substr(0, open))) return false;
    text.remove_prefix(open);
    pattern.remove_prefix(open);
    if (pattern.empty()) break;
    auto close = pattern.find('}');
    auto place = pattern.substr(1, close - 1);
    pattern.remove_prefix(close + 1);
    auto end = end_of(place, text, pattern.substr(0, pattern.find('{')));
    if (end == text.npos || !put(place, text.substr(0, end), reading)) return false;
    text.remove_prefix(end);
  }
  return text.empty();
}

}  // namespace

std::optional<Reading> read_extra_text(std::string_view text, std::uint16_t info_code) {
  bool plain = std::ranges::all_of(text, [](char c) { return is_visible(c) || c == ' '; });
  if (text.empty() || text.size() > max_text || !plain) return std::nullopt;
  for (const auto& [dialect, info_codes, pattern, reason, source] : forms) {
    if (!info_codes.empty() && !applies(info_codes, info_code)) continue;
    Reading reading;
    reading.dialect = dialect;
    if (!fits(pattern, text, reading)) continue;
    reading.is_code = !reason.empty();
    if (reading.is_code) reading.reason = reason;
    return reading;
  }
  return std::nullopt;
}

}  // namespace edig::ede

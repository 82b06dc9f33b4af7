#include "report/records.h"

#include <algorithm>
#include <array>

#include "dns/types.h"
#include "report/idn_out.h"

namespace edig::report {
namespace {

// ldns escapes; should it ever not, nothing foreign gets through.
std::string visible_ascii(std::string_view text) {
  std::string visible;
  visible.reserve(text.size());
  for (char c : text) {
    auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f) {
      visible += c;
    } else {
      visible += '\\';
      visible += static_cast<char>('0' + byte / 100);
      visible += static_cast<char>('0' + byte / 10 % 10);
      visible += static_cast<char>('0' + byte % 10);
    }
  }
  return visible;
}

// TYPEs whose RDATA holds names.
bool holds_names(std::uint16_t type) {
  constexpr std::array types = {dns::type::ns, dns::type::cname, dns::type::soa, dns::type::ptr, dns::type::mx,
                                dns::type::dname};
  return std::ranges::find(types, type) != types.end();
}

}  // namespace

std::string shown_name(const dns::Name& name, const Style& style) {
  auto text = name.text();
  return style.idn ? to_unicode(text) : text;
}

std::string shown_ttl(std::uint32_t ttl, bool units) {
  if (!units || ttl == 0) return std::to_string(ttl);
  constexpr struct {
    std::uint32_t seconds;
    char letter;
  } steps[] = {{604800, 'w'}, {86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
  std::string text;
  for (auto step : steps) {
    if (ttl >= step.seconds) text += std::to_string(ttl / step.seconds) + step.letter;
    ttl %= step.seconds;
  }
  return text;
}

std::string shown_rdata(const dns::Record& record, const Style& style, std::size_t) {
  auto text = visible_ascii(record.rdata());
  return style.idn && holds_names(record.type) ? to_unicode(text) : text;
}

std::vector<std::string> rdata_fields(const dns::Record& record) {
  std::vector<std::string> fields(1);
  bool quoted = false, escaped = false;
  for (char c : record.rdata()) {
    if (c == ' ' && !quoted && !escaped) {
      if (!fields.back().empty()) fields.emplace_back();
      continue;
    }
    if (c == '"' && !escaped) quoted = !quoted;
    escaped = c == '\\' && !escaped;
    fields.back() += c;
  }
  if (fields.back().empty()) fields.pop_back();
  return fields;
}

}  // namespace edig::report

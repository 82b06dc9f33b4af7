#include "dns/resolver_info.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/ascii.h"
#include "base/bytes.h"
#include "dns/types.h"

namespace edig::dns {
namespace {

std::optional<std::uint16_t> read_code(std::string_view text) {
  std::uint16_t code = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return code;
}

std::optional<InfoCodeRange> read_range(std::string_view text) {
  auto hyphen = text.find('-');
  auto first = read_code(text.substr(0, hyphen));
  auto last = hyphen == text.npos ? first : read_code(text.substr(hyphen + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return InfoCodeRange{*first, *last};
}

// Those that overlap or touch become one.
std::vector<InfoCodeRange> merged(std::vector<InfoCodeRange> ranges) {
  std::ranges::sort(ranges, {}, &InfoCodeRange::first);
  std::vector<InfoCodeRange> apart;
  for (const auto& range : ranges) {
    if (!apart.empty() && range.first <= apart.back().last + 1)
      apart.back().last = std::max(apart.back().last, range.last);
    else
      apart.push_back(range);
  }
  return apart;
}

// The character-strings; nothing where one runs past the end.
std::optional<std::vector<std::string_view>> read_strings(ByteView rdata) {
  std::vector<std::string_view> strings;
  Reader reader(rdata);
  while (reader.remaining() > 0) {
    auto size = reader.u8();
    auto text = reader.take(*size);
    if (!text) return std::nullopt;
    strings.push_back(as_text(*text));
  }
  return strings;
}

void take(ResolverInfo& info, std::string_view key, std::string_view value) {
  if (key == "qnamemin") info.qnamemin = true;
  if (key == "exterr") info.exterr = read_info_codes(value).value_or(std::vector<InfoCodeRange>());
  if (key == "infourl" && value.starts_with("https://")) info.infourl = value;
}

}  // namespace

std::optional<ResolverInfo> ResolverInfo::parse(ByteView rdata) {
  auto strings = read_strings(rdata);
  if (!strings || strings->empty()) return std::nullopt;
  ResolverInfo info;
  std::set<std::string> seen;
  for (auto text : *strings) {
    auto equals = std::min(text.find('='), text.size());
    auto key = ascii::lower(text.substr(0, equals));
    if (seen.insert(key).second) take(info, key, text.substr(std::min(equals + 1, text.size())));
  }
  return info;
}

bool ResolverInfo::lists(std::uint16_t info_code) const {
  return std::ranges::any_of(
      exterr, [&](const auto& range) { return range.first <= info_code && info_code <= range.last; });
}

Question resolver_info_question() { return {*Name::parse("resolver.arpa."), type::resinfo, cls::in}; }

std::optional<ResolverInfo> read_resolver_info(const Message& reply) {
  if (!reply.header.aa || reply.rcode != rcode::noerror || !reply.is_whole()) return std::nullopt;
  auto records = select(reply.answer, resolver_info_question().name, type::resinfo);
  if (records.size() != 1) return std::nullopt;
  return ResolverInfo::parse(records.front()->octets());
}

std::optional<std::vector<InfoCodeRange>> read_info_codes(std::string_view text) {
  std::vector<InfoCodeRange> ranges;
  for (bool more = true; more;) {
    auto end = text.find(',');
    auto range = read_range(text.substr(0, end));
    if (!range) return std::nullopt;
    ranges.push_back(*range);
    more = end != text.npos;
    if (more) text.remove_prefix(end + 1);
  }
  return merged(std::move(ranges));
}

std::string info_codes_text(const std::vector<InfoCodeRange>& ranges) {
  std::string text;
  for (const auto& [first, last] : ranges) {
    if (!text.empty()) text += ", ";
    text += std::to_string(first);
    if (last != first) text += "-" + std::to_string(last);
  }
  return text;
}

}  // namespace edig::dns

#include "report/dig_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "ede/printable.h"
#include "ede/registry.h"
#include "report/records.h"
#include "report/words.h"

namespace edig::report {
namespace {

namespace code {
using namespace dns::option;
constexpr std::uint16_t llq = 1, key_tag = 14, client_tag = 16, server_tag = 17;
}  // namespace code

std::string spaced_hex(ByteView bytes) { return fmt::format("{:02x}", fmt::join(bytes, " ")); }

// Unprintable octets as dots.
std::string dotted(ByteView bytes) {
  std::string text(as_text(bytes));
  std::ranges::replace_if(
      text, [](char c) { return c < 0x20 || c > 0x7e; }, '.');
  return text;
}

// As it is where all of it may be shown. Else with escapes, for then a backslash has to mean something; a
// quote means nothing here and stays bare.
std::string extra_text(std::string_view text) {
  constexpr std::size_t any_length = 65535;
  auto escaped = ede::printable(text, any_length);
  std::string bare, readable;
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    auto next = escaped[i] == '\\' && i + 1 < escaped.size() ? escaped[i + 1] : '\0';
    if (next == '"' || next == '\\') ++i;
    bare += escaped[i];
    if (next == '\\') readable += '\\';
    readable += escaped[i];
  }
  return bare == text ? bare : readable;
}

// BIND's words for two of them, which scripts look for, are not the registry's.
std::string_view purpose(std::uint16_t info_code) {
  constexpr std::uint16_t other = 0, stale_nxdomain = 19;
  if (info_code == other) return "Other";
  return info_code == stale_nxdomain ? "Stale NXDOMAIN Answer" : ede::info_code(info_code).purpose;
}

std::string extended_error(const dns::Option& option) {
  auto parts = dig_extended_error(option);
  if (!parts) return hex_and_text(option.data);
  return parts->extra_text.empty() ? parts->info_code
                                   : fmt::format("{}: ({})", parts->info_code, extra_text(parts->extra_text));
}

std::string_view cookie_verdict(const dns::Option& option, const Report& report) {
  constexpr std::size_t client_size = 8, least = 16, most = 40;
  auto size = option.data.size();
  bool ours = has_client_cookie(option, report.query);
  if (ours && size == client_size) return " (echoed)";
  return ours && size >= least && size <= most ? " (good)" : " (bad)";
}

std::string numbers(ByteView data) {
  std::vector<std::uint16_t> all;
  Reader reader(data);
  while (auto number = reader.u16()) all.push_back(*number);
  return fmt::format("{}", fmt::join(all, ", "));
}

std::string expire(ByteView data) {
  auto seconds = Reader(data).u32();
  return seconds && data.size() == 4 ? fmt::format("{} ({})", *seconds, shown_span(*seconds))
                                     : hex_and_text(data);
}

std::string keepalive(ByteView data) {
  auto tenths = Reader(data).u16();
  return tenths && data.size() == 2 ? fmt::format("{}.{} secs", *tenths / 10, *tenths % 10)
                                    : hex_and_text(data);
}

// RFC 8764 section 3.2.
std::string long_lived_query(ByteView data) {
  Reader reader(data);
  auto version = reader.u16(), opcode = reader.u16(), error = reader.u16();
  auto high = reader.u32(), low = reader.u32(), lifetime = reader.u32();
  if (!lifetime || reader.remaining() > 0) return hex_and_text(data);
  auto identifier = std::uint64_t{*high} << 32 | *low;
  return fmt::format("Version: {}, Opcode: {}, Error: {}, Identifier: {}, Lifetime: {}", *version, *opcode,
                     *error, identifier, *lifetime);
}

}  // namespace

std::string hex_and_text(ByteView data) {
  return data.empty() ? std::string() : fmt::format("{} (\"{}\")", spaced_hex(data), dotted(data));
}

std::optional<DigExtendedError> dig_extended_error(const dns::Option& option) {
  Reader reader(option.data);
  auto info_code = reader.u16();
  if (!info_code) return std::nullopt;
  DigExtendedError error{std::to_string(*info_code), as_text(reader.rest())};
  if (ede::is_registered(*info_code)) error.info_code += fmt::format(" ({})", purpose(*info_code));
  if (error.extra_text.ends_with('\0')) error.extra_text.remove_suffix(1);
  return error;
}

DigOption dig_option(const dns::Option& option, const Report& report, bool received) {
  const auto& data = option.data;
  bool even = !data.empty() && data.size() % 2 == 0, pair = data.size() == 2;
  switch (option.code) {
    case code::nsid:
      return {"NSID", hex_and_text(data)};
    case code::extended_error:
      return {"EDE", extended_error(option)};
    case code::cookie:
      return {"COOKIE", fmt::format("{}{}", to_hex(data), received ? cookie_verdict(option, report) : "")};
    case code::expire:
      return {"EXPIRE", expire(data)};
    case code::keepalive:
      return {"TCP KEEPALIVE", keepalive(data)};
    case code::padding:
      return {"PAD", data.empty() ? "" : fmt::format("({} bytes)", data.size())};
    case code::llq:
      return {"LLQ", long_lived_query(data)};
    case code::key_tag:
      return {"KEY-TAG", even ? numbers(data) : hex_and_text(data)};
    case code::client_tag:
      return {"CLIENT-TAG", pair ? numbers(data) : hex_and_text(data)};
    case code::server_tag:
      return {"SERVER-TAG", pair ? numbers(data) : hex_and_text(data)};
    case code::client_subnet: {
      auto subnet = dns::option_text(option);
      return {"CLIENT-SUBNET", subnet ? ede::printable(*subnet) : hex_and_text(data)};
    }
    default:
      return {fmt::format("OPT={}", option.code), hex_and_text(data)};
  }
}

}  // namespace edig::report

#include "cli/mnemonics.h"

#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "base/ascii.h"
#include "cli/suggest.h"
#include "cli/values.h"
#include "dns/types.h"

namespace edig::cli {
namespace {

constexpr std::string_view classes[] = {"IN", "CH", "HS", "NONE", "ANY"};
constexpr std::string_view opcodes[] = {"QUERY", "IQUERY", "STATUS", "NOTIFY", "UPDATE", "DSO"};

const std::vector<std::string_view>& types() {
  static const auto known = dns::known_types();
  static const std::vector<std::string_view> views(known.begin(), known.end());
  return views;
}

template <typename T>
Result<T> found(std::optional<T> value, std::string_view what, std::string_view word,
                std::span<const std::string_view> candidates, std::string_view how) {
  if (value) return *value;
  auto meant = nearest(word, candidates);
  auto text = "unknown " + std::string(what) + " '" + std::string(word) + "'";
  return meant.empty() ? fail(Error::Kind::usage, text, std::string(how))
                       : fail(Error::Kind::usage, text, "did you mean " + std::string(meant) + "?");
}

constexpr std::string_view ixfr = "ixfr=";

Result<TypeWord> read_ixfr(std::string_view serial) {
  auto number = parse_number(serial, 0, std::numeric_limits<std::uint32_t>::max(), "the serial of IXFR");
  if (!number) return std::unexpected(number.error());
  return TypeWord{dns::type::ixfr, *number};
}

}  // namespace

bool is_ixfr(std::string_view word) { return ascii::lower(word).starts_with(ixfr); }

Result<TypeWord> read_type(std::string_view word) {
  if (is_ixfr(word)) return read_ixfr(word.substr(ixfr.size()));
  auto type = dns::parse_type(word);
  if (type == dns::type::ixfr)
    return fail(Error::Kind::usage, "IXFR needs the serial of the zone as you have it", "IXFR=SERIAL");
  if (type) return TypeWord{*type};
  auto none = found(type, "type", word, types(), "any type can be written TYPE0 to TYPE65535");
  return std::unexpected(none.error());
}

Result<std::uint16_t> read_class(std::string_view word) {
  auto cls = dns::parse_class(word);
  if (cls) return *cls;
  return found(cls, "class", word, classes, "any class can be written CLASS0 to CLASS65535");
}

Result<std::uint8_t> read_opcode(std::string_view word) {
  auto opcode = dns::parse_opcode(word);
  if (opcode) return *opcode;
  return found(opcode, "opcode", word, opcodes, "any opcode can be written 0 to 15");
}

std::string_view mistyped_type(std::string_view word) {
  if (word.size() < 3 || !std::ranges::all_of(word, ascii::is_alphanumeric)) return {};
  auto meant = std::ranges::find_if(types(), [&](auto type) { return distance(word, type) == 1; });
  return meant == types().end() ? std::string_view() : *meant;
}

}  // namespace edig::cli

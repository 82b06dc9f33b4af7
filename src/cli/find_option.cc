// Which option a word names: exactly, abbreviated, negated, or mistyped.
#include <algorithm>
#include <vector>

#include "base/ascii.h"
#include "cli/options.h"
#include "cli/suggest.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

/// What dig and kdig have and edig has not, and where to go instead.
struct Refused {
  std::string_view names, instead;
};
constexpr Refused refused[] = {
    {"F", "FIPS mode is set in OpenSSL's configuration, see fips_module(7)"},
    {"quic", "DNS over QUIC is not spoken, use +tls or +https"},
    {"fastopen", "connections begin with a handshake, which tells what fails, use kdig"},
};

constexpr std::string_view no_suggestion = "'edig --help' lists them";

bool contains_word(std::string_view words, std::string_view word) {
  return std::ranges::count(split(words, " "), word) > 0;
}

bool has_name(const Option& option, std::string_view word) {
  return option.name == word || contains_word(option.aliases, word);
}

bool any_name_starts(const Option& option, std::string_view word) {
  return option.name.starts_with(word) ||
         std::ranges::any_of(split(option.aliases, " "), [&](auto alias) { return alias.starts_with(word); });
}

std::vector<const Option*> candidates(std::string_view prefix, bool on) {
  std::vector<const Option*> all;
  for (const auto& option : options())
    if (!option.name.empty() && (option.plus || prefix != "+") && (on || option.negatable))
      all.push_back(&option);
  return all;
}

// The only option that `word` fits, where the name of one is the beginning of all others' ("tls", "tls-ca")
// that one.
std::vector<const Option*> fitting(std::span<const Option* const> all, std::string_view word) {
  std::vector<const Option*> fits;
  for (auto option : all) {
    if (has_name(*option, word)) return {option};
    if (any_name_starts(*option, word)) fits.push_back(option);
  }
  for (auto shortest : fits)
    if (std::ranges::all_of(fits, [&](auto other) { return other->name.starts_with(shortest->name); }))
      return {shortest};
  return fits;
}

std::string suggestion(std::string_view prefix, std::span<const Option* const> all, std::string_view word,
                       bool on) {
  std::vector<std::string_view> names;
  for (auto option : all) {
    names.push_back(option->name);
    for (auto alias : split(option->aliases, " ")) names.push_back(alias);
  }
  auto meant = word == "no" ? "" : nearest(word, names);
  if (meant.empty()) return std::string(no_suggestion);
  return "did you mean " + std::string(prefix) + (on ? "" : "no") + std::string(meant) + "?";
}

const Refused* find_refused(std::string_view word) {
  auto names = [&](auto name) { return name == word || (word.size() >= 3 && name.starts_with(word)); };
  auto found = std::ranges::find_if(
      refused, [&](const auto& entry) { return std::ranges::any_of(split(entry.names, " "), names); });
  return found == std::end(refused) ? nullptr : found;
}

Error unknown(std::string_view prefix, std::span<const Option* const> all, std::string_view word, bool on) {
  std::string spelling = std::string(prefix) + (on ? "" : "no") + std::string(word);
  if (const auto* entry = find_refused(word))
    return {Error::Kind::usage, "there is no " + spelling, std::string(entry->instead)};
  return {Error::Kind::usage, "unknown option " + spelling, suggestion(prefix, all, word, on)};
}

Error ambiguous(std::string_view prefix, std::span<const Option* const> fits, std::string_view word,
                bool on) {
  std::string names;
  for (auto option : fits)
    names += (names.empty()           ? ""
              : option == fits.back() ? " or "
                                      : ", ") +
             std::string(prefix) + (on ? "" : "no") + std::string(option->name);
  return {Error::Kind::usage,
          "ambiguous option " + std::string(prefix) + (on ? "" : "no") + std::string(word),
          "it can mean " + names};
}

Result<Named> find(std::string_view prefix, std::string_view word, bool on) {
  auto all = candidates(prefix, on);
  auto fits = word.empty() ? std::vector<const Option*>() : fitting(all, word);
  if (fits.size() == 1) return Named{fits.front(), on};
  return std::unexpected(fits.empty() ? unknown(prefix, all, word, on) : ambiguous(prefix, fits, word, on));
}

}  // namespace

Result<Named> find_option(std::string_view prefix, std::string_view word) {
  auto folded = ascii::lower(word);
  std::string_view name = folded;
  auto as_is = find(prefix, name, true);
  if (as_is || !name.starts_with("no")) return as_is;
  name.remove_prefix(2);
  if (prefix != "+" && name.starts_with('-')) name.remove_prefix(1);
  auto negated = find(prefix, name, false);
  if (!negated && find_refused(name)) return Named{nullptr, false};
  return negated || negated.error().hint != no_suggestion ? negated : as_is;
}

std::string_view refusal(char letter) {
  const auto* entry = find_refused(std::string_view(&letter, 1));
  return entry ? entry->instead : "";
}

const Option* find_letter(char letter) {
  auto found = std::ranges::find(options(), letter, &Option::letter);
  return found == options().end() ? nullptr : &*found;
}

std::string spelling(const Option& option) {
  if (option.name.empty()) return std::string("-") + option.letter;
  return (option.plus ? "+" : "--") + std::string(option.name);
}

}  // namespace edig::cli

// The table of options, and what near misses lead to.
#include <doctest/doctest.h>

#include <set>

#include "cli/help.h"
#include "cli/options.h"
#include "cli/suggest.h"
#include "cli/values.h"

namespace {

using namespace edig;
using namespace edig::cli;

std::string found(std::string_view prefix, std::string_view word) {
  auto named = find_option(prefix, word);
  if (!named) return named.error().text + "; " + named.error().hint;
  if (!named->option) return "nothing";
  return (named->on ? "" : "no ") + std::string(named->option->name);
}

}  // namespace

TEST_CASE("every name, alias and letter is there once") {
  std::set<std::string> names;
  std::set<char> letters;
  for (const auto& option : options()) {
    if (!option.name.empty()) CHECK(names.insert(std::string(option.name)).second);
    for (auto alias : split(option.aliases, " ")) CHECK(names.insert(std::string(alias)).second);
    if (option.letter) CHECK(letters.insert(option.letter).second);
    CHECK((option.letter || !option.name.empty()));
    CHECK((option.takes == Takes::nothing) == option.placeholder.empty());
    CHECK(!option.help.empty());
  }
}

TEST_CASE("every option is found by its names, and negated where it can be") {
  for (const auto& option : options()) {
    if (option.name.empty()) continue;
    auto names = split(option.aliases, " ");
    names.push_back(option.name);
    for (auto name : names) {
      auto word = std::string(name);
      CHECK(found("--", word) == option.name);
      if (option.plus) CHECK(found("+", word) == option.name);
      if (option.negatable) CHECK(found("+", "no" + word) == "no " + std::string(option.name));
      if (option.negatable) CHECK(found("--", "no-" + word) == "no " + std::string(option.name));
    }
  }
}

TEST_CASE("abbreviations") {
  CHECK(found("+", "comm") == "comments");
  CHECK(found("+", "short") == "short");
  CHECK(found("+", "shor") == "short");
  CHECK(found("+", "noqui") == "nothing");
  CHECK(found("+", "tls") == "tls");
  CHECK(found("+", "tls-i") == "tls-insecure");
  CHECK(found("+", "https-g") == "https-get");
  CHECK(found("+", "cookie") == "cookie");
  CHECK(found("+", "noedns") == "no edns");
  CHECK(found("+", "nsid") == "nsid");
  CHECK(found("--", "hel") == "help");
  for (auto [abbreviation, meant] : {std::pair("p", "padding"),
                                     {"de", "search"},
                                     {"z", "zflag"},
                                     {"trust", "trusted-key"},
                                     {"showb", "showbadcookie"}})
    CHECK(found("+", abbreviation) == meant);  // as dig has it, though options of edig's own fit
  CHECK(found("+", "help").starts_with("unknown option +help"));
  CHECK(found("+", "a").starts_with("ambiguous option +a; it can mean "));
}

TEST_CASE("suggestions") {
  CHECK(found("+", "tpc") == "unknown option +tpc; did you mean +tcp?");
  CHECK(found("+", "dnsec") == "unknown option +dnsec; did you mean +dnssec?");
  CHECK(found("+", "nodnsec") == "unknown option +nodnsec; did you mean +nodnssec?");
  CHECK(found("--", "jsno") == "unknown option --jsno; did you mean --json?");
  CHECK(found("+", "xyzzy") == "unknown option +xyzzy; 'edig --help' lists them");
  CHECK(found("+", "notimeout") == "unknown option +notimeout; did you mean +timeout?");
  CHECK(found("+", "trace") == "trace");
  CHECK(found("+", "no").starts_with("unknown option +no;"));
  CHECK(found("+", "").starts_with("unknown option +;"));
}

TEST_CASE("slips between words") {
  CHECK(distance("tcp", "TCP") == 0);
  CHECK(distance("tpc", "tcp") == 1);
  CHECK(distance("", "tcp") == 3);
  CHECK(distance("dnsec", "dnssec") == 1);
  CHECK(distance("tls", "https") == 3);
}

TEST_CASE("the help fits a terminal") {
  for (auto line : split(help_text(), "\n")) CHECK_MESSAGE(line.size() <= 80, line);
}

TEST_CASE("values") {
  CHECK(parse_number("0x10", 0, 100, "n").value() == 16);
  CHECK(parse_number("10", 0, 100, "n").value() == 10);
  for (auto wrong : {"", "-1", "1x", "0x", "101", "4294967296", " 1"})
    CHECK(!parse_number(wrong, 0, 100, "n"));
  CHECK(parse_seconds("2.5", "t")->count() == 2500);
  CHECK(parse_seconds("0", "t")->count() == 1000);
  for (auto wrong : {"", "-1", "nan", "inf", "1e9", "1s"}) CHECK(!parse_seconds(wrong, "t"));
  for (auto wrong : {"", "12", "0123456789abcdef01", "xyz"}) CHECK(!parse_cookie(wrong));
  for (auto wrong : {"", "192.0.2.0/33", "192.0.2.0/", "x", "fe80::1%eth0"})
    CHECK(!parse_client_subnet(wrong));
  for (auto wrong : {"", ":00", "65536", "1:0", "foo"}) CHECK(!parse_edns_option(wrong));
}

// Whatever comes from the network: no format lets it forge a line, move the cursor or hide.

#include <doctest/doctest.h>

#include <array>

#include "ede/printable.h"
#include "ede/utf8.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

using namespace std::string_literals;

const std::string hostile[] = {
    "\x1b[2J\x1b[31m",                          // clears the screen, in red
    "\x1b]0;title\x07\x1b]8;;https://a\x1b\\",  // title, link
    "\xc2\x9b"
    "31m",                                                // C1: CSI in one character
    "x\n;; ->>HEADER<<- opcode: QUERY, status: NOERROR",  // a line of dig's
    "x\nNOERROR  www.example. A   from 192.0.2.53",       // a line of edig's
    "x\r\n  EDE 0  Other\rNOERROR",                       // overwrites the line
    "x\", \"info_code\": 0, \"y\": \"",                   // a member
    "\xe2\x80\xae"
    "desrever\xe2\x80\xa9",                      // right to left, paragraph
    "\xe2\x80\x8b\xef\xbb\xbf\xf3\xa0\x81\x81",  // invisible
    "\xff\xfe\xc0\x80\xed\xa0\x80\xf5",          // no UTF-8
    "a\0b\x7f\x08\x08"s,                         // NUL, DEL, backspace
    std::string(60000, 'x'),
    std::string(30000, '\n'),
};

const Format formats[] = {Format::text, Format::dig, Format::short_, Format::json};

// Everything in a report that somebody else wrote.
Report poisoned(const std::string& text) {
  auto exchange = fixture::exchange(
      {.rcode = dns::rcode::servfail,
       .answer = {"www.example. 1 IN TXT \"\\027[31m\\010x\"", "\\010\\027.a. 1 IN A 192.0.2.1"},
       .options = {extended_error(9, text), extended_error(777, text)}});
  encrypt(exchange, false);
  exchange.peer.name = text;
  exchange.tls->version = exchange.tls->cipher = exchange.tls->verify_error = text;
  exchange.attempts = {{.address = "192.0.2.53", .port = 53, .outcome = text, .ms = 1}};
  auto& message = exchange.reply->message;
  for (auto code : std::to_array<std::uint16_t>({3, 4, 8, 18, 22, 23, 24, 25, 26, 65001}))
    message.edns->options.push_back({.code = code, .data = bytes(text)});
  message.problems = {{1, text}};
  return make_report(query(), std::move(exchange));
}

Report unreachable(const std::string& text) {
  auto report = unanswered({Error::Kind::http, text, text});
  report.exchange.peer.name = text;
  return report;
}

// The first character that a terminal must not get.
std::string bad_character(std::string_view text, Format format) {
  for (std::size_t at = 0; at < text.size();) {
    auto next = ede::step(text, at);
    bool layout = text[at] == '\n' || (text[at] == '\t' && format == Format::dig);
    bool fine = next.valid && (layout || next.character >= 0x20) && !ede::is_concealing(next.character);
    if (!fine) return to_hex(as_bytes(text.substr(at, next.length)));
    at += next.length;
  }
  return {};
}

std::vector<std::string> printed(const Report& report) {
  std::vector<std::string> all;
  for (auto format : formats)
    for (bool whole : {false, true}) {
      Style style;
      style.format = format;
      style.all_sections = style.identify = whole;
      all.push_back(report::format(report, style));
      CHECK(bad_character(all.back(), format) == "");
    }
  return all;
}

}  // namespace

TEST_CASE("hostile text gets through no format, and makes no line") {
  auto harmless = printed(poisoned("x")), harmless_failure = printed(unreachable("x"));
  for (const auto& text : hostile) {
    CAPTURE(text.substr(0, 60));
    auto shown = printed(poisoned(text)), failure = printed(unreachable(text));
    for (std::size_t i = 0; i < shown.size(); ++i) {
      bool json = i >= shown.size() - 2;  // there a member more, extra_text_hex, is rightly a line more
      auto said = count(shown[i], "EXTRA-TEXT is not UTF-8");
      if (!json) CHECK(count(shown[i], "\n") == count(harmless[i], "\n") + said);
      CHECK(count(failure[i], "\n") == count(harmless_failure[i], "\n"));
    }
  }
}

TEST_CASE("the text format stays readable under a flood") {
  auto shown =
      to_text(report({.rcode = dns::rcode::servfail, .options = {extended_error(9, hostile[11])}}), {});
  CHECK(shown.size() < 3000);
  CHECK(holds(shown, "60000"));
}

TEST_CASE("a command line is foreign, too") {
  Style style;
  style.format = Format::dig;
  style.command_line = "www.example.\n;; Got answer:\x1b[m";
  CHECK(bad_character(format(report({}), style), Format::dig) == "");
}

}  // namespace edig::report

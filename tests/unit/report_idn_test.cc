// A U-label can look like another name: whatever the format, what the DNS has stands beside it.

#include <doctest/doctest.h>

#include <sstream>

#include "report/html.h"
#include "report/idn_out.h"
#include "report/svg.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

constexpr std::string_view u_label = "аррӏе", a_label = "xn--80ak6aa92e";  // all Cyrillic
constexpr const char* asked = "xn--80ak6aa92e.example.";

std::vector<std::string> pieces(const std::string& text, char end) {
  std::vector<std::string> all;
  std::istringstream stream(text);
  for (std::string piece; std::getline(stream, piece, end);) all.push_back(piece);
  return all;
}

// How many pieces show the U-label; each of them has to show the A-label.
std::size_t check_pieces(const std::string& text, char end) {
  std::size_t shown = 0;
  for (const auto& piece : pieces(text, end)) {
    if (!holds(piece, u_label)) continue;
    ++shown;
    CAPTURE(piece);
    CHECK(holds(piece, a_label));
  }
  return shown;
}

Style in(Format format) {
  Style style;
  style.format = format;
  return style;
}

Report spoofed(const Reply& reply) {
  auto made = make_report(query(asked), exchange(reply));
  auto& found = made.diagnosis.emplace();
  found.status = diagnosis::Status::secure;
  found.validated_at = std::chrono::sys_seconds(std::chrono::seconds(1795370400));
  for (const auto* zone : {".", "example.", asked}) {
    diagnosis::Link link{};
    link.zone = dns::Name::parse(zone).value();
    link.status = diagnosis::Status::secure;
    found.chain.push_back(link);
  }
  return made;
}

std::vector<Report> reports() {
  const std::string name = asked;
  const std::vector<std::string> soa = {name + " 60 IN SOA ns." + name + " host." + name + " 1 2 3 4 5"};
  return {spoofed({.answer = {name + " 60 IN CNAME www." + name, "www." + name + " 60 IN A 192.0.2.1",
                              name + " 60 IN MX 10 mail." + name, name + " 60 IN HTTPS 1 . alpn=\"h2\""}}),
          spoofed({.answer = {"www.example. 60 IN CNAME " + name}}),
          spoofed({.rcode = dns::rcode::nxdomain, .authority = soa}), spoofed({.authority = soa}),
          spoofed({.authority = {name + " 60 IN NS ns." + name}})};
}

}  // namespace

TEST_CASE("a U-label is never alone") {
  std::size_t shown = 0;
  for (auto report : reports()) {
    for (auto format : {Format::text, Format::dig, Format::short_, Format::json})
      for (bool all : {false, true})
        for (bool diagnosed : {false, true})
          for (auto language : {ede::Language::en, ede::Language("ja")}) {
            auto style = in(format);
            style.language = language;
            style.multiline = style.all_sections = all;
            auto one = report;
            if (!diagnosed) one.diagnosis.reset();
            if (format == Format::text && diagnosed) style.explain = explain::Audience::owner;
            shown += check_pieces(edig::report::format(one, style), '\n');
            shown += check_pieces(failure_line(one, style), '\n');
          }
    shown += check_pieces(to_html({{report, {}}, {report, {}}}), '<');
    shown += check_pieces(to_svg(report, {}), '<');
  }
  CHECK(shown > 50);
}

TEST_CASE("what is for programs is as the DNS has it") {
  for (const auto& report : reports())
    for (auto format : {Format::short_, Format::json})
      CHECK_FALSE(holds(edig::report::format(report, in(format)), u_label));
}

TEST_CASE("lines of records have it at their end, as a comment") {
  auto text = in(Format::text), dig = in(Format::dig);
  for (auto* style : {&text, &dig}) style->command = style->comments = style->question = style->stats = false;
  auto made = make_report(query(asked), exchange({.answer = {"xn--80ak6aa92e. 60 IN MX 10 xn--bcher-kva."}}));
  CHECK(to_text(made, text) == "  аррӏе.  60  MX  10 bücher. ; xn--80ak6aa92e. xn--bcher-kva.\n");
  CHECK(to_dig(made, dig) == "аррӏе.\t\t\t60\tIN\tMX\t10 bücher. ; xn--80ak6aa92e. xn--bcher-kva.\n");
  text.idn = dig.idn = false;
  CHECK(to_text(made, text) == "  xn--80ak6aa92e.  60  MX  10 xn--bcher-kva.\n");
}

TEST_CASE("only names are decoded") {
  auto made = make_report(query(), exchange({.answer = {"a. 60 IN TXT \"xn--bcher-kva.\"",
                                                        "a. 60 IN HTTPS 1 . key65000=\"xn--bcher-kva\""}}));
  CHECK_FALSE(holds(to_text(made, {}), "bücher"));
}

TEST_CASE("with_a_labels") {
  CHECK(with_a_labels("xn--bcher-kva.example.") == "bücher.example. (xn--bcher-kva.example.)");
  CHECK(with_a_labels("www.example.") == "www.example.");
}

}  // namespace edig::report

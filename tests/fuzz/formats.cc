#include "formats.h"

#include "expect.h"
#include "markup.h"
#include "report/html.h"
#include "report/svg.h"
#include "schema.h"

namespace edig::fuzz {
namespace {

using report::Style;

// Every switch from a bit of its own.
Style style_of(std::uint32_t bits) {
  Style style;
  for (auto member : {&Style::colour,
                      &Style::command,
                      &Style::comments,
                      &Style::question,
                      &Style::answer,
                      &Style::authority,
                      &Style::additional,
                      &Style::stats,
                      &Style::sent_query,
                      &Style::ttl,
                      &Style::cls,
                      &Style::ttl_units,
                      &Style::crypto,
                      &Style::multiline,
                      &Style::expand_aaaa,
                      &Style::opaque_svc_keys,
                      &Style::like_dig,
                      &Style::identify,
                      &Style::onesoa,
                      &Style::idn,
                      &Style::unknown_format,
                      &Style::all_sections,
                      &Style::asked_authority,
                      &Style::asked_additional,
                      &Style::compact,
                      &Style::explanation_alone}) {
    style.*member = (bits & 1) != 0;
    bits >>= 1;
  }
  style.language = (bits & 1) != 0 ? ede::Language("ja") : ede::Language::en;
  style.columns = (bits & 2) != 0 ? 0 : 60;
  constexpr explain::Audience audiences[] = {explain::Audience::user, explain::Audience::operator_,
                                             explain::Audience::owner};
  if (auto audience = bits >> 2 & 3; audience < 3) style.explain = audiences[audience];
  if ((bits & 16) != 0) style.rr_comments = (bits & 32) != 0;
  return style;
}

// The style asks for colours, and gets no other escape.
std::string without_colour(std::string text) {
  for (std::size_t at; (at = text.find("\x1b[")) != text.npos;) text.erase(at, text.find('m', at) - at + 1);
  return text;
}

void expect_pages(const report::Report& report, const Style& style, bool two) {
  std::vector<report::Told> all{{report, style}};
  if (two) all.push_back({report, style});
  expect_markup(report::to_html(all));
  expect_markup(report::to_svg(report, style));
}

}  // namespace

void expect_formats(const report::Report& report, std::uint32_t bits) {
  auto style = style_of(bits);
  bool pages = (bits & 0x10000000) != 0, two = (bits & 0x02000000) != 0;
  if (pages) return expect_pages(report, style, two);
  expect_lines(without_colour(report::to_text(report, style)));
  expect_lines(report::to_dig(report, style), "\t");
  expect_lines(report::to_short(report, style));
  expect_lines(report::to_yaml(report, style));
  expect_harmless(without_colour(report::failure_line(report, style)));
  auto json = report::to_json(report, style);
  expect_lines(json);
  expect_schema(json);
}

}  // namespace edig::fuzz

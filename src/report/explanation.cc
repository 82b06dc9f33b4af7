#include "report/explanation.h"

#include <fmt/format.h>

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/idn_out.h"
#include "report/paint.h"
#include "report/phrases.h"
#include "report/records.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

constexpr std::size_t indent = 2;

bool has_records(const dns::Message& message, const dns::Question& question) {
  return std::ranges::any_of(message.answer, [&](const dns::Record& record) {
    return record.type == question.type || question.type == dns::type::any;
  });
}

// Without the final dot.
std::string spoken_name(const dns::Name& name, const Style& style) {
  auto text = name.text();
  if (text.size() > 1) text.pop_back();
  return style.idn ? with_a_labels(text) : text;
}

void append_steps(std::string& out, const explain::Section& section, const Style& style) {
  std::size_t number = 0;
  for (const auto& step : section.paragraphs) {
    auto label = fmt::format("{}. ", ++number);
    std::string lines;
    append_wrapped(lines, step, indent + label.size(), style.columns);
    lines.replace(indent, label.size(), label);
    out += lines;
  }
}

void append_section(std::string& out, const explain::Section& section, const Style& style) {
  out += '\n' + paint(style, Paint::strong, section.heading) + '\n';
  if (section.steps && section.paragraphs.size() > 1)
    append_steps(out, section, style);
  else
    for (const auto& paragraph : section.paragraphs) append_wrapped(out, paragraph, indent, style.columns);
  // A command is copied whole, so it is never broken.
  for (const auto& command : section.commands) out += fmt::format("    $ {}\n", command);
}

}  // namespace

void append_explanation(Page& page) {
  auto subject = explanation_subject(page.report, page.style);
  page.out +=
      explanation_text(explain::explain(subject, *page.style.explain, page.style.language), page.style);
}

explain::Subject explanation_subject(const Report& report, const Style& style) {
  const auto& exchange = report.exchange;
  explain::Subject subject{.question = report.query.question,
                           .shown_name = spoken_name(report.query.question.name, style),
                           .server = server_word(exchange.peer, style.language),
                           .asked = server_argument(exchange.peer),
                           .at = exchange.at,
                           .no_reply = {},
                           .extended_errors = report.extended_errors};
  if (exchange.reply) {
    subject.rcode = exchange.reply->message.rcode;
    subject.has_records = has_records(exchange.reply->message, report.query.question);
  } else {
    subject.no_reply = exchange.reply.error().kind;
  }
  if (report.diagnosis) subject.diagnosis = &*report.diagnosis;
  return subject;
}

std::string explanation_text(const explain::Explanation& explanation, const Style& style) {
  std::string out;
  append_wrapped(out, explanation.headline, 0, style.columns);
  for (const auto& section : explanation.sections) append_section(out, section, style);
  out += '\n' + paint(style, Paint::strong, explain::ticket_label(explanation.language)) + '\n';
  append_wrapped(out, explanation.reference, indent, style.columns);
  return out;
}

}  // namespace edig::report

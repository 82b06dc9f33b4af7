#include "report/explanation.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "diagnosis/judgement/answer.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "explain/services.h"
#include "report/idn_out.h"
#include "report/outcome.h"
#include "report/paint.h"
#include "report/phrases.h"
#include "report/records.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

constexpr std::size_t paragraph_indent = 2;

std::vector<std::string> addresses(const dns::Message& message) {
  std::vector<std::string> found;
  for (const auto& record : message.answer)
    if (record.type == dns::type::a || record.type == dns::type::aaaa)
      found.push_back(ede::printable(record.rdata()));
  return found;
}

// RFC 7505 section 3: the only MX record, and its exchange is the root.
bool has_null_mx(const dns::Message& message) {
  const dns::Record* only = nullptr;
  for (const auto& record : message.answer)
    if (record.type == dns::type::mx && std::exchange(only, &record)) return false;
  constexpr std::size_t preference = 2, root = 1;
  return only && only->octets().size() == preference + root;
}

// Where the aliases of the answer lead (RFC 1034 section 3.6.2); the answer may hold a loop of them.
std::optional<dns::Name> end_of_aliases(const dns::Message& message, const dns::Name& name) {
  std::optional<dns::Name> target;
  for (std::size_t i = 0; i < message.answer.size(); ++i) {
    auto next = diagnosis::alias_target(message, target.value_or(name));
    if (!next) break;
    target = std::move(next);
  }
  return target;
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
    append_wrapped(lines, step, paragraph_indent + label.size(), style.columns);
    lines.replace(paragraph_indent, label.size(), label);
    out += lines;
  }
}

// The two sentences that carry the answer: what is so, and on whose side.
std::string answer(const explain::Explanation& explanation) {
  auto text = explanation.headline;
  auto side = std::ranges::find(explanation.sections, "side", &explain::Section::key);
  if (side == explanation.sections.end()) return text;
  for (const auto& paragraph : side->paragraphs) ede::add_sentence(text, paragraph, explanation.language);
  return text;
}

void append_explained(std::string& out, const explain::Section& section, const Style& style) {
  out += '\n' + paint(style, Paint::strong, section.heading) + '\n';
  if (section.steps && section.paragraphs.size() > 1)
    append_steps(out, section, style);
  else
    for (const auto& paragraph : section.paragraphs)
      append_wrapped(out, paragraph, paragraph_indent, style.columns);
  // A command is copied whole, so it is never broken.
  for (const auto& command : section.commands) out += fmt::format("    $ {}\n", command);
}

}  // namespace

void append_explanation(Page& page) {
  auto subject = explanation_subject(page.report, page.style);
  auto explanation = explained(page.report, page.style, *page.style.explain);
  if (!page.style.pasted.empty())
    append_wrapped(page.out,
                   explain::taken_from(ede::printable(page.style.pasted), subject, page.style.language), 0,
                   page.style.columns);
  page.out += explanation_text(explanation, page.style);
}

explain::Explanation explained(const Report& report, const Style& style, explain::Audience audience) {
  auto subject = explanation_subject(report, style);
  return report.services ? explain::explain(subject, *report.services, audience, style.language)
                         : explain::explain(subject, audience, style.language);
}

explain::Subject explanation_subject(const Report& report, const Style& style) {
  const auto& exchange = report.exchange;
  explain::Subject subject{.question = report.query.question,
                           .shown_name = spoken_name(report.query.question.name, style),
                           .server = server_word(exchange.peer, style.language),
                           .ticket_server = server_word(exchange.peer, ede::Language::en),
                           .asked = server_words(exchange.peer),
                           .at = exchange.at,
                           .no_reply = {},
                           .extended_errors = report.extended_errors};
  if (exchange.reply) {
    subject.rcode = exchange.reply->message.rcode;
    subject.has_records = holds(exchange.reply->message, report.query.question.type);
    subject.null_mx = has_null_mx(exchange.reply->message);
    subject.addresses = addresses(exchange.reply->message);
    subject.target = end_of_aliases(exchange.reply->message, report.query.question.name);
  } else {
    subject.no_reply = exchange.reply.error().kind;
    subject.certificate = exchange.reply.error().certificate;
  }
  if (report.diagnosis) subject.diagnosis = &*report.diagnosis;
  return subject;
}

std::string explanation_text(const explain::Explanation& explanation, const Style& style) {
  std::string out;
  append_wrapped(out, answer(explanation), 0, style.columns);
  if (!style.explanation_short)
    for (const auto& section : explanation.sections)
      if (section.key != "side") append_explained(out, section, style);
  out += '\n' + paint(style, Paint::strong, explain::ticket_label(explanation.language)) + '\n';
  append_wrapped(out, explanation.reference, paragraph_indent, style.columns);
  return out;
}

}  // namespace edig::report

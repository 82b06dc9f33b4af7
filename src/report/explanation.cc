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

std::vector<std::string> addresses(const dns::Message& message) {
  std::vector<std::string> found;
  for (const auto& record : message.answer)
    if (record.type == dns::type::a || record.type == dns::type::aaaa)
      found.push_back(ede::printable(record.rdata()));
  return found;
}

// Where the last alias of the answer leads (RFC 1034 section 3.6.2).
std::optional<dns::Name> alias_target(const dns::Message& message) {
  std::optional<dns::Name> target;
  for (const auto& record : message.answer) {
    if (record.type != dns::type::cname) continue;
    if (auto name = dns::Name::parse(record.rdata())) target = *name;
  }
  return target;
}

// What transport/trust.cc says of a certificate, after the server's name, address and "(TLS)".
explain::CertificateFault certificate_fault(const Error& error) {
  constexpr std::pair<std::string_view, std::string_view> wordings[] = {
      {"expired on ", "expired"},
      {"is not valid before ", "not-yet-valid"},
      {"is for ", "other-name"},
      {"is by an unknown issuer, ", "issuer"},
      {"is by a CA that is not trusted here", "issuer"},
      {"is self-signed", "issuer"},
      {"is not the one pinned: its pin is ", "pin"}};
  if (error.kind != Error::Kind::tls) return {};
  for (std::string_view transport : {"(TLS) ", "(HTTPS) "}) {
    auto at = error.text.find(transport);
    if (at == error.text.npos) continue;
    auto said = std::string_view(error.text).substr(at + transport.size());
    for (auto [before, key] : wordings) {
      if (!said.starts_with(before)) continue;
      auto value = said.substr(before.size());
      if (value.empty()) value = said.substr(std::string_view("is ").size());
      if (key == "other-name") value = value.substr(0, value.rfind(", not for "));
      return {key, ede::printable(value)};
    }
  }
  return {};
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

// The two sentences that carry the answer: what is so, and on whose side.
std::string answer(const explain::Explanation& explanation) {
  auto text = explanation.headline;
  auto side = std::ranges::find(explanation.sections, "side", &explain::Section::key);
  if (side == explanation.sections.end()) return text;
  for (const auto& paragraph : side->paragraphs) ede::add_sentence(text, paragraph, explanation.language);
  return text;
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
  auto explanation = explain::explain(subject, *page.style.explain, page.style.language);
  if (!page.style.pasted.empty())
    append_wrapped(page.out,
                   explain::taken_from(ede::printable(page.style.pasted), subject, page.style.language), 0,
                   page.style.columns);
  page.out += explanation_text(explanation, page.style);
}

explain::Subject explanation_subject(const Report& report, const Style& style) {
  const auto& exchange = report.exchange;
  explain::Subject subject{.question = report.query.question,
                           .shown_name = spoken_name(report.query.question.name, style),
                           .server = server_word(exchange.peer, style.language),
                           .ticket_server = server_word(exchange.peer, ede::Language::en),
                           .asked = server_argument(exchange.peer),
                           .at = exchange.at,
                           .no_reply = {},
                           .extended_errors = report.extended_errors};
  if (exchange.reply) {
    subject.rcode = exchange.reply->message.rcode;
    subject.has_records = has_records(exchange.reply->message, report.query.question);
    subject.addresses = addresses(exchange.reply->message);
    subject.target = alias_target(exchange.reply->message);
  } else {
    subject.no_reply = exchange.reply.error().kind;
    subject.cause = certificate_fault(exchange.reply.error());
  }
  if (report.diagnosis) subject.diagnosis = &*report.diagnosis;
  return subject;
}

std::string explanation_text(const explain::Explanation& explanation, const Style& style) {
  std::string out;
  append_wrapped(out, answer(explanation), 0, style.columns);
  if (!style.explanation_short)
    for (const auto& section : explanation.sections)
      if (section.key != "side") append_section(out, section, style);
  out += '\n' + paint(style, Paint::strong, explain::ticket_label(explanation.language)) + '\n';
  append_wrapped(out, explanation.reference, indent, style.columns);
  return out;
}

}  // namespace edig::report

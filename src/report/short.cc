// dig's +short: the RDATA of the answer section, one line each, and nothing else; with a diagnosis that in
// one line, with services what each comes to. Names are as the DNS has them: they are for programs, and there
// is no place for A-labels beside U-labels.

#include <fmt/format.h>

#include "dns/nat64.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "report/dig_parts.h"
#include "report/dig_words.h"
#include "report/format.h"
#include "report/records.h"
#include "report/text_parts.h"
#include "report/tsig_words.h"
#include "report/words.h"
#include "services/report.h"

namespace edig::report {
namespace {

// What was asked for, as far as it fits into a line.
std::string found_data(const Report& report, const Style& style) {
  constexpr std::size_t shown_at_most = 3;
  std::string list;
  if (!report.exchange.reply || !style.answer) return list;
  std::size_t count = 0;
  for (const auto& record : report.exchange.reply->message.answer) {
    if (record.type != report.query.question.type || ++count > shown_at_most) continue;
    list += (list.empty() ? " " : ", ") + shown_rdata(record, style, {.chunk = 56});
  }
  if (count > shown_at_most)
    list += ", " + say(style.language, "compare-more", {std::to_string(count - shown_at_most)});
  return list;
}

// For a pager: the outcome, its cause, where that sits, whose turn it is.
std::string diagnosis_line(const Report& report, const Style& style) {
  Page page{report, style, {}};
  const auto& asked = report.query.question;
  auto outcome = outcome_words(page);
  if (const auto& reply = report.exchange.reply; !reply)
    outcome += ede::bracketed(page.say("error-" + std::string(name(reply.error().kind))), style.language);
  auto subject = fmt::format("{} {} {}{}", outcome, page.speak(asked.name), dns::type_text(asked.type),
                             found_data(report, style));
  return page.say("because", {subject, diagnosis_in_a_line(page)}) + '\n';
}

// For a script: "example.com. broken mx=works dane=not-used spf=broken:spf-lookups".
std::string services_line(const services::Report& report) {
  auto line = fmt::format("{} {}", report.domain.text(), name(report.state()));
  for (const auto& application : report.applications) {
    line += fmt::format(" {}={}", application.name, name(application.judgement.state));
    if (const auto* cause = application.cause()) line += fmt::format(":{}", cause->kind.word());
  }
  return line + '\n';
}

}  // namespace

std::string to_short(const Report& report, const Style& style) {
  std::string out;
  auto one_line = style;
  one_line.multiline = false;
  one_line.idn = style.like_dig && style.idn;
  if (report.diagnosis) return diagnosis_line(report, one_line);
  if (report.services) return services_line(*report.services);
  if (!report.exchange.reply || !style.answer) return out;
  if (style.prefixes) {
    for (const auto& prefix : dns::nat64_prefixes(report.exchange.reply->message)) out += prefix + '\n';
    return out;
  }
  for (const auto& record : report.exchange.reply->message.answer) {
    if (style.short_types) out += dns::type_text(record.type) + ' ';
    out += shown_rdata(record, one_line, {.chunk = style.split.value_or(56)});
    if (style.identify) out += ' ' + came_from(report.exchange.peer, report.exchange.ms, style);
    out += '\n';
  }
  return out;
}

std::string failure_line(const Report& report, const Style& style) {
  bool told = style.format == Format::short_ && (report.diagnosis || report.services);
  bool doubtful = is_doubtful(report.tsig);
  if ((told && !doubtful) || exit_status(report) == status::good) return {};
  const auto& exchange = report.exchange;
  const auto& asked = report.query.question;
  auto subject = fmt::format("{} {} from {}", shown_name(asked.name, style), dns::type_text(asked.type),
                             server_word(exchange.peer, ede::Language::en));
  if (!exchange.reply)
    return fmt::format("no reply: {}: {}", subject, ede::printable(exchange.reply.error().text));
  auto line = fmt::format("{} {}", dns::rcode_text(exchange.reply->message.rcode), subject);
  for (const auto& error : report.extended_errors) {
    if (!error.info_code) continue;
    line += fmt::format(": EDE {} ({})", *error.info_code, error.entry().purpose);
    if (!error.extra_text.empty()) line += fmt::format(": {}", ede::printable(error.extra_text, 200));
    break;
  }
  if (auto what = defect(report); !what.empty()) line += ": " + what;
  if (doubtful) line += ": " + tsig_words(*report.tsig, *report.query.tsig_key, ede::Language::en);
  return line;
}

namespace {

// What the search list has added to the name that was given.
std::string origin(const dns::Name& asked, const std::string& given) {
  auto text = asked.text();
  auto name = dns::Name::parse(given);
  bool added = name && !given.ends_with('.') && text.starts_with(given + '.');
  auto rest = added ? text.substr(given.size() + 1) : std::string();
  if (rest.ends_with('.')) rest.pop_back();
  return rest.empty() ? "" : "trying origin " + rest + ": ";
}

std::string verbose_attempt_line(const Report& report, const Style& style,
                                 const transport::Attempt& attempt) {
  const auto& asked = report.query.question;
  return fmt::format("edig: {}{} {} at {} over {}: {}, {}\n",
                     ede::printable(origin(asked.name, style.name_given)), asked.name.text(),
                     dns::type_text(asked.type),
                     address_word(ede::printable(attempt.address), attempt.port, attempt.protocol),
                     transport_word(attempt.protocol), attempt.outcome, duration(attempt.ms));
}

}  // namespace

std::string attempt_lines(const Report& report, const Style& style) {
  const auto& exchange = report.exchange;
  std::string lines;
  for (const auto& attempt : exchange.attempts) lines += verbose_attempt_line(report, style, attempt);
  auto last = exchange.reply ? transport::Attempt{.protocol = exchange.peer.protocol,
                                                  .address = exchange.peer.address,
                                                  .port = exchange.peer.port,
                                                  .outcome = dns::rcode_text(exchange.reply->message.rcode)}
                             : last_attempt(exchange);
  last.ms = exchange.ms;
  return lines + verbose_attempt_line(report, style, last);
}

}  // namespace edig::report

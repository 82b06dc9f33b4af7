// The default format: the line that matters first, then what the reply holds, then what should be known of
// it.

#include <fmt/format.h>

#include <algorithm>

#include "base/ascii.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "report/outcome.h"
#include "report/records.h"
#include "report/spelling.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

using Records = std::vector<const dns::Record*>;

Paint paint_of(std::uint16_t rcode, int outcome) {
  if (outcome == status::failure) return Paint::bad;
  return outcome == status::doubt || rcode == dns::rcode::nxdomain ? Paint::warning : Paint::good;
}

std::string asked_words(const Page& page, bool with_type) {
  const auto& asked = page.report.query.question;
  auto text = shown_name(asked.name, page.style);
  if (asked.cls != dns::cls::in) text += ' ' + dns::class_text(asked.cls);
  if (with_type) text += ' ' + dns::type_text(asked.type);
  return text;
}

// "from 192.0.2.53 (UDP, 12 ms)"
std::string source(const Page& page) {
  const auto& exchange = page.report.exchange;
  std::vector details{duration(exchange.ms)};
  if (exchange.connect_ms > 0) details.push_back(page.say("connected", {duration(exchange.connect_ms)}));
  return page.say("from", {server_word(exchange.peer, page.style.language, details)});
}

// "; www.example. AAAA", where +question was said and the first line does not tell.
void append_question(Page& page) { page.out += "; " + asked_words(page, true) + '\n'; }

void append_head(Page& page, const dns::Message& message, const Outcome& outcome) {
  bool plain = outcome.kind == Outcome::Kind::rcode;
  auto kind = plain ? paint_of(message.rcode, status_of_reply(page.report)) : Paint::warning;
  page.out += fmt::format("{}  {}   {}\n", paint(page.style, kind, outcome_words(page)),
                          asked_words(page, outcome.kind != Outcome::Kind::nodata), source(page));
}

// The SOA of a negative answer says how long it will be remembered (RFC 2308 section 5).
void append_negative_soa(Page& page, const dns::Record& soa) {
  auto fields = rdata_fields(soa);
  constexpr std::size_t soa_fields = 7;
  if (fields.size() != soa_fields || !soa.parsed) return append_records(page, {&soa});
  auto minimum = static_cast<std::uint32_t>(std::stoul(fields[6]));
  auto kept = page.say("negative-ttl", {std::to_string(std::min(minimum, soa.ttl))});
  page.out += "  " + page.say("soa", {shown_name(soa.owner, page.style), fields[2], fields[0], kept}) + '\n';
}

void add(Records& records, const std::vector<dns::Record>& section) {
  for (const auto& record : section) records.push_back(&record);
}

void append_record_section(Page& page, std::string_view title, const std::vector<dns::Record>& section) {
  if (section.empty()) return;
  page.out += "\n  " + paint(page.style, Paint::strong, page.say(title)) + '\n';
  Records records;
  add(records, section);
  append_records(page, records);
}

void append_whole_reply(Page& page, const dns::Message& message) {
  append_figures(page, message, false);
  if (page.style.answer) append_record_section(page, "section-answer", message.answer);
  if (page.style.authority) append_record_section(page, "section-authority", message.authority);
  if (page.style.additional) append_record_section(page, "section-additional", message.additional);
}

// What answers the question; where nothing does, what the authority section says about that.
void append_found(Page& page, const dns::Message& message, const Outcome& outcome) {
  const auto& style = page.style;
  Records records;
  if (style.answer) add(records, message.answer);
  if (outcome.kind == Outcome::Kind::referral && style.authority) {
    add(records, message.authority);
    add(records, message.additional);
  }
  bool says_no = outcome.negative(message) && style.authority && !style.asked_authority;
  const auto* soa = says_no ? first_of(message.authority, dns::type::soa) : nullptr;
  if (style.comments && (!records.empty() || soa)) page.out += '\n';
  append_records(page, records);
  if (soa) append_negative_soa(page, *soa);
  if (style.asked_authority) append_record_section(page, "section-authority", message.authority);
  if (style.asked_additional) append_record_section(page, "section-additional", message.additional);
}

// In other languages the kind of error has to do: the transport speaks English.
std::string hint(const Page& page, const Error& error) {
  auto key = "hint-" + std::string(name(error.kind));
  bool own = has_phrase(key) && (error.hint.empty() || page.style.language != ede::Language::en);
  if (own) return page.say(key, {std::to_string(page.report.exchange.peer.port)});
  auto text = ede::printable(error.hint);
  if (!text.empty()) text[0] = ascii::to_upper(text[0]);
  return text.empty() || text.ends_with('.') || text.ends_with('?') ? text : text + '.';
}

void append_sent(Page& page) {
  if (auto sent = dns::Message::parse(page.report.exchange.sent)) append_figures(page, *sent, true);
}

void append_reply_reasons(Page& page, const dns::Message& message) {
  bool bare = exit_status(page.report) == status::failure && page.report.extended_errors.empty();
  if (page.report.diagnosis) {
    append_diagnosis(page);
  } else if (bare) {
    append_bare_failure(page, message);
    append_way_on(page);
  } else {
    append_extended_errors(page);
    append_way_on(page);
  }
}

}  // namespace

void append_text(Page& page, std::string_view text, std::size_t indent) {
  if (!text.empty()) append_wrapped(page.out, text, indent, page.style.columns);
}

std::string outcome_words(const Page& page) {
  if (!page.report.exchange.reply) return page.say("no-reply");
  const auto& message = page.report.exchange.reply->message;
  auto outcome = judge(page.report.query, message);
  switch (outcome.kind) {
    case Outcome::Kind::nodata:
      return page.say("no-records", {dns::type_text(page.report.query.question.type)});
    case Outcome::Kind::referral:
      return page.say("referral", {shown_name(outcome.record->owner, page.style)});
    case Outcome::Kind::alias:
      return page.say("alias", {shown_rdata(*outcome.record, page.style)});
    case Outcome::Kind::rcode:
      break;
  }
  return dns::rcode_text(message.rcode);
}

void append_figures(Page& page, const dns::Message& message, bool sent) {
  auto line = page.say(sent ? "sent" : "received", {std::to_string(message.size)});
  line += fmt::format(": id {}, flags", message.header.id);
  for (auto flag : message.header.flags()) line += fmt::format(" {}", flag);
  if (const auto& edns = message.edns) {
    line += fmt::format(", EDNS {} udp {}{}", edns->version, edns->udp_size, edns->dnssec_ok ? " do" : "");
    for (const auto& option : edns->options) line += fmt::format(", {}", dns::option_name(option.code));
  }
  page.out += "\n  " + line + '\n';
}

namespace {

// The first line and the hint say what the transport says in English.
bool is_told_by_kind(const Error& error) {
  using enum Error::Kind;
  constexpr Error::Kind told[] = {timeout, refused, unreachable, closed, reset, cut, foreign_cookie, resolve};
  return std::ranges::find(told, error.kind) != std::end(told);
}

}  // namespace

void append_no_reply(Page& page) {
  const auto& error = page.report.exchange.reply.error();
  auto kind = std::string(name(error.kind));
  auto head =
      fmt::format("{}  {}   {}", paint(page.style, Paint::bad, page.say("no-reply")), asked_words(page, true),
                  page.say("from", {server_word(page.report.exchange.peer, page.style.language)}));
  page.out += page.say("because", {head, page.say("error-" + kind)}) + "\n\n";
  auto write = [&](std::string_view text) { append_wrapped(page.out, text, 2, page.style.columns); };
  if (page.style.language == ede::Language::en || !is_told_by_kind(error)) write(ede::printable(error.text));
  write(hint(page, error));
}

namespace {

std::string text_side_by_side(const Report& report, const Style& style) {
  Page page{report, style, {}};
  auto head = page.say("side-by-side", {std::to_string(report.sides.size())});
  page.out += fmt::format("{}   {}\n", paint(style, Paint::strong, asked_words(page, true)), head);
  append_side_by_side(page);
  append_error_report(page);
  append_footer(page);
  return std::move(page.out);
}

}  // namespace

std::string to_text(const Report& report, const Style& style) {
  if (report.comparison) return text_side_by_side(report, style);
  Page page{report, style, {}};
  if (style.explain && style.comments) {
    append_explanation(page);
    if (style.explanation_alone) return std::move(page.out);
    page.out += '\n';
  }
  const auto& reply = report.exchange.reply;
  if (!reply) {
    append_no_reply(page);
    report.diagnosis ? append_diagnosis(page) : append_way_on(page);
    append_error_report(page);
    append_services(page);
    append_notes(page);
    append_footer(page);
    return std::move(page.out);
  }
  const auto& message = reply->message;
  auto outcome = judge(report.query, message);
  if (style.comments && style.header)
    append_head(page, message, outcome);
  else if (style.asked_question)
    append_question(page);
  if (style.sent_query) append_sent(page);
  style.all_sections ? append_whole_reply(page, message) : append_found(page, message, outcome);
  if (style.comments) {
    append_reply_reasons(page, message);
    append_error_report(page);
    append_services(page);
    append_notes(page);
  }
  append_footer(page);
  return std::move(page.out);
}

}  // namespace edig::report

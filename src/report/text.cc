// The default format: the line that matters first, then what the reply holds, then what should be known of it.

#include <fmt/format.h>

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/records.h"
#include "report/spelling.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

using Records = std::vector<const dns::Record*>;

const dns::Record* first_of(const std::vector<dns::Record>& section, std::uint16_t type) {
  auto found = std::ranges::find(section, type, &dns::Record::type);
  return found == section.end() ? nullptr : &*found;
}

// A NOERROR reply that holds nothing of the TYPE asked for (RFC 2308 section 2.2).
bool is_nodata(const Report& report, const dns::Message& message) {
  auto wanted = report.query.question.type;
  bool found = wanted == dns::type::any ? !message.answer.empty() : first_of(message.answer, wanted) != nullptr;
  return message.rcode == dns::rcode::noerror && !found && report.query.opcode == 0 && !message.header.tc;
}

// The zone that the reply refers to (RFC 9499 section 4, "Referrals").
const dns::Record* referral(const dns::Message& message) {
  bool refers = message.answer.empty() && !message.header.aa && !first_of(message.authority, dns::type::soa);
  return refers ? first_of(message.authority, dns::type::ns) : nullptr;
}

Paint paint_of(std::uint16_t rcode, int status) {
  if (status == 2) return Paint::bad;
  return status == 3 || rcode == dns::rcode::nxdomain ? Paint::warning : Paint::good;
}

std::string question(const Page& page, bool with_type) {
  const auto& asked = page.report.query.question;
  auto ascii = asked.name.text(), shown = shown_name(asked.name, page.style);
  auto text = shown == ascii ? ascii : fmt::format("{} ({})", shown, ascii);
  if (asked.cls != dns::cls::in) text += ' ' + dns::class_text(asked.cls);
  if (with_type) text += ' ' + dns::type_text(asked.type);
  return text;
}

// "from 192.0.2.53 (UDP, 12 ms)"
std::string source(const Page& page) {
  const auto& exchange = page.report.exchange;
  auto details = fmt::format("{}, {}", transport_word(exchange.peer.protocol), duration(exchange.ms));
  if (exchange.connect_ms > 0) details += ", " + page.say("connected", {duration(exchange.connect_ms)});
  return page.say("from", {fmt::format("{} ({})", server_word(exchange.peer), details)});
}

void append_head(Page& page, const dns::Message& message) {
  bool nodata = is_nodata(page.report, message);
  const auto* referred = nodata ? referral(message) : nullptr;
  auto status = dns::rcode_text(message.rcode);
  if (referred) {
    status = page.say("referral", {shown_name(referred->owner, page.style)});
  } else if (nodata) {
    status = page.say("no-records", {dns::type_text(page.report.query.question.type)});
  }
  auto kind = nodata ? Paint::warning : paint_of(message.rcode, exit_status(page.report));
  page.out += paint(page.style, kind, status) + "  " + question(page, !nodata || referred) + "   " + source(page) + '\n';
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

void append_section(Page& page, std::string_view title, const std::vector<dns::Record>& section) {
  if (section.empty()) return;
  page.out += "\n  " + paint(page.style, Paint::strong, page.say(title)) + '\n';
  Records records;
  for (const auto& record : section) records.push_back(&record);
  append_records(page, records);
}

// Flags, EDNS and sizes: only with the whole reply.
void append_figures(Page& page, const dns::Message& message) {
  std::string flags;
  for (auto flag : message.header.flags()) flags += fmt::format(" {}", flag);
  page.out += fmt::format("\n  id {}, flags{}, {} octets", message.header.id, flags, message.size);
  if (const auto& edns = message.edns)
    page.out += fmt::format(", EDNS {} udp {}{}", edns->version, edns->udp_size, edns->dnssec_ok ? " do" : "");
  page.out += '\n';
}

void append_whole_reply(Page& page, const dns::Message& message) {
  append_figures(page, message);
  append_section(page, "section-answer", message.answer);
  append_section(page, "section-authority", message.authority);
  append_section(page, "section-additional", message.additional);
}

// What answers the question; where nothing does, what the authority section says about that.
void append_found(Page& page, const dns::Message& message) {
  Records records;
  if (page.style.answer)
    for (const auto& record : message.answer) records.push_back(&record);
  const auto* soa = first_of(message.authority, dns::type::soa);
  bool negative = is_nodata(page.report, message) || message.rcode == dns::rcode::nxdomain;
  if (negative && !soa && page.style.authority && referral(message)) {
    for (const auto& record : message.authority) records.push_back(&record);
    for (const auto& record : message.additional) records.push_back(&record);
  }
  bool show_soa = negative && soa && page.style.authority && !page.style.asked_authority;
  if (page.style.comments && (!records.empty() || show_soa)) page.out += '\n';
  append_records(page, records);
  if (show_soa) append_negative_soa(page, *soa);
  if (page.style.asked_authority) append_section(page, "section-authority", message.authority);
  if (page.style.asked_additional) append_section(page, "section-additional", message.additional);
}

}  // namespace

void append_no_reply(Page& page) {
  const auto& error = page.report.exchange.reply.error();
  const auto& peer = page.report.exchange.peer;
  auto kind = std::string(name(error.kind));
  page.out += fmt::format("{}  {}   {}: {}\n\n", paint(page.style, Paint::bad, page.say("no-reply")),
                          question(page, true),
                          page.say("from", {fmt::format("{} ({})", server_word(peer), transport_word(peer.protocol))}),
                          page.say("error-" + kind));
  auto write = [&](std::string_view text) { append_wrapped(page.out, text, 2, page.style.columns); };
  write(ede::printable(error.text));
  auto hint = "hint-" + kind;
  bool translated = page.style.language == ede::Language::ja && has_phrase(hint);
  if (!error.hint.empty() && !translated) {
    write(page.say("try", {ede::printable(error.hint)}));
  } else if (has_phrase(hint)) {
    write(page.say("try", {page.say(hint, {std::to_string(peer.port)})}));
  }
}

std::string to_text(const Report& report, const Style& style) {
  Page page{report, style, {}};
  if (!report.exchange.reply) {
    append_no_reply(page);
    append_notes(page);
    return std::move(page.out);
  }
  const auto& message = report.exchange.reply->message;
  if (style.comments) append_head(page, message);
  style.all_sections ? append_whole_reply(page, message) : append_found(page, message);
  if (style.comments) {
    append_extended_errors(page);
    append_notes(page);
  }
  return std::move(page.out);
}

}  // namespace edig::report

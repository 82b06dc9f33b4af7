// dig's layout, as dig 9.18 prints it: comments, sections and columns, so that what reads dig's output reads
// this.

#include <fmt/format.h>

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/dig_options.h"
#include "report/dig_parts.h"
#include "report/dig_words.h"
#include "report/format.h"
#include "report/idn_out.h"
#include "report/tsig_words.h"
#include "report/words.h"

namespace edig::report {
namespace {

constexpr std::size_t client_cookie_size = 8;

/// The reply, or the query with +qr.
struct DigSubject {
  const dns::Message& message;
  bool received = true;
};

class Dig {
 public:
  Dig(const Report& report, const Style& style, std::string_view aside)
      : report_(report), style_(style), aside_(aside) {}

  std::string print() {
    append_before_reply();
    report_.exchange.reply ? append_reply() : append_no_reply();
    return std::move(out_);
  }

  std::string print_before_reply() {
    append_before_reply();
    append_banner();
    return std::move(out_);
  }

  std::string print_message() {
    append_message({report_.exchange.reply->message});
    return std::move(out_);
  }

 private:
  template <typename... T>
  void add(fmt::format_string<T...> format, T&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<T>(values)...);
  }

  bool is_short() const { return style_.format == Format::short_; }
  void append_before_reply();
  void append_banner();
  void append_sent(ByteView query);
  void append_mismatches(const std::vector<transport::Mismatch>& mismatches);
  void append_attempt(const transport::Attempt& attempt);
  void append_reply();
  void append_refusal();
  void append_reply_warnings();
  void append_no_reply();
  void append_way_on();
  void append_message(DigSubject subject);
  void append_header(DigSubject subject);
  void append_warnings(const dns::Message& message);
  void append_opt(DigSubject subject);
  void append_questions(const dns::Message& message);
  void append_section(std::string_view title, const std::vector<dns::Record>& records);
  void append_additional(std::string_view title, std::vector<dns::Record> records);
  void append_stats(double ms, std::size_t size);

  const Report& report_;
  const Style& style_;
  std::string_view aside_;
  bool banner_due_ = style_.command, badcookie_seen_ = false;
  std::string out_;
};

void Dig::append_before_reply() {
  const auto& exchange = report_.exchange;
  for (const auto& attempt : exchange.attempts) {
    append_sent(attempt.sent);
    append_mismatches(attempt.mismatches);
    append_attempt(attempt);
  }
  append_sent(exchange.sent);
  append_mismatches(exchange.mismatches);
}

void Dig::append_banner() {
  if (!std::exchange(banner_due_, false)) return;
  add("{}; <<>> {} {} <<>>{}{}\n", style_.command_heading ? "\n" : "", style_.like_dig ? "DiG" : "edig",
      style_.like_dig ? dig_version : EDIG_VERSION, style_.command_line.empty() ? "" : " ",
      ede::printable(style_.command_line, 4000));
  if (!style_.command_heading) return;
  if (style_.server_named) {
    auto count = report_.exchange.peer.addresses;
    add("; ({} server{} found)\n", count, count == 1 ? "" : "s");
  }
  add(";; global options:{} +cmd\n", is_short() ? " +short" : "");
}

void Dig::append_sent(ByteView query) {
  auto sent = style_.sent_query ? dns::Message::parse(query) : std::unexpected(Error{});
  if (!sent) return;
  append_banner();
  append_message({*sent, false});
  if (style_.stats) add(";; QUERY SIZE: {}\n\n", sent->size);
}

void Dig::append_mismatches(const std::vector<transport::Mismatch>& mismatches) {
  for (const auto& mismatch : mismatches) out_ += dig_mismatch(mismatch);
}

// dig says at once what goes wrong, and so before all else.
void Dig::append_attempt(const transport::Attempt& attempt) {
  const auto& outcome = attempt.outcome;
  if (auto reply = dns::Message::parse(attempt.reply); is_shown(attempt, style_) && reply) {
    append_banner();
    append_message({*reply});
    append_stats(attempt.ms, reply->size);
  }
  auto reason = dig_reason(attempt);
  if (outcome == "badcookie" && std::exchange(badcookie_seen_, true))
    reason.insert(reason.rfind('.'), " in TCP mode");
  if (reason.empty())
    out_ += dig_failure(attempt, outcome, report_, style_);
  else if (style_.comments)
    out_ += reason;
}

void Dig::append_reply() {
  append_reply_warnings();
  if (dns::is_transfer(report_.query.question)) return append_refusal();
  if (style_.servfail_leads_on && report_.exchange.reply->message.rcode == dns::rcode::servfail &&
      style_.comments)
    add(";; Got SERVFAIL reply from {}\n", report_.exchange.peer.address);
  if (is_short()) {
    out_ += to_short(report_, style_);
    out_ += aside_;
    return;
  }
  append_banner();
  append_message({report_.exchange.reply->message});
  out_ += aside_;
  append_stats(report_.exchange.ms, report_.exchange.reply->message.size);
  append_way_on();
}

// A zone that is not given away; the reply has no records but perhaps its TSIG.
void Dig::append_refusal() {
  append_banner();
  if (!is_short()) append_message({report_.exchange.reply->message});
  out_ += dig_transfer_failure(report_, style_);
}

void Dig::append_reply_warnings() {
  out_ += dig_tsig_warning(report_);
  const auto& message = report_.exchange.reply->message;
  if (!message.problems.empty()) out_ += ";; Warning: Message parser reports malformed message packet.\n";
  const auto* sent_cookie = report_.query.edns ? report_.query.edns->find(dns::option::cookie) : nullptr;
  bool expected = sent_cookie && (style_.cookie_given || sent_cookie->data.size() > client_cookie_size);
  if (expected && !message.edns) out_ += ";; expected opt record in response\n";
  const auto* cookie = message.edns ? message.edns->find(dns::option::cookie) : nullptr;
  if (cookie && sent_cookie && !has_client_cookie(*cookie, report_.query))
    out_ += ";; Warning: Client COOKIE mismatch\n";
}

void Dig::append_no_reply() {
  if (broke_transfer(report_)) {
    append_banner();
    out_ += dig_transfer_failure(report_, style_);
    return;
  }
  auto last = last_attempt(report_.exchange);
  out_ += dig_failure(last, report_.exchange.reply.error().text, report_, style_);
  if (!failed_to_connect(last)) append_banner();
  out_ += ";; no servers could be reached\n";
  append_way_on();
}

// Where dig would leave it at that.
void Dig::append_way_on() {
  auto command = style_.like_dig && style_.comments ? why_command(report_) : std::string();
  if (!command.empty()) add(";; To find out why: {}\n", command);
}

std::string dig_section_title(const dns::Message& message, std::size_t number) {
  return fmt::format("{} SECTION", section_name(message, number));
}

void Dig::append_message(DigSubject subject) {
  const auto& message = subject.message;
  if (style_.comments) {
    if (style_.header) append_header(subject);
    if (subject.received) append_warnings(subject.message);
    if (style_.header) out_ += '\n';
    append_opt(subject);
  }
  if (style_.question) append_questions(message);
  if (style_.answer) append_section(dig_section_title(message, 1), message.answer);
  if (style_.authority) append_section(dig_section_title(message, 2), message.authority);
  if (style_.additional) append_additional(dig_section_title(message, 3), message.additional);
}

// RFC 6762 section 3.
bool asks_for_local(const dns::Message& message) {
  static const auto local = dns::Name::parse("local.");
  return std::ranges::any_of(message.questions,
                             [](const auto& question) { return question.name.is_within(*local); });
}

void Dig::append_header(DigSubject subject) {
  const auto& header = subject.message.header;
  out_ += subject.received ? ";; Got answer:\n" : ";; Sending:\n";
  if (asks_for_local(subject.message))
    out_ +=
        ";; WARNING: .local is reserved for Multicast DNS\n"
        ";; You are currently testing what happens when an mDNS query is leaked to DNS\n";
  add(";; ->>HEADER<<- opcode: {}, status: {}, id: {}\n;; flags:", opcode_word(header.opcode),
      rcode_word(subject.message.rcode), header.id);
  for (auto flag : header.flags()) add(" {}", flag);
  if (header.z) out_ += "; MBZ: 0x4";
  add("; QUERY: {}, ANSWER: {}, AUTHORITY: {}, ADDITIONAL: {}\n", header.question_count, header.answer_count,
      header.authority_count, header.additional_count);
}

void Dig::append_warnings(const dns::Message& message) {
  if (message.header.rd && !message.header.ra) out_ += ";; WARNING: recursion requested but not available\n";
  bool may_lack_edns = message.rcode == dns::rcode::formerr || message.rcode == dns::rcode::notimp;
  if (may_lack_edns && report_.query.edns && !message.edns)
    add("\n;; WARNING: EDNS query returned status {} - retry with '{}+noedns'\n", rcode_word(message.rcode),
        report_.query.edns->dnssec_ok ? "+nodnssec " : "");
  for (const auto& problem : message.problems)
    add(";; WARNING: malformed at octet {}: {}\n", problem.offset, ede::printable(problem.text));
}

void Dig::append_opt(DigSubject subject) {
  const auto& edns = subject.message.edns;
  if (!edns) return;
  constexpr std::uint16_t compact_answers_ok = 0x4000;  // RFC 9824 section 5.1
  auto reserved = edns->z & ~compact_answers_ok;
  add(";; OPT PSEUDOSECTION:\n; EDNS: version: {}, flags:{}{};", edns->version, edns->dnssec_ok ? " do" : "",
      edns->z & compact_answers_ok ? " co" : "");
  if (reserved != 0) add(" MBZ: 0x{:04x},", reserved);
  add(" udp: {}\n", edns->udp_size);
  for (const auto& option : edns->options) {
    auto [name, value] = dig_option(option, report_, subject.received);
    add("; {}:{}{}\n", name, value.empty() ? "" : " ", value);
  }
}

void Dig::append_questions(const dns::Message& message) {
  if (message.questions.empty()) return;
  if (style_.comments) add(";; {}:\n", dig_section_title(message, 0));
  auto at = dig_columns(style_);
  for (const auto& question : message.questions) {
    out_ += ';';
    ColumnLine line(out_);
    auto name = question.name.text(), shown = style_.idn ? to_unicode(name) : name;
    line.write(shown);
    line.advance(at.cls);
    line.write(class_word(question.cls, style_));
    line.advance(at.type);
    line.write(type_word(question.type, style_));
    if (shown != name) add(" ; {}", name);
    out_ += '\n';
  }
  if (style_.comments) out_ += '\n';
}

void Dig::append_section(std::string_view title, const std::vector<dns::Record>& records) {
  if (records.empty()) return;
  if (style_.comments) add(";; {}:\n", title);
  for (const auto& record : records) append_dig_record(out_, record, style_);
  if (style_.comments) out_ += '\n';
}

// The TSIG record has a section of its own.
void Dig::append_additional(std::string_view title, std::vector<dns::Record> records) {
  auto tsig = std::ranges::stable_partition(
      records, [](std::uint16_t type) { return type != dns::type::tsig; }, &dns::Record::type);
  std::vector<dns::Record> signatures(tsig.begin(), tsig.end());
  records.erase(tsig.begin(), tsig.end());
  append_section(title, records);
  append_section("TSIG PSEUDOSECTION", signatures);
}

void Dig::append_stats(double ms, std::size_t size) {
  const auto& exchange = report_.exchange;
  if (style_.stats) {
    append_dig_figures(out_, exchange, ms, style_);
    add(";; MSG SIZE  rcvd: {}\n", size);
    if (is_doubtful(report_.tsig)) out_ += ";; WARNING -- Some TSIG could not be validated\n";
    out_ += '\n';
  } else if (style_.identify) {
    append_dig_received(out_, exchange, ms, size, style_);
  }
}

}  // namespace

std::string dig_before_reply(const Report& report, const Style& style) {
  return Dig(report, style, {}).print_before_reply();
}

std::string dig_message(const Report& report, const Style& style) {
  return Dig(report, style, {}).print_message();
}

std::string to_dig(const Report& report, const Style& style) { return Dig(report, style, {}).print(); }

std::string to_dig_step(const Report& report, const Style& style, std::string_view aside) {
  return Dig(report, style, aside).print();
}

}  // namespace edig::report

// dig's layout, as dig 9.18 prints it: comments, sections and columns, so that what reads dig's output reads
// this.

#include <fmt/format.h>

#include <algorithm>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/dig_options.h"
#include "report/dig_parts.h"
#include "report/format.h"
#include "report/idn_out.h"
#include "report/tsig_words.h"
#include "report/words.h"

namespace edig::report {
namespace {

/// The reply, or the query with +qr.
struct Subject {
  const dns::Message& message;
  bool received = true;
};

class Dig {
 public:
  Dig(const Report& report, const Style& style) : report_(report), style_(style) {}

  std::string print() {
    if (style_.sent_query) {
      append_dig_banner(out_, style_);
      append_sent();
      append_troubles();
    } else {
      append_troubles();
      append_dig_banner(out_, style_);
    }
    if (report_.exchange.reply && dns::is_transfer(report_.query.question)) {
      out_ += "; Transfer failed.\n";
    } else if (report_.exchange.reply) {
      append_message({report_.exchange.reply->message});
      append_footer();
    } else {
      out_ += ";; no servers could be reached\n";
    }
    return std::move(out_);
  }

 private:
  template <typename... T>
  void add(fmt::format_string<T...> format, T&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<T>(values)...);
  }

  void append_sent();
  void append_troubles();
  void append_attempt(const transport::Attempt& attempt);
  void append_reply_warnings();
  std::string tsig_reason() const;
  void append_failure(std::string_view outcome, const std::string& address, std::uint16_t port,
                      transport::Protocol protocol, std::string_view detail);
  void append_last_failure();
  void append_message(Subject subject);
  void append_header(Subject subject);
  void append_warnings(const dns::Message& message);
  void append_opt(Subject subject);
  void append_questions(const dns::Message& message);
  void append_section(std::string_view title, const std::vector<dns::Record>& records);
  void append_additional(std::vector<dns::Record> records);
  void append_footer();

  const Report& report_;
  const Style& style_;
  std::string out_;
};

void Dig::append_sent() {
  auto sent = dns::Message::parse(report_.exchange.sent);
  if (!sent) return;
  append_message({*sent, false});
  add(";; QUERY SIZE: {}\n\n", sent->size);
}

// dig says at once what goes wrong, and so before all else.
void Dig::append_troubles() {
  for (const auto& attempt : report_.exchange.attempts) append_attempt(attempt);
  report_.exchange.reply ? append_reply_warnings() : append_last_failure();
}

void Dig::append_attempt(const transport::Attempt& attempt) {
  const auto& outcome = attempt.outcome;
  if (outcome == "truncated") {
    if (style_.comments) out_ += ";; Truncated, retrying in TCP mode.\n";
  } else if (outcome == "badcookie") {
    if (style_.comments) out_ += ";; BADCOOKIE, retrying.\n";
  } else if (outcome == "options-refused") {
    if (style_.comments)
      out_ += ";; WARNING: EDNS query returned status FORMERR - retrying without options\n";
  } else if (outcome == "foreign-cookie") {
    if (style_.comments) out_ += ";; Warning: Client COOKIE mismatch\n";
  } else if (outcome == "badvers") {
    if (style_.comments) out_ += ";; BADVERS, retrying with EDNS version 0.\n";
  } else if (outcome == "servfail") {
    if (style_.comments) add(";; Got SERVFAIL reply from {}, trying next server\n", attempt.address);
  } else if (outcome == "formerr" || outcome == "notimp") {
    if (style_.comments)
      add(";; WARNING: EDNS query returned status {} - retrying with '+noedns'\n",
          outcome == "formerr" ? "FORMERR" : "NOTIMP");
  } else {
    append_failure(outcome, attempt.address, attempt.port, attempt.protocol, outcome);
  }
}

void Dig::append_failure(std::string_view outcome, const std::string& address, std::uint16_t port,
                         transport::Protocol protocol, std::string_view detail) {
  std::string_view why = outcome == "timeout"                      ? "timed out"
                         : outcome == "refused"                    ? "connection refused"
                         : outcome == "unreachable"                ? "network unreachable"
                         : outcome == "closed" || outcome == "cut" ? "end of file"
                                                                   : detail;
  if (outcome == "refused" && protocol != transport::Protocol::udp) {
    add(";; Connection to {}#{}({}) for {} failed: {}.\n", address, port, address,
        report_.query.question.name.text(), why);
  } else {
    add(";; communications error to {}#{}: {}\n", address, port, ede::printable(why));
  }
}

void Dig::append_reply_warnings() {
  if (is_doubtful(report_.tsig)) add(";; Couldn't verify signature: {}\n", tsig_reason());
  if (!style_.comments) return;
  const auto& message = report_.exchange.reply->message;
  if (!message.problems.empty()) out_ += ";; Warning: Message parser reports malformed message packet.\n";
  bool sent_cookie = report_.query.edns && report_.query.edns->find(dns::option::cookie);
  if (sent_cookie && !message.edns) out_ += ";; expected opt record in response\n";
  const auto* cookie = message.edns ? message.edns->find(dns::option::cookie) : nullptr;
  if (cookie && !has_client_cookie(*cookie, report_.query)) out_ += ";; Warning: Client COOKIE mismatch\n";
}

// In dig's words, where it has some.
std::string Dig::tsig_reason() const {
  using enum dns::TsigVerdict::Kind;
  switch (report_.tsig->kind) {
    case rejected:
      return "tsig indicates error";
    case missing:
      return "expected a TSIG or SIG(0)";
    case bad_time:
      return "clocks are unsynchronized";
    default:
      return "tsig verify failure";
  }
}

void Dig::append_last_failure() {
  const auto& error = report_.exchange.reply.error();
  const auto& peer = report_.exchange.peer;
  append_failure(name(error.kind), peer.address.empty() ? peer.name : peer.address, peer.port, peer.protocol,
                 error.text);
}

void Dig::append_message(Subject subject) {
  const auto& message = subject.message;
  if (style_.comments) {
    append_header(subject);
    out_ += '\n';
    append_opt(subject);
  }
  if (style_.question) append_questions(message);
  if (style_.answer) append_section("ANSWER SECTION", message.answer);
  if (style_.authority) append_section("AUTHORITY SECTION", message.authority);
  if (style_.additional) append_additional(message.additional);
}

// The TSIG record has a section of its own.
void Dig::append_additional(std::vector<dns::Record> records) {
  auto tsig = std::ranges::stable_partition(
      records, [](std::uint16_t type) { return type != dns::type::tsig; }, &dns::Record::type);
  std::vector<dns::Record> signatures(tsig.begin(), tsig.end());
  records.erase(tsig.begin(), tsig.end());
  append_section("ADDITIONAL SECTION", records);
  append_section("TSIG PSEUDOSECTION", signatures);
}

std::string rcode_word(std::uint16_t rcode) {
  auto text = dns::rcode_text(rcode);
  return text.starts_with("RCODE") ? (rcode < 16 ? "RESERVED" : "?") + text.substr(5) : text;
}

std::string opcode_word(std::uint8_t opcode) {
  auto text = dns::opcode_text(opcode);
  return text.starts_with("OPCODE") ? "RESERVED" + text.substr(6) : text;
}

void Dig::append_header(Subject subject) {
  const auto& header = subject.message.header;
  out_ += subject.received ? ";; Got answer:\n" : ";; Sending:\n";
  add(";; ->>HEADER<<- opcode: {}, status: {}, id: {}\n;; flags:", opcode_word(header.opcode),
      rcode_word(subject.message.rcode), header.id);
  for (auto flag : header.flags()) add(" {}", flag);
  if (header.z) out_ += "; MBZ: 0x4";
  add("; QUERY: {}, ANSWER: {}, AUTHORITY: {}, ADDITIONAL: {}\n", header.question_count, header.answer_count,
      header.authority_count, header.additional_count);
  if (subject.received) append_warnings(subject.message);
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

void Dig::append_opt(Subject subject) {
  const auto& edns = subject.message.edns;
  if (!edns) return;
  add(";; OPT PSEUDOSECTION:\n; EDNS: version: {}, flags:{};", edns->version, edns->dnssec_ok ? " do" : "");
  if (edns->z != 0) add(" MBZ: 0x{:04x},", edns->z);
  add(" udp: {}\n", edns->udp_size);
  for (const auto& option : edns->options) append_dig_option(out_, option, report_, subject.received);
}

void Dig::append_questions(const dns::Message& message) {
  if (message.questions.empty()) return;
  if (style_.comments) out_ += ";; QUESTION SECTION:\n";
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

void Dig::append_footer() {
  const auto& exchange = report_.exchange;
  auto size = exchange.reply->message.size;
  if (style_.stats) {
    append_dig_figures(out_, exchange);
    add(";; MSG SIZE  rcvd: {}\n", size);
    if (is_doubtful(report_.tsig)) out_ += ";; WARNING -- Some TSIG could not be validated\n";
    out_ += '\n';
  } else if (style_.identify) {
    add(";; Received {} bytes from {} in {:.0f} ms\n\n", size, dig_server(exchange.peer), exchange.ms);
  }
}

}  // namespace

std::string to_dig(const Report& report, const Style& style) { return Dig(report, style).print(); }

}  // namespace edig::report

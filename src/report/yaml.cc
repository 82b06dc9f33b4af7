// dig's +yaml, line by line as dig 9.18 prints it: a list with an entry for each message that was sent or
// received, and one for a failure. All of it can be parsed (YAML 1.2), whatever the network has sent: where
// dig's own lines could not be, it departs from them, by quotes, or by a list in place of one key many times.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/dig_options.h"
#include "report/dig_words.h"
#include "report/format.h"
#include "report/json_text.h"
#include "report/records.h"

namespace edig::report {
namespace {

using Time = std::chrono::system_clock::time_point;

// What is printable leaves nothing to escape but the quote (YAML 1.2 section 7.3.2).
std::string single_quoted(std::string_view printable) {
  std::string text = "'";
  for (auto c : printable) text.append(c == '\'' ? 2 : 1, c);
  return text + '\'';
}

std::string double_quoted(std::string_view foreign) {
  return yaml_text(nlohmann::json(ede::to_utf8(foreign)).dump());
}

// An option's value begins with a letter, a digit or a parenthesis. Plain as in dig, unless it would be a
// comment or a mapping (section 7.3.3), or a number though it is not meant as one.
std::string scalar(const std::string& printable) {
  bool structure = printable.find(": ") != printable.npos || printable.find(" #") != printable.npos ||
                   printable.ends_with(':');
  bool number = printable.size() > 5 && printable.find_first_not_of("0123456789e") == printable.npos;
  return structure || number ? single_quoted(printable) : printable;
}

std::string timestamp(Time at, bool microseconds) {
  using namespace std::chrono;
  auto second = floor<seconds>(at);
  auto rest = duration_cast<std::chrono::microseconds>(at - second).count();
  auto digits = microseconds ? fmt::format("{:06}", rest) : fmt::format("{:03}", rest / 1000);
  return fmt::format("!!timestamp {:%FT%T}.{}Z", fmt::gmtime(system_clock::to_time_t(second)), digits);
}

/// A message and the exchange it belongs to.
struct YamlSubject {
  const dns::Message& message;
  const transport::Attempt& exchange;
  bool received = true;
};

/// A value as the lines of a mapping, or as one scalar, which may be empty.
using Lines = std::vector<std::string>;

struct Entry {
  std::string name;
  std::vector<Lines> values;
};

std::string yaml_section_title(const dns::Message& message, std::size_t number) {
  return fmt::format("{}_SECTION", section_name(message, number));
}

class Yaml {
 public:
  Yaml(const Report& report, const Style& style) : report_(report), style_(style) {
    // As the DNS has them, and whole: for programs.
    style_.multiline = style_.unknown_format = style_.expand_aaaa = style_.idn = false;
    style_.crypto = true;
    style_.rr_comments = false;
  }

  std::string print() {
    const auto& exchange = report_.exchange;
    for (const auto& attempt : exchange.attempts) {
      append_sent(attempt);
      append_attempt(attempt);
    }
    auto last = exchange.reply ? settled() : last_attempt(exchange);
    last.ms = exchange.ms;
    last.at = exchange.at;
    last.sent = exchange.sent;
    append_sent(last);
    exchange.reply ? append_message({exchange.reply->message, last}) : append_error(last);
    return std::move(out_);
  }

 private:
  template <typename... T>
  void add(fmt::format_string<T...> format, T&&... values) {
    fmt::format_to(std::back_inserter(out_), format, std::forward<T>(values)...);
  }

  transport::Attempt settled() const {
    const auto& peer = report_.exchange.peer;
    return {.protocol = peer.protocol, .address = peer.address, .port = peer.port, .outcome = {}};
  }

  void append_sent(const transport::Attempt& attempt);
  void append_attempt(const transport::Attempt& attempt);
  void append_error(const transport::Attempt& last);
  void append_message(const YamlSubject& subject);
  void append_way(const YamlSubject& subject);
  void append_header(const dns::Message& message);
  void append_opt(const YamlSubject& subject);
  void append_entry(const Entry& entry);
  void append_questions(const dns::Message& message);
  void append_section(std::string_view title, const std::vector<dns::Record>& records);
  void append_additional(const dns::Message& message);
  Entry option_entry(const dns::Option& option, bool received) const;

  const Report& report_;
  Style style_;
  std::string out_;
};

void Yaml::append_sent(const transport::Attempt& attempt) {
  auto sent = style_.sent_query ? dns::Message::parse(attempt.sent) : std::unexpected(Error{});
  if (sent) append_message({*sent, attempt, false});
}

void Yaml::append_attempt(const transport::Attempt& attempt) {
  auto reply = is_shown(attempt, style_) ? dns::Message::parse(attempt.reply) : std::unexpected(Error{});
  if (reply) append_message({*reply, attempt});
}

// dig leaves it at the first line.
void Yaml::append_error(const transport::Attempt& last) {
  out_ += "- type: DIG_ERROR\n  message: |\n    no servers could be reached\n";
  if (style_.like_dig) return;
  auto reason = dig_failure(last, report_.exchange.reply.error().text, report_, style_);
  add("    {}", reason.substr(reason.find_first_not_of("; ")));
}

void Yaml::append_message(const YamlSubject& subject) {
  const auto& message = subject.message;
  append_way(subject);
  append_header(message);
  if (style_.comments && message.edns) append_opt(subject);
  if (style_.question) append_questions(message);
  if (style_.answer) append_section(yaml_section_title(message, 1), message.answer);
  if (style_.authority) append_section(yaml_section_title(message, 2), message.authority);
  if (style_.additional) append_additional(message);
}

void Yaml::append_way(const YamlSubject& subject) {
  const auto& [message, exchange, received] = subject;
  bool recursive = message.header.rd && (message.header.ra || !received);
  bool ipv6 = exchange.address.find(':') != exchange.address.npos;
  auto source = style_.source_address.empty() ? (ipv6 ? "::0" : "0.0.0.0") : style_.source_address;
  auto duration = std::chrono::duration<double, std::milli>(exchange.ms);
  auto began = exchange.at - std::chrono::duration_cast<Time::duration>(duration);
  add("- type: MESSAGE\n  message:\n    type: {}_{}\n    query_time: {}\n", recursive ? "RECURSIVE" : "AUTH",
      received ? "RESPONSE" : "QUERY", timestamp(began, style_.microseconds));
  if (received) add("    response_time: {}\n", timestamp(exchange.at, style_.microseconds));
  add("    message_size: {}b\n    socket_family: {}\n    socket_protocol: {}\n", message.size,
      ipv6 ? "INET6" : "INET", exchange.protocol == transport::Protocol::udp ? "UDP" : "TCP");
  add("    response_address: {}\n    response_port: {}\n    query_address: {}\n    query_port: {}\n",
      double_quoted(exchange.address), exchange.port, double_quoted(source), style_.source_port);
  add("    {}_message_data:\n", received ? "response" : "query");
}

void Yaml::append_header(const dns::Message& message) {
  const auto& header = message.header;
  // A number is bare here.
  auto status = rcode_word(message.rcode);
  if (status.starts_with('?')) status.erase(0, 1);
  add("      opcode: {}\n      status: {}\n      id: {}\n      flags:", opcode_word(header.opcode), status,
      header.id);
  for (auto flag : header.flags()) add(" {}", flag);
  out_ += '\n';
  if (header.z) out_ += "      MBZ: 0x4\n";
  const std::uint16_t counts[] = {header.question_count, header.answer_count, header.authority_count,
                                  header.additional_count};
  for (std::size_t i = 0; i < std::size(counts); ++i) {
    auto name = section_name(message, i);
    add("      {}: {}\n", name == "PREREQUISITE" ? "PREREQ" : name, counts[i]);
  }
}

void Yaml::append_opt(const YamlSubject& subject) {
  const auto& edns = *subject.message.edns;
  constexpr std::uint16_t compact_answers_ok = 0x4000;  // RFC 9824 section 5.1
  auto reserved = edns.z & ~compact_answers_ok;
  add("      OPT_PSEUDOSECTION:\n        EDNS:\n          version: {}\n          flags:{}{}\n", edns.version,
      edns.dnssec_ok ? " do" : "", edns.z & compact_answers_ok ? " co" : "");
  if (reserved != 0) add("          MBZ: 0x{:04x}\n", reserved);
  add("          udp: {}\n", edns.udp_size);
  std::vector<Entry> entries;
  for (const auto& option : edns.options) {
    auto entry = option_entry(option, subject.received);
    auto known = std::ranges::find(entries, entry.name, &Entry::name);
    if (known == entries.end())
      entries.push_back(std::move(entry));
    else
      known->values.push_back(std::move(entry.values.front()));
  }
  for (const auto& entry : entries) append_entry(entry);
}

Entry Yaml::option_entry(const dns::Option& option, bool received) const {
  if (auto error = option.code == dns::option::extended_error ? dig_extended_error(option) : std::nullopt) {
    Lines lines{"INFO-CODE: " + error->info_code};
    if (!error->extra_text.empty()) lines.push_back("EXTRA-TEXT: " + double_quoted(error->extra_text));
    return {"EDE", {std::move(lines)}};
  }
  auto [name, value] = dig_option(option, report_, received);
  std::ranges::replace(name, ' ', '-');
  if (option.code == dns::option::padding) value = hex_and_text(option.data);
  return {std::move(name), {{scalar(value)}}};
}

// An option may come many times, a key only once.
void Yaml::append_entry(const Entry& entry) {
  add("          {}:", entry.name);
  bool several = entry.values.size() > 1;
  for (const auto& lines : entry.values) {
    bool mapping = lines.front().starts_with("INFO-CODE: ");
    std::string_view lead = several ? "\n            - " : mapping ? "\n            " : " ";
    for (const auto& line : lines) {
      out_.append(lead) += line;
      lead = several ? "\n              " : "\n            ";
    }
    out_.erase(out_.find_last_not_of(' ') + 1);
  }
  out_ += '\n';
}

void Yaml::append_questions(const dns::Message& message) {
  if (message.questions.empty()) return;
  add("      {}:\n", yaml_section_title(message, 0));
  for (const auto& question : message.questions) {
    auto line = fmt::format("{} {} {}", question.name.text(), dns::class_text(question.cls),
                            dns::type_text(question.type));
    add("        - {}\n", single_quoted(line));
  }
}

// dig ends an IPv6 address in "::0" here, and has it end in "::" everywhere else.
void Yaml::append_section(std::string_view title, const std::vector<dns::Record>& records) {
  constexpr std::size_t chunk = 56;
  if (records.empty()) return;
  add("      {}:\n", title);
  for (const auto& record : records) {
    auto [owner, rdata] = record_line(record, style_, {style_.split.value_or(chunk), " "});
    if (record.type == dns::type::aaaa && rdata.ends_with("::")) rdata += '0';
    auto line = fmt::format("{} {} {} {} {}", owner, record.ttl, dns::class_text(record.cls),
                            dns::type_text(record.type), rdata);
    add("        - {}\n", single_quoted(line));
  }
}

// The signature by itself.
void Yaml::append_additional(const dns::Message& message) {
  auto records = message.additional;
  auto tsig = std::ranges::stable_partition(
      records, [](const dns::Record& record) { return record.type != dns::type::tsig; });
  append_section(yaml_section_title(message, 3), {records.begin(), tsig.begin()});
  append_section("TSIG_PSEUDOSECTION", {tsig.begin(), tsig.end()});
}

}  // namespace

std::string to_yaml(const Report& report, const Style& style) { return Yaml(report, style).print(); }

}  // namespace edig::report

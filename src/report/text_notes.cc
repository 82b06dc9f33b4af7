#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <ranges>
#include <span>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/text_parts.h"
#include "report/tsig_words.h"
#include "report/words.h"
#include "report/wrap.h"
#include "transport/failure.h"

namespace edig::report {
namespace {

using Lines = std::vector<std::string>;

// Options whose text is worth a line unasked; the others are shown with the whole reply.
bool speaks_for_itself(std::uint16_t code) {
  namespace o = dns::option;
  return code != o::cookie && code != o::padding && code != o::keepalive && code != o::structured_error;
}

void add_options(const Page& page, const dns::Edns& edns, Lines& lines) {
  for (const auto& option : edns.options) {
    if (option.code == dns::option::extended_error) continue;
    if (!page.style.all_sections && !speaks_for_itself(option.code)) continue;
    auto text = dns::option_text(option);
    auto shown = text ? ede::printable(*text) : to_hex(option.data);
    lines.push_back(dns::option_name(option.code) + (shown.empty() ? "" : ": " + shown));
  }
}

bool cookie_differs(const Report& report, const dns::Message& message) {
  const auto* cookie = message.edns ? message.edns->find(dns::option::cookie) : nullptr;
  bool sent = report.query.edns && report.query.edns->find(dns::option::cookie);
  return cookie && sent && !has_client_cookie(*cookie, report.query);
}

std::string validated(const Page& page) {
  if (!page.report.extended_errors.empty()) return page.say("validated-too");
  return page.say(page.report.channel == ede::Channel::authenticated ? "validated-authenticated"
                                                                     : "validated");
}

void add_header(const Page& page, const dns::Message& message, Lines& lines) {
  const auto& header = message.header;
  if (header.opcode != page.report.query.opcode)
    lines.push_back(page.say("other-opcode", {dns::opcode_text(header.opcode)}));
  if (header.tc) lines.push_back(page.say("kept-truncated"));
  bool answers = message.rcode == dns::rcode::noerror || message.rcode == dns::rcode::nxdomain;
  if (!answers) return;
  if (header.ad) lines.push_back(validated(page));
  if (header.rd && !header.ra && !header.aa) lines.push_back(page.say("no-recursion"));
}

void add_staple(const Page& page, const transport::Staple& staple, Lines& lines) {
  auto key = "ocsp-" + std::string(name(staple.status));
  auto line = page.say(key);
  lines.push_back(staple.until ? page.say("ocsp-until", {line, fmt::format("{:%F %T} UTC", *staple.until)})
                               : line);
}

void add_channel(const Page& page, Lines& lines) {
  const auto& tls = page.report.exchange.tls;
  if (tls && tls->staple) add_staple(page, *tls->staple, lines);
  bool told = page.report.designation.has_value();
  if (!tls || tls->verified || told) return;
  auto transport = transport_word(page.report.exchange.peer.protocol);
  lines.push_back(tls->verify_error.empty()
                      ? page.say("insecure", {transport})
                      : page.say("insecure-because", {transport, ede::printable(tls->verify_error)}));
}

void add_designation(const Page& page, Lines& lines) {
  const auto& designation = page.report.designation;
  if (!designation) return;
  auto key = page.report.exchange.authenticated() ? "designated" : "designated-unproved";
  lines.push_back(page.say(key, {designation->resolver, ede::printable(designation->target, 255)}));
}

std::string attempt_line(const Page& page, const transport::Attempt& attempt) {
  auto key = "attempt-" + attempt.outcome;
  auto transport = transport_word(attempt.protocol);
  const auto& host = page.report.exchange.peer.name;
  auto server = attempt.address.empty() ? ede::printable(host, 255)
                                        : address_word(attempt.address, attempt.port, attempt.protocol);
  if (has_phrase(key)) return page.say(key, {transport, server, duration(attempt.ms)});
  return page.say("attempt-other", {transport, server, ede::printable(attempt.outcome)});
}

bool same(const transport::Attempt& a, const transport::Attempt& b) {
  return a.outcome == b.outcome && a.address == b.address && a.port == b.port && a.protocol == b.protocol;
}

void add_attempts(const Page& page, Lines& lines) {
  std::span attempts(page.report.exchange.attempts);
  if (!page.report.exchange.reply)
    attempts = attempts.first(attempts.size() - attempts_like_the_last(page.report));
  while (!attempts.empty()) {
    auto end =
        std::ranges::find_if_not(attempts, [&](const auto& other) { return same(other, attempts.front()); });
    auto count = static_cast<std::size_t>(end - attempts.begin());
    auto line = attempt_line(page, attempts.front());
    lines.push_back(count == 1 ? line : page.say("times", {line, std::to_string(count)}));
    attempts = attempts.subspan(count);
  }
}

// Each kind once.
void add_mismatches(const Page& page, Lines& lines) {
  std::vector<transport::Mismatch> told;
  for (const auto& mismatch : page.report.exchange.mismatches) {
    if (std::ranges::find(told, mismatch.kind, &transport::Mismatch::kind) != told.end()) continue;
    lines.push_back(page.say("mismatch", {ede::printable(transport::describe(mismatch), 1100)}));
    told.push_back(mismatch);
  }
}

void add_reply(const Page& page, const transport::Reply& reply, Lines& lines) {
  const auto& message = reply.message;
  add_channel(page, lines);
  if (reply.without_edns) {
    lines.push_back(page.say("without-edns"));
  } else if (!message.edns && page.report.query.edns) {
    lines.push_back(page.say("no-edns"));
  }
  add_header(page, message, lines);
  if (std::ranges::any_of(page.report.extended_errors,
                          [&](const auto& error) { return forged_all_the_same(error, page.report.query); }))
    lines.push_back(page.say("forged-all-the-same"));
  if (cookie_differs(page.report, message)) lines.push_back(page.say("cookie-mismatch"));
  if (message.edns) add_options(page, *message.edns, lines);
  for (const auto& problem : message.problems)
    lines.push_back(page.say("problem", {std::to_string(problem.offset), ede::printable(problem.text)}));
}

}  // namespace

std::size_t attempts_like_the_last(const Report& report) {
  const auto& exchange = report.exchange;
  if (exchange.reply) return 0;
  transport::Attempt last{.protocol = exchange.peer.protocol,
                          .address = exchange.peer.address,
                          .port = exchange.peer.port,
                          .outcome = std::string(name(exchange.reply.error().kind))};
  auto others = std::views::reverse(exchange.attempts);
  auto end = std::ranges::find_if_not(others, [&](const auto& attempt) { return same(attempt, last); });
  return static_cast<std::size_t>(end - others.begin());
}

void append_notes(Page& page) {
  Lines lines;
  const auto& exchange = page.report.exchange;
  add_attempts(page, lines);
  add_mismatches(page, lines);
  if (exchange.dropped > 0) lines.push_back(page.say("dropped", {std::to_string(exchange.dropped)}));
  add_designation(page, lines);
  if (page.report.tsig)
    lines.push_back(tsig_words(*page.report.tsig, *page.report.query.tsig_key, page.style.language));
  if (exchange.reply) add_reply(page, *exchange.reply, lines);
  if (lines.empty()) return;
  page.out += '\n';
  for (const auto& line : lines) {
    auto begin = page.out.size();
    append_wrapped(page.out, line, 4, page.style.columns);
    page.out[begin + 2] = '-';
  }
}

}  // namespace edig::report

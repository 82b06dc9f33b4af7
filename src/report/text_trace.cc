// +trace and +nssearch, as dig 9.18 prints them; where edig is not dig with lines of its own, which begin as
// comments do.

#include <fmt/format.h>

#include "dns/types.h"
#include "ede/printable.h"
#include "report/dig_words.h"
#include "report/format.h"
#include "report/phrases.h"
#include "report/words.h"

namespace edig::report {
namespace {

// What getaddrinfo(3) tells dig, in dig's words.
std::string dig_unplaced(const std::vector<Unplaced>& unplaced) {
  std::string lines;
  for (const auto& server : unplaced) {
    auto name = server.name.text();
    if (!server.name.is_root()) name.pop_back();
    lines +=
        fmt::format("couldn't get address for '{}': {}\n", name, server.exists ? "failure" : "not found");
  }
  return lines;
}

std::string dig_aside(const Trace::Step& step) {
  std::string aside;
  if (step.horizontal_referral) aside += ";; BAD (HORIZONTAL) REFERRAL\n";
  if (step.bad_referral) aside += ";; BAD REFERRAL\n";
  return aside + dig_unplaced(step.unplaced);
}

std::string troubles(const Trace::Step& step, ede::Language language) {
  std::string lines;
  for (const auto& trouble : step.troubles) lines += ";; " + trouble_text(trouble, language) + '\n';
  return lines.empty() ? lines : lines + '\n';
}

// "192.0.2.1 (ns1.example)"
std::string server_with_name(const Report& report, ede::Language language) {
  const auto& peer = report.exchange.peer;
  return peer.address + ede::bracketed(peer.name, language);
}

std::string no_soa(const Report& report, ede::Language language) {
  const auto& reply = report.exchange.reply;
  auto why = !reply                                        ? say(language, "no-reply")
             : reply->message.rcode != dns::rcode::noerror ? dns::rcode_text(reply->message.rcode)
             : reply->message.answer.empty()               ? say(language, "no-records", {"SOA"})
                                                           : say(language, "trace-no-aa");
  return ";; " + say(language, "nssearch-no-soa", {server_with_name(report, language), why}) + '\n';
}

std::string behind(const NsSearch& search, ede::Language language) {
  std::string list;
  for (auto i : search.behind())
    ede::add_item(list,
                  say(language, "with-serial",
                      {server_with_name(search.reports[i], language), std::to_string(*search.serial(i))}),
                  language);
  if (list.empty()) return list;
  return ";; " + say(language, "nssearch-behind", {list, std::to_string(*search.newest())}) + '\n';
}

}  // namespace

std::string to_trace(const Report& report, const Style& style) {
  const auto& trace = *report.trace;
  std::string out;
  auto step_style = style;
  bool is_short = style.format == Format::short_;
  if (!is_short) step_style.format = Format::dig;
  for (std::size_t i = 0; i < trace.steps.size(); ++i) {
    bool last = i + 1 == trace.steps.size();
    if (last && trace.stranded && style.like_dig && !is_short) step_style.stats = step_style.identify = false;
    out += to_dig_step(trace.reports[i], step_style, style.like_dig ? dig_aside(trace.steps[i]) : "");
    if (!is_short) out += troubles(trace.steps[i], style.language);
    step_style.command = false;
  }
  auto command = is_short || style.like_dig ? std::string() : why_command(report);
  return command.empty() ? out : out + ";; " + say(style.language, "way-on", {command}) + '\n';
}

std::string to_nssearch(const Report& report, const Style& style) {
  const auto& search = *report.nssearch;
  auto short_style = style;
  short_style.format = Format::short_;
  if (!report.exchange.reply) return to_dig(report, short_style);
  std::string out;
  short_style.command = false;
  if (style.like_dig) out += dig_unplaced(search.unplaced);
  for (std::size_t i = 0; i < search.reports.size(); ++i) {
    const auto& one = search.reports[i];
    if (one.exchange.reply) out += to_dig(one, short_style);
    if (!one.exchange.reply && style.like_dig)
      out += dig_failure(last_attempt(one.exchange), one.exchange.reply.error().text, one, style);
    if (!style.like_dig && !search.serial(i)) out += no_soa(one, style.language);
  }
  if (style.like_dig) return search.is_silent() ? out + ";; NS servers could not be reached\n" : out;
  for (const auto& one : search.unplaced)
    out += ";; " +
           trouble_text({one.address.empty() ? Trouble::Kind::no_address : Trouble::Kind::nowhere,
                         {one.name.text(), search.zone.text(), one.address}},
                        style.language) +
           '\n';
  return out + behind(search, style.language);
}

}  // namespace edig::report

// What stands below a report: how to find out more, and when and by what it was made.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "base/shell_word.h"
#include "dns/types.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

// The name as people type it.
std::string question_words(const dns::Question& question) {
  auto name = question.name.text();
  if (!question.name.is_root()) name.pop_back();
  auto words =
      (std::string_view("-+@").find(name.front()) != std::string_view::npos ? "-q " : "") + shell_word(name);
  return question.type == dns::type::a ? words : words + ' ' + dns::type_text(question.type);
}

// Of what another try may mend.
bool has_failed(const Report& report) {
  constexpr int no_reply = 9;
  auto status = exit_status(report);
  return status == 2 || status == 3 || status == no_reply;
}

std::string figures(const Page& page) {
  const auto& [packets, octets, connections] = page.report.traffic;
  auto cost = page.say("cost-question",
                       {std::to_string(packets), std::to_string(octets), std::to_string(connections)});
  const auto& reply = page.report.exchange.reply;
  if (!reply) return cost;
  auto gap = page.gap();
  return page.say("reply-size", {std::to_string(reply->message.size)}) + gap + cost;
}

std::string made(const Report& report) {
  auto at = std::chrono::floor<std::chrono::seconds>(report.exchange.at);
  return fmt::format("{:%F %T} UTC, edig {}", fmt::gmtime(std::chrono::system_clock::to_time_t(at)),
                     EDIG_VERSION);
}

}  // namespace

void append_way_on(Page& page) {
  const auto& query = page.report.query;
  if (dns::is_transfer(query.question)) return;
  if (!has_failed(page.report) || query.opcode != 0 || query.question.cls != dns::cls::in) return;
  // Not wrapped: it is to be copied.
  auto command = fmt::format("edig +why {} {}", shell_word(server_argument(page.report.exchange.peer)),
                             question_words(query.question));
  page.out += "\n  " + page.say("way-on", {command}) + '\n';
}

void append_footer(Page& page) {
  bool told = page.style.comments && page.style.stats;
  if (!told && !page.style.asked_stats) return;
  if (page.style.comments && !page.out.empty()) page.out += '\n';
  if (page.style.asked_stats) append_wrapped(page.out, figures(page), 0, page.style.columns);
  if (told) page.out += paint(page.style, Paint::faint, made(page.report)) + '\n';
}

}  // namespace edig::report

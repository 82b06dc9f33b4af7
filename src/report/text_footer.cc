// What stands below a report: how to find out more, and when and by what it was made.

#include <fmt/chrono.h>
#include <fmt/format.h>

#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

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
  // Not wrapped: it is to be copied.
  if (auto command = why_command(page.report); !command.empty())
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

// The report to the agent of the zone's operator: the query that holds it, and what came back.
#include "dns/types.h"
#include "report/records.h"
#include "report/text_parts.h"
#include "report/words.h"
#include "report/wrap.h"

namespace edig::report {
namespace {

std::string why_none(const Page& page, const ErrorReport& made) {
  if (!made.info_code) return page.say("report-no-error");
  if (!made.agent) return page.say(page.report.diagnosis ? "report-no-agent" : "report-no-agent-yet");
  return page.say("report-no-name", {made.agent->text()});
}

std::string fate(const Page& page, const ErrorReport& made) {
  if (!made.sent) return page.say("report-not-sent");
  const auto& reply = made.sent->reply;
  return reply ? page.say("report-sent", {dns::rcode_text(reply->message.rcode)})
               : page.say("report-lost", {page.say("error-" + std::string(name(reply.error().kind)))});
}

}  // namespace

void append_error_report(Page& page) {
  if (!page.report.error_report) return;
  const auto& made = *page.report.error_report;
  auto write = [&](std::string_view text) { append_wrapped(page.out, text, 2, page.style.columns); };
  page.out += '\n';
  if (!made.name) return write(why_none(page, made));
  write(page.say("report-query", {shown_name(*made.agent, page.style)}));
  page.out += "    " + made.name->text() + " TXT\n";
  write(fate(page, made));
}

}  // namespace edig::report

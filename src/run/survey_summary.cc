#include "run/survey_summary.h"

#include <unistd.h>

#include "base/exit_status.h"
#include "base/whole_file.h"
#include "base/write_all.h"
#include "report/survey_html.h"
#include "report/survey_json.h"
#include "report/survey_text.h"
#include "run/complain.h"

namespace edig::run {
namespace {

int print(const SummaryOrder& order, const report::SurveyReport& report, const survey::Joined& joined) {
  auto text =
      order.json ? report::survey_json(report) : report::survey_text(report, order.language, order.columns);
  if (!write_all(STDOUT_FILENO, text)) return complain(cannot_print());
  int status = status::good;
  if (!order.html_file.empty())
    if (auto written = write_whole(order.html_file, report::survey_html(report, order.language)); !written)
      status = complain(written.error());
  for (const auto& problem : joined.problems) status = complain({Error::Kind::file, problem, {}});
  return status;
}

int sum_up_both(const SummaryOrder& order) {
  auto compared = survey::compare(order.files, order.against);
  if (!compared) return complain(compared.error());
  const auto& after = compared->after;
  return print(order, {.summary = after.summary, .joined = &after, .compared = &*compared}, after);
}

}  // namespace

int sum_up(const SummaryOrder& order) {
  if (!order.against.empty()) return sum_up_both(order);
  auto joined = survey::join(order.files);
  if (!joined) return complain(joined.error());
  return print(order, {.summary = joined->summary, .joined = &*joined}, *joined);
}

}  // namespace edig::run

#include "run/pages.h"

#include <utility>

#include "base/whole_file.h"
#include "report/svg.h"

namespace edig::run {

void Pages::add(std::size_t turn, const report::Report& report, const report::Style& style) {
  if (html_file_.empty() && svg_file_.empty()) return;
  const auto& reply = report.exchange.reply;
  octets_ += reply ? reply->wire.size() : 0;
  if (turn < max_questions && octets_ <= max_octets)
    told_.insert({turn, {report, style}});
  else
    ++left_out_;
}

std::vector<Error> Pages::write() {
  std::vector<report::Told> all;
  for (auto& [turn, told] : std::exchange(told_, {})) all.push_back(std::move(told));
  std::vector<Error> errors;
  auto put = [&](const std::string& file, auto&& make) {
    if (file.empty() || all.empty()) return;
    if (auto written = write_whole(file, make()); !written) errors.push_back(written.error());
  };
  put(html_file_, [&] { return report::to_html(all, left_out_); });
  put(svg_file_, [&] { return report::to_svg(all.front().report, all.front().style); });
  if (left_out_ > 0)
    errors.push_back(
        {Error::Kind::file,
         "'" + html_file_ + "' has no room for " + std::to_string(left_out_) + " of the questions",
         "ask them in several runs"});
  return errors;
}

}  // namespace edig::run

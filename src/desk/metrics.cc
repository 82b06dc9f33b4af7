#include "desk/metrics.h"

#include <fmt/format.h>

namespace edig::desk {
namespace {

template <typename T>
void add(std::string& text, std::string_view name, std::string_view type, std::string_view help, T value) {
  text += fmt::format("# HELP edig_desk_{0} {2}\n# TYPE edig_desk_{0} {1}\nedig_desk_{0} {3}\n", name, type,
                      help, value);
}

}  // namespace

std::string metrics_text(const Counter& counter, const std::map<int, std::uint64_t>& responses) {
  const auto& figures = counter.figures();
  std::string text;
  add(text, "looks_total", "counter", "Names whose look was begun.", figures.begun);
  add(text, "kept_total", "counter", "Times that a kept answer was shown.", figures.from_kept);
  add(text, "looks_failed_total", "counter", "Looks of which nothing came.", figures.failed);
  add(text, "refused_visitor_total", "counter", "Names refused for the visitor's limit.", figures.too_many);
  add(text, "refused_full_total", "counter", "Names refused since too many waited.", figures.full);
  add(text, "under_way", "gauge", "Names that are being looked at.", counter.under_way());
  add(text, "waiting", "gauge", "Names that wait.", counter.waiting());
  add(text, "kept", "gauge", "Answers that are kept.", counter.kept());
  text += fmt::format(
      "# HELP edig_desk_look_seconds How long looks took.\n# TYPE edig_desk_look_seconds summary\n"
      "edig_desk_look_seconds_sum {:.3f}\nedig_desk_look_seconds_count {}\n",
      figures.seconds, figures.answered + figures.failed);
  text += "# HELP edig_desk_responses_total Responses by status.\n# TYPE edig_desk_responses_total counter\n";
  for (const auto& [status, count] : responses)
    text += fmt::format("edig_desk_responses_total{{status=\"{}\"}} {}\n", status, count);
  return text;
}

}  // namespace edig::desk

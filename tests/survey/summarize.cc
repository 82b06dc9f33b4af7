// summarize json|text|html FILE... [-- OLD...]: joins outputs of a survey, or compares them with those of an
// older one.
#include <cstdio>
#include <string_view>

#include "report/survey_html.h"
#include "report/survey_json.h"
#include "report/survey_text.h"

namespace {

using namespace edig;

int told(const std::string& form, const report::SurveyReport& report) {
  auto english = ede::Language::en;
  auto out = form == "json"   ? report::survey_json(report)
             : form == "html" ? report::survey_html(report, english)
                              : report::survey_text(report, english, 100);
  std::fwrite(out.data(), 1, out.size(), stdout);
  return 0;
}

int complain(const Error& error) {
  std::fprintf(stderr, "summarize: %s\n", error.text.c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> words(argv + 1, argv + argc), old_outputs;
  if (words.empty()) return 2;
  auto dashes = std::ranges::find(words, "--");
  std::vector<std::string> outputs(words.begin() + 1, dashes);
  if (dashes != words.end()) old_outputs.assign(dashes + 1, words.end());
  if (!old_outputs.empty()) {
    auto compared = survey::compare(old_outputs, outputs);
    return compared ? told(words[0], {compared->after.summary, nullptr, &*compared})
                    : complain(compared.error());
  }
  auto joined = survey::join(outputs);
  return joined ? told(words[0], {joined->summary, &*joined}) : complain(joined.error());
}

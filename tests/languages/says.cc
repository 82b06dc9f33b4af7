// All that edig can say in a language, for tests: `says CODE` prints each explanation to each audience and a
// report and a page on each finding, a line each time it is new.

#include <iostream>
#include <set>
#include <sstream>

#include "../unit/explain_fixture.h"
#include "../unit/report_fixture.h"
#include "diagnosis/judgement/told_finding.h"
#include "explain/catalogue.h"
#include "report/explanation.h"
#include "report/html.h"

namespace {

using namespace edig;

/// A name in each slot that any text of a finding has.
diagnosis::Values something() {
  std::set<std::string_view> slots;
  for (const auto& row : diagnosis::finding_texts()) {
    auto text = row.text(ede::Language::en);
    for (auto open = text.find('{'); open != text.npos; open = text.find('{', open + 1))
      slots.insert(text.substr(open + 1, text.find('}', open) - open - 1));
  }
  diagnosis::Values values;
  for (auto slot : slots) values.emplace_back(slot, std::string("name.example."));
  return values;
}

/// The finding that a row of finding-texts.csv, none of a remedy, is the text of.
diagnosis::Finding finding(const ede::Phrase& row) {
  auto slash = row.key.find('/');
  auto variant = slash == row.key.npos ? "" : row.key.substr(slash + 1);
  static const auto values = something();
  auto made = diagnosis::tell(diagnosis::FindingKind::listed(row.key.substr(0, slash)), variant, values);
  made.zone = dns::Name::parse("example.").value();
  made.server = "192.0.2.1";
  made.rrset = "www.example. A";
  made.info_code = 6;
  made.fault = diagnosis::Fault::zone;
  return made;
}

report::Report about(const ede::Phrase& row) {
  auto report = report::fixture::report(
      {.rcode = dns::rcode::servfail, .options = {report::fixture::extended_error(6, "quoted")}});
  report.diagnosis = diagnosis::Diagnosis{};
  report.diagnosis->status = diagnosis::Status::bogus;
  report.diagnosis->findings = {finding(row)};
  report.diagnosis->claim = diagnosis::Claim::contradicted;
  return report;
}

class Speaker {
 public:
  explicit Speaker(ede::Language language) { style_.language = language; }

  void explanations() {
    for (const auto& one : explain::fixture::all())
      for (auto audience : explain::fixture::audiences)
        say(report::explanation_text(one.explained(audience, style_.language), style_));
  }

  void reports() {
    std::vector<report::Told> all;
    for (const auto& row : diagnosis::finding_texts()) {
      if (row.key.ends_with(".remedy")) continue;
      all.push_back({about(row), style_});
      say(report::to_text(all.back().report, style_));
    }
    say(report::to_html(all));
  }

 private:
  void say(const std::string& text) {
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);)
      if (said_.insert(line).second) std::cout << line << '\n';
  }

  report::Style style_;
  std::set<std::string> said_;
};

}  // namespace

int main(int argc, char** argv) {
  auto language = ede::Language::find(argc == 2 ? argv[1] : "");
  if (!language) return 99;
  Speaker speaker(*language);
  speaker.explanations();
  speaker.reports();
}

// What services read in TXT records: each name has the record that the input is, so that it includes itself
// and what it likes.
#include "services/report.h"

#include "dns/types.h"
#include "expect.h"

using namespace edig;
using fuzz::expect;
using fuzz::expect_harmless;

namespace {

dns::Record txt_record(const dns::Name& owner, std::string_view text) {
  dns::Record record{.owner = owner, .type = dns::type::txt, .raw = {}, .parsed = nullptr};
  for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(text.size(), 255))) {
    auto part = text.substr(0, 255);
    record.raw.push_back(static_cast<std::uint8_t>(part.size()));
    append(record.raw, as_bytes(part));
  }
  return record;
}

services::Lookup lookup(const dns::Question& question, std::string_view text) {
  using enum services::Lookup::Outcome;
  services::Lookup lookup{.outcome = no_data, .status = diagnosis::Status::secure};
  if (question.type != dns::type::txt) return lookup;
  lookup.outcome = records;
  lookup.records = {txt_record(question.name, text)};
  return lookup;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  constexpr unsigned max_rounds = 60, max_questions = 500;
  auto text = as_text({data, size});
  services::Request request{dns::Name::parse("shop.example.").value(),
                            services::spf::Client::make("192.0.2.1", "a@shop.example", "mail.shop.example")};
  services::Records records;
  unsigned questions = 0;
  for (unsigned round = 0;; ++round) {
    expect(round < max_rounds);
    auto report = services::judge(request, records);
    auto missing = records.take_missing();
    questions += static_cast<unsigned>(missing.size());
    expect(questions < max_questions);
    for (const auto& question : missing) records.put(question, lookup(question, text));
    if (!missing.empty()) continue;
    expect(report.spf && report.check && report.dmarc);
    for (const auto& application : report.applications)
      for (const auto& finding : application.judgement.findings) {
        expect_harmless(finding.text().in(ede::Language::en));
        expect_harmless(finding.remedy().in(ede::Language::en));
      }
    return 0;
  }
}

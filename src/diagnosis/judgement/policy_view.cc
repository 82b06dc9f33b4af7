#include "diagnosis/judgement/policy_view.h"

#include <algorithm>

#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {

Rdata rdata_of(const dns::Message& message, std::uint16_t type) {
  Rdata data;
  for (const auto& record : message.answer)
    if (record.type == type) data.insert(dns::canonical_rdata(record));
  return data;
}

bool answers(const dns::Message& message, std::uint16_t type) { return !rdata_of(message, type).empty(); }

bool overlap(const Rdata& a, const Rdata& b) {
  return std::ranges::any_of(a, [&](const auto& item) { return b.contains(item); });
}

bool PolicyView::sound() const {
  return truth().message && !truth().faulty() &&
         (truth().status == Status::secure || truth().status == Status::insecure);
}

std::optional<std::uint16_t> PolicyView::said(std::initializer_list<std::uint16_t> wanted) const {
  auto found = std::ranges::find_first_of(request().info_codes, wanted);
  return found == request().info_codes.end() ? std::nullopt : std::optional(*found);
}

bool PolicyView::says(std::initializer_list<std::uint16_t> wanted) const { return said(wanted).has_value(); }

dns::Name PolicyView::zone() const { return truth().zones.empty() ? dns::Name() : truth().zones.back().zone; }

bool PolicyView::resolver_knows_zone() const {
  if (!resolver() || resolver()->zones.empty()) return false;
  return std::ranges::none_of(resolver()->undelivered, [&](const auto& item) {
    return item.first.name == zone() || !item.first.name.is_within(zone());
  });
}

bool PolicyView::resolver_gets_nothing() const {
  if (!resolver() || resolver()->message) return false;
  auto of_zone = [&](const auto& item) { return item.first.name.is_within(zone()); };
  auto failed = std::ranges::count_if(resolver()->undelivered, of_zone);
  auto told = std::ranges::count_if(resolver()->undelivered, [&](const auto& item) {
    return of_zone(item) && item.second == dns::rcode_text(dns::rcode::servfail);
  });
  return told == failed && told > 1;
}

std::string PolicyView::subject() const { return question().name.text() + " " + dns::type_text(type()); }

Wording PolicyView::there_is() const {
  if (!truth().message || !answers(truth().proven(), type())) return word("truth-answer");
  return word(truth().status == Status::secure ? Word("truth-signed") : "truth-served");
}

Finding PolicyView::tell(FindingKind kind, std::string_view variant, Severity severity, Fault fault,
                         std::optional<std::uint16_t> info_code, Values values) const {
  values.emplace_back("subject", subject());
  values.emplace_back("truth", there_is());
  values.emplace_back("zone", zone().text());
  auto finding = diagnosis::tell(kind, variant, values);
  finding.info_code = info_code;
  finding.severity = severity;
  finding.fault = fault;
  finding.zone = zone();
  finding.rrset = subject();
  if (request().info_codes.empty()) return finding;
  std::vector<std::string> codes;
  for (auto each : request().info_codes) codes.push_back(std::to_string(each));
  finding.evidence.push_back({"server_says", std::move(codes)});
  return finding;
}

}  // namespace edig::diagnosis

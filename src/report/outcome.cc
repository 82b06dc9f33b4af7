#include "report/outcome.h"

#include <algorithm>
#include <ranges>

#include "report/phrases.h"
#include "report/records.h"

namespace edig::report {
namespace {

const dns::Record* last_alias(const dns::Message& message) {
  auto records = std::views::reverse(message.answer);
  auto found = std::ranges::find(records, dns::type::cname, &dns::Record::type);
  return found == records.end() ? nullptr : &*found;
}

}  // namespace

const dns::Record* first_of(const std::vector<dns::Record>& section, std::uint16_t type) {
  auto found = std::ranges::find(section, type, &dns::Record::type);
  return found == section.end() ? nullptr : &*found;
}

bool holds(const dns::Message& message, std::uint16_t wanted) {
  return wanted == dns::type::any ? !message.answer.empty() : first_of(message.answer, wanted) != nullptr;
}

Outcome judge(const dns::Query& query, const dns::Message& message) {
  using enum Outcome::Kind;
  bool answers = message.rcode != dns::rcode::noerror || query.opcode != 0 || message.header.tc ||
                 holds(message, query.question.type);
  if (answers) return {};
  if (first_of(message.authority, dns::type::soa)) return {nodata};
  if (const auto* record = last_alias(message)) return {alias, record};
  const auto* record = first_of(message.authority, dns::type::ns);
  return record && !message.header.aa ? Outcome{referral, record} : Outcome{nodata};
}

std::string outcome_word(const Report& report, const Style& style, const dns::Message& message,
                         const Outcome& outcome) {
  auto put = [&](std::string_view key, const std::string& value) {
    return say(style.language, key, {value});
  };
  switch (outcome.kind) {
    case Outcome::Kind::nodata:
      return put("no-records", dns::type_text(report.query.question.type));
    case Outcome::Kind::referral:
      return put("referral", shown_name(outcome.record->owner, style));
    case Outcome::Kind::alias:
      return put("alias", shown_rdata(*outcome.record, style));
    case Outcome::Kind::rcode:
      break;
  }
  return dns::rcode_text(message.rcode);
}

}  // namespace edig::report

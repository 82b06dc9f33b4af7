// What the options of the group `diagnosis` do to the settings.
#include "base/ip_address.h"
#include "base/read_file.h"
#include "cli/setters.h"
#include "cli/store.h"
#include "cli/values.h"
#include "dns/name.h"

namespace edig::cli {
namespace {

// What a file holds, as Anchors or RootHints.
template <typename T>
Result<void> store_file(std::optional<T>& target, const Given& given) {
  auto text = read_file(*given.value);
  if (!text) return std::unexpected(text.error());
  auto parsed = T::parse(*text);
  if (!parsed) return fail(Error::Kind::file, *given.value + ": " + parsed.error().text, parsed.error().hint);
  target = std::move(*parsed);
  return {};
}

}  // namespace

Result<void> set_why(LineSettings&, QuestionSettings& question, const Given& given) {
  question.why_asked = given.on;
  return {};
}

Result<void> add_selector(LineSettings&, QuestionSettings& question, const Given& given) {
  auto name = dns::Name::parse(*given.value);
  if (!name || name->is_root())
    return fail(Error::Kind::usage,
                given.spelling + " is the selector of a DKIM key, not '" + *given.value + "'",
                "it is the s= of a DKIM-Signature");
  question.services.selectors.push_back(*given.value);
  return {};
}

Result<void> set_mail_from(LineSettings&, QuestionSettings& question, const Given& given) {
  auto at = given.value->rfind('@');
  bool whole = at != std::string::npos && at + 1 < given.value->size() && is_visible(*given.value);
  if (!whole)
    return fail(Error::Kind::usage, given.spelling + " is a mail address, not '" + *given.value + "'",
                "write it as in " + given.spelling + "=user@example.com");
  question.services.mail_from = *given.value;
  return {};
}

Result<void> set_mail_address(LineSettings&, QuestionSettings& question, const Given& given) {
  if (family_of_address(*given.value) == AddressFamily::none)
    return fail(Error::Kind::usage,
                given.spelling + " is an address of IPv4 or IPv6, not '" + *given.value + "'");
  question.services.address = *given.value;
  return {};
}

Result<void> set_explain(LineSettings&, QuestionSettings& question, const Given& given) {
  question.style.explain.reset();
  if (!given.on) return {};
  auto whom = given.value.value_or("user");
  question.style.explanation_short = whom == "short";
  question.style.explain = explain::parse_audience(whom == "short" ? "user" : whom);
  if (question.style.explain) return {};
  return fail(Error::Kind::usage, given.spelling + " is user, short, operator or owner, not '" + whom + "'");
}

Result<void> set_trust_anchor(LineSettings&, QuestionSettings& question, const Given& given) {
  return store_file(question.why.anchors, given);
}

Result<void> set_root_hints(LineSettings&, QuestionSettings& question, const Given& given) {
  return store_file(question.why.hints, given);
}

Result<void> set_at(LineSettings&, QuestionSettings& question, const Given& given) {
  auto at = parse_time(*given.value, given.spelling);
  if (!at) return std::unexpected(at.error());
  question.why.at = *at;
  return {};
}

Result<void> set_deadline(LineSettings&, QuestionSettings& question, const Given& given) {
  auto deadline = parse_seconds(*given.value, given.spelling);
  if (!deadline) return std::unexpected(deadline.error());
  question.why.deadline = *deadline;
  question.why.more_time = {};
  return {};
}

Result<void> set_watch(LineSettings& line, QuestionSettings&, const Given& given) {
  constexpr std::chrono::seconds shortest{1};  // a failure is cached for that long (RFC 9520 section 3.2)
  line.watch = given.on;
  line.watch_interval.reset();
  if (!given.value) return {};
  auto interval = parse_seconds(*given.value, given.spelling);
  if (!interval) return std::unexpected(interval.error());
  if (*interval < shortest)
    return fail(Error::Kind::usage, given.spelling + " is 1 second at the least, not '" + *given.value + "'");
  line.watch_interval = *interval;
  return {};
}

Result<void> set_error_reporting(LineSettings&, QuestionSettings& question, const Given& given) {
  question.error_reporting = given.on ? run::ErrorReporting::show : run::ErrorReporting::none;
  if (!given.value) return {};
  if (*given.value != "send")
    return fail(Error::Kind::usage, given.spelling + " takes send or nothing, not '" + *given.value + "'",
                given.spelling + " shows the report, " + given.spelling + "=send sends it");
  question.error_reporting = run::ErrorReporting::send;
  return {};
}
}  // namespace edig::cli

#include "explain/topic.h"

#include <algorithm>
#include <array>

#include "base/csv.h"
#include "diagnosis/judgement/special_names.h"
#include "dns/types.h"
#include "embedded/explain_topics_csv.h"

namespace edig::explain {
namespace {

using diagnosis::Fault;
using diagnosis::Finding;
using diagnosis::Severity;

constexpr auto& topic_rows = csv::table<embedded::explain_topics_csv, 3>;
constexpr std::string_view key_of(const csv::Row<3>& row) { return row[0]; }
static_assert(std::ranges::adjacent_find(topic_rows, std::ranges::greater_equal(), key_of) ==
                  topic_rows.end(),
              "topics.csv is not in the order of its keys, or has one twice");

TopicEntry entry(const csv::Row<3>& row) { return {row[0], row[1], row[2]}; }

TopicEntry entry_of(std::string_view key) {
  auto found = std::ranges::lower_bound(topic_rows, key, {}, key_of);
  return found != topic_rows.end() && key_of(*found) == key ? entry(*found) : entry_of("no-evidence");
}

bool answered(const Subject& subject) {
  return !subject.no_reply && (subject.rcode == dns::rcode::noerror || subject.rcode == dns::rcode::nxdomain);
}

Topic topic_of(const Finding& finding) {
  auto entry = entry_of(finding.kind.text());
  return {.entry = entry, .situation = entry.situation, .party = finding.fault, .finding = &finding};
}

// Of a block that is borne out, the server's own code tells the kind: by its rules, by order, on demand.
void follow_code(Topic& topic, const Subject& subject) {
  if (topic.situation != "blocked" && topic.situation != "forged") return;
  auto said = std::ranges::find_if(subject.extended_errors, [&](const ede::ExtendedError& error) {
    return error.info_code && error.info_code == topic.finding->info_code;
  });
  if (said == subject.extended_errors.end()) return;
  topic.entry = entry_of("code-" + std::to_string(*said->info_code));
  topic.situation = topic.entry.situation;
}

const Finding* first(const diagnosis::Diagnosis& diagnosis, auto&& wanted) {
  auto found = std::ranges::find_if(diagnosis.findings, wanted);
  return found == diagnosis.findings.end() ? nullptr : &*found;
}

bool has_severity(const Finding& finding, Severity severity) { return finding.severity == severity; }

bool has_no_servers(const Finding& finding) {
  return finding.kind == "no-reachable-authority" || finding.kind == "servers-lame";
}

// Of a reply that failed the warnings tell why only where they are about the resolver.
bool tells_of_failure(const Finding& finding) {
  auto situation = entry_of(finding.kind.text()).situation;
  return finding.severity == Severity::warning && (situation == "resolver" || situation == "slow");
}

// Nothing is wrong, or it could not be found out.
std::optional<Topic> by_notes(const Subject& subject) {
  const auto& diagnosis = *subject.diagnosis;
  auto own =
      first(diagnosis, [](auto& finding) { return entry_of(finding.kind.text()).situation == "local"; });
  if (own) return topic_of(*own);
  if (diagnosis.status == diagnosis::Status::secure || diagnosis.status == diagnosis::Status::insecure) {
    auto note = first(diagnosis, [](auto& finding) {
      return finding.fault == Fault::zone && entry_of(finding.kind.text()).situation == "warning";
    });
    if (!note || !subject.has_records) return std::nullopt;
    auto topic = topic_of(*note);
    topic.situation = "noted";
    return topic;
  }
  auto unclear = entry_of("no-evidence");
  return Topic{.entry = unclear, .situation = unclear.situation};
}

std::optional<Topic> by_findings(const Subject& subject) {
  const auto& diagnosis = *subject.diagnosis;
  auto stale =
      first(diagnosis, [](auto& finding) { return entry_of(finding.kind.text()).situation == "stale"; });
  if (stale && answered(subject)) {
    auto topic = topic_of(*stale);
    if (stale->info_code) topic.entry = entry_of("code-" + std::to_string(*stale->info_code));
    return topic;
  }
  if (auto error = first(diagnosis, [](auto& finding) { return has_severity(finding, Severity::error); })) {
    auto topic = topic_of(*error);
    follow_code(topic, subject);
    if (topic.situation == "seal" && answered(subject)) topic.situation = "skips";
    if (topic.situation == "unclear" && !answered(subject)) return std::nullopt;
    // The server has what edig could not get itself: from its cache, or from servers that edig may not ask.
    if (topic.situation == "down" && subject.has_records) topic.situation = "warning";
    if (has_no_servers(*error) && answered(subject) && !subject.has_records) return std::nullopt;
    return topic;
  }
  if (!answered(subject)) {
    auto warning = first(diagnosis, tells_of_failure);
    return warning ? std::optional(topic_of(*warning)) : std::nullopt;
  }
  if (auto warning =
          first(diagnosis, [](auto& finding) { return has_severity(finding, Severity::warning); })) {
    auto topic = topic_of(*warning);
    if (topic.situation == "seal" || topic.situation == "down") topic.situation = "warning";
    // That there is no such name matters more than how well it is said.
    if (topic.situation == "warning" && !subject.has_records) return std::nullopt;
    return topic;
  }
  return by_notes(subject);
}

std::string code_key(const ede::ExtendedError& error) {
  if (ede::is_registered(*error.info_code)) return "code-" + std::to_string(*error.info_code);
  return ede::info_code(*error.info_code).purpose == "Private Use" ? "code-private" : "code-unassigned";
}

Fault fault_of_code(const ede::InfoCode& code) {
  for (auto fault : {Fault::zone, Fault::parent, Fault::resolver, Fault::network, Fault::client})
    if (name(fault) == code.fault) return fault;
  return Fault::none;
}

// Of several, the first that says more than "other error".
std::optional<Topic> by_codes(const Subject& subject) {
  const ede::ExtendedError* telling = nullptr;
  for (const auto& error : subject.extended_errors) {
    if (!error.info_code || (answered(subject) && !error.entry().suspect_answer)) continue;
    if (!telling || (*telling->info_code == 0 && *error.info_code != 0)) telling = &error;
  }
  if (!telling) return std::nullopt;
  auto entry = entry_of(code_key(*telling));
  Topic topic{.entry = entry,
              .situation = entry.situation,
              .party = fault_of_code(telling->entry()),
              .error = telling};
  if (topic.situation == "seal" && answered(subject)) topic.situation = "skips";
  return topic;
}

// NXDOMAIN denies the name; the zone has it, with other types.
bool lacks_type_only(const Subject& subject) {
  return subject.diagnosis && first(*subject.diagnosis, [](const Finding& finding) {
           return finding.kind == "name-denied-for-other-types";
         });
}

// The internet has no such name, and is right: it is for use in one place. Examples are for none.
bool is_local_only(const dns::Name& name) {
  return diagnosis::special_name(name) && !name.is_within(dns::Name::parse("example.").value());
}

std::string_view denial_key(const Subject& subject) {
  bool leads_on = subject.target && *subject.target != subject.question.name;
  if (subject.rcode == dns::rcode::noerror || lacks_type_only(subject))
    return leads_on ? "reply-alias-nodata" : "reply-nodata";
  if (leads_on) return "reply-alias-nxdomain";
  return is_local_only(subject.question.name) ? "special-use-name" : "reply-nxdomain";
}

std::string_view reply_key(const Subject& subject) {
  switch (subject.rcode) {
    case dns::rcode::noerror:
      if (subject.null_mx) return "reply-null-mx";
      return subject.has_records ? "reply-answer" : denial_key(subject);
    case dns::rcode::nxdomain:
      return denial_key(subject);
    case dns::rcode::servfail:
      return "reply-servfail";
    case dns::rcode::refused:
      return "reply-refused";
    case dns::rcode::formerr:
      return "reply-formerr";
    case dns::rcode::notimp:
      return "reply-notimp";
    default:
      return "reply-other";
  }
}

// Whose turn a failure is that nobody gives a reason for.
Fault party_of(std::string_view situation) {
  auto is = [=](auto... any) { return ((situation == any) || ...); };
  if (is("silent")) return Fault::network;
  if (is("failed", "refused", "tls", "resolver", "nothing-listens")) return Fault::resolver;
  return is("odd", "wrong-server") ? Fault::client : Fault::none;
}

Topic by_reply(const Subject& subject) {
  auto entry = entry_of(subject.no_reply ? "no-reply-" + std::string(edig::name(*subject.no_reply))
                                         : reply_key(subject));
  return {.entry = entry, .situation = entry.situation, .party = party_of(entry.situation)};
}

// The reply is about what is there now, and the plan about what is to come.
Topic by_plan(const diagnosis::Diagnosis& diagnosis) {
  auto found = first(diagnosis, [](auto& finding) { return !has_severity(finding, Severity::note); });
  if (!found && diagnosis.status != diagnosis::Status::indeterminate)
    return {.entry = entry_of("reply-planned"), .situation = "planned"};
  auto topic = found ? topic_of(*found) : Topic{.entry = entry_of("no-evidence"), .situation = {}};
  topic.situation = found && found->is_error() ? "planned-fails" : "planned-doubt";
  return topic;
}

Topic choose_one(const Subject& subject) {
  if (subject.diagnosis && subject.diagnosis->plan) return by_plan(*subject.diagnosis);
  // A server that nobody can talk to is the reader's trouble, whatever else is wrong.
  if (subject.no_reply && *subject.no_reply != Error::Kind::timeout) return by_reply(subject);
  if (subject.diagnosis) {
    if (auto topic = by_findings(subject)) return *topic;
    if (answered(subject)) return by_reply(subject);
  }
  if (auto topic = by_codes(subject)) return *topic;
  return by_reply(subject);
}

// draft-ietf-dnsop-structured-dns-error: of the sub-errors, those that warn of harm to the user.
std::string_view alarm_of(const Subject& subject) {
  constexpr std::uint16_t malware = 1, phishing = 2, spyware = 4;
  for (const auto& error : subject.extended_errors) {
    if (!error.structured || !error.structured->usable || !error.structured->suberror) continue;
    auto code = error.structured->suberror->code;
    if (code == malware || code == spyware) return "malware";
    if (code == phishing) return "phishing";
  }
  return {};
}

}  // namespace

std::vector<TopicEntry> topics() {
  std::vector<TopicEntry> entries;
  std::ranges::transform(topic_rows, std::back_inserter(entries), entry);
  return entries;
}

bool is_of_one_server(const Topic& topic) {
  return topic.finding && !topic.finding->server.empty() && topic.finding->fault == Fault::zone &&
         topic.entry.situation == "seal";
}

bool is_planned(const Topic& topic) { return topic.situation.starts_with("planned"); }

Topic choose(const Subject& subject) {
  auto topic = choose_one(subject);
  if (is_planned(topic)) return topic;
  topic.answered = answered(subject) && subject.has_records;
  topic.denied = answered(subject) && !subject.has_records;
  if (topic.situation == "tls" && subject.certificate) topic.tls = edig::name(subject.certificate->kind);
  if (topic.situation == "blocked") topic.alarm = alarm_of(subject);
  if (topic.situation == "local")
    if (auto special = diagnosis::special_name(subject.question.name)) topic.special = special->key;
  return topic;
}

}  // namespace edig::explain

// Findings about proofs that something does not exist.
#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using std::chrono::sys_seconds;

std::string_view variant_of(Denies what) {
  switch (what) {
    case Denies::name:
      return "name";
    case Denies::ds:
      return "ds";
    case Denies::type:
      return "type";
    default:
      return "";
  }
}

Word word_of(Lack lack) {
  switch (lack) {
    case Lack::cover:
      return "lack-cover";
    case Lack::wildcard_cover:
      return "lack-wildcard-cover";
    case Lack::next_closer_cover:
      return "lack-next-closer-cover";
    case Lack::match:
      return "lack-match";
    case Lack::match_or_cover:
      return "lack-match-or-cover";
    case Lack::closest_encloser:
      return "lack-closest-encloser";
    case Lack::denial_of_type:
      return "lack-denial-of-type";
    case Lack::own_records:
      return "lack-own-records";
    case Lack::existing_name:
      return "lack-existing-name";
    case Lack::names_below:
      return "lack-names-below";
    case Lack::closer_name:
      return "lack-closer-name";
    case Lack::delegation_above:
      return "lack-delegation-above";
    case Lack::nothing:
      break;
  }
  return "lack-records";
}

std::uint16_t denied_type(const DenialQuestion& question) {
  return question.what == Denies::ds ? dns::type::ds : question.type;
}

Wording lack(const DenialVerdict& verdict, const DenialQuestion& question) {
  return word(word_of(verdict.lacks), {{"record", std::string(verdict.nsec3 ? "NSEC3" : "NSEC")},
                                       {"name", verdict.lacks_at.text()},
                                       {"asked", question.name.text()},
                                       {"type", dns::type_text(denied_type(question))}});
}

}  // namespace

Finding denial_finding(const DenialVerdict& verdict, const DenialQuestion& question, const dns::Name& zone,
                       Fault fault, sys_seconds now) {
  auto about = question.name.text() + " " + dns::type_text(denied_type(question));
  if (verdict.state == DenialState::bad_signature) {
    auto finding = rrset_finding(*verdict.bad, zone, fault, now);
    finding.evidence.push_back({"denies", about});
    return finding;
  }
  auto finding = tell(question.what == Denies::wildcard ? FindingKind("wildcard-unproven") : "nsec-missing",
                      variant_of(question.what),
                      {{"name", question.name.text()}, {"rrset", about}, {"lack", lack(verdict, question)}});
  finding.info_code = 12;
  finding.zone = zone;
  finding.rrset = about;
  finding.fault = fault;
  if (verdict.nsec3) finding.evidence.push_back({"iterations", integer(verdict.iterations)});
  return finding;
}

std::optional<Finding> iterations_note(const DenialVerdict& verdict, const dns::Name& zone) {
  if (!verdict.nsec3 || verdict.iterations == 0) return std::nullopt;
  auto count = verdict.iterations;
  auto finding = tell(
      "nsec3-iterations",
      count > iterations_accepted_by_some  ? "above-all"
      : count > iterations_accepted_by_all ? "above-newer"
                                           : "",
      {{"zone", zone.text()},
       {"iterations", word(count == 1 ? Word("iterations-one") : "iterations-several", {{"count", count}})},
       {"some", iterations_accepted_by_some},
       {"all", iterations_accepted_by_all}});
  finding.info_code = 27;
  finding.severity = count > iterations_accepted_by_all ? Severity::warning : Severity::note;
  finding.zone = zone;
  finding.evidence = {{"iterations", integer(count)}, {"salt_length", integer(verdict.salt_length)}};
  return finding;
}

Finding name_exists_finding(const dns::Name& name, const dns::Name& zone) {
  auto finding = tell("nxdomain-for-existing-name", "", {{"name", name.text()}});
  finding.severity = Severity::warning;
  finding.zone = zone;
  finding.rrset = name.text();
  return finding;
}

Finding compact_denial_note(const dns::Name& name, const dns::Name& zone) {
  auto note = tell("compact-denial", "", {{"name", name.text()}});
  note.severity = Severity::note;
  note.zone = zone;
  note.rrset = name.text() + " NSEC";
  note.fault = Fault::none;
  return note;
}

}  // namespace edig::diagnosis

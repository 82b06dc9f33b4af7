// Findings about proofs that something does not exist.
#include <fmt/format.h>

#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using std::chrono::sys_seconds;

std::int64_t integer(std::uint64_t value) { return static_cast<std::int64_t>(value); }

}  // namespace

Finding denial_finding(const DenialVerdict& verdict, const DenialQuestion& question, const dns::Name& zone,
                       Fault fault, sys_seconds now) {
  auto about = question.name.text() + " " +
               dns::type_text(question.what == Denies::ds ? dns::type::ds : question.type);
  if (verdict.state == DenialState::bad_signature) {
    auto finding = rrset_finding(*verdict.bad, zone, fault, now);
    finding.evidence.push_back({"denies", about});
    return finding;
  }
  const char* claim = question.what == Denies::name       ? "does not exist"
                      : question.what == Denies::ds       ? "has no DS"
                      : question.what == Denies::wildcard ? "comes from a wildcard"
                                                          : "has no record of this type";
  Finding finding{
      .kind = question.what == Denies::wildcard ? FindingKind("wildcard-unproven") : "nsec-missing",
      .info_code = 12,
      .zone = zone,
      .rrset = about,
      .server = {},
      .fault = fault,
      .text = {},
      .remedy = "re-sign the zone, so that its NSEC or NSEC3 chain is whole",
      .evidence = {}};
  auto subject = question.what == Denies::type ? about : question.name.text();
  finding.text =
      verdict.state == DenialState::missing
          ? fmt::format("nothing proves that {} {}: the reply holds no NSEC or NSEC3", subject, claim)
          : fmt::format("nothing proves that {} {}: {}", subject, claim, verdict.lacks);
  if (verdict.nsec3) finding.evidence.push_back({"iterations", integer(verdict.iterations)});
  return finding;
}

std::optional<Finding> iterations_note(const DenialVerdict& verdict, const dns::Name& zone) {
  if (!verdict.nsec3 || verdict.iterations == 0) return std::nullopt;
  Finding finding{
      .kind = "nsec3-iterations",
      .info_code = 27,
      .severity = verdict.iterations > iterations_accepted_by_all ? Severity::warning : Severity::note,
      .zone = zone,
      .rrset = {},
      .server = {},
      .fault = Fault::zone,
      .text = {},
      .remedy = "sign with 0 additional iterations and no salt (RFC 9276 section 3.1)",
      .evidence = {{"iterations", integer(verdict.iterations)},
                   {"salt_length", integer(verdict.salt_length)}}};
  auto count = count_text(verdict.iterations, "additional NSEC3 iteration");
  if (verdict.iterations > iterations_accepted_by_some)
    finding.text =
        fmt::format("{} uses {}: validators accept {} at most, some {}, and treat its denials as unsigned",
                    zone.text(), count, iterations_accepted_by_some, iterations_accepted_by_all);
  else if (verdict.iterations > iterations_accepted_by_all)
    finding.text =
        fmt::format("{} uses {}: newer validators accept {} at most and treat its denials as unsigned",
                    zone.text(), count, iterations_accepted_by_all);
  else
    finding.text =
        fmt::format("{} uses {}; it should be none, and validators may treat its denials as unsigned",
                    zone.text(), count);
  return finding;
}

Finding name_exists_finding(const dns::Name& name, const dns::Name& zone) {
  return {
      .kind = "nxdomain-for-existing-name",
      .info_code = {},
      .severity = Severity::warning,
      .zone = zone,
      .rrset = name.text(),
      .server = {},
      .fault = Fault::zone,
      .text = fmt::format("{} is answered NXDOMAIN, and the proof beside it shows that the name exists, as "
                          "an empty non-terminal does: who believes NXDOMAIN finds nothing below it "
                          "(RFC 8020)",
                          name.text()),
      .remedy = "have the name servers answer NOERROR without data for names that have names below them",
      .evidence = {}};
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

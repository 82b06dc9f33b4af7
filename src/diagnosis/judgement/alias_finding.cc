#include "diagnosis/judgement/findings.h"
#include "diagnosis/judgement/told_finding.h"

namespace edig::diagnosis {
namespace {

FindingKind kind_of(AliasEnd end) {
  switch (end) {
    case AliasEnd::circle:
      return "alias-loop";
    case AliasEnd::too_many:
      return "alias-chain-too-long";
    case AliasEnd::name_too_long:
      break;
  }
  return "alias-name-too-long";
}

}  // namespace

Finding alias_finding(const dns::Name& name, const dns::Name& target, const dns::Name& zone, unsigned hops,
                      AliasEnd end) {
  auto finding = tell(kind_of(end), "", {{"name", name.text()}, {"target", target.text()}, {"hops", hops}});
  finding.info_code = 24;
  finding.zone = zone;
  finding.rrset = name.text() + " CNAME";
  return finding;
}

Finding cname_and_other_data(const dns::Name& name, const dns::Name& zone) {
  auto finding = tell("cname-and-other-data", "", {{"name", name.text()}});
  finding.severity = Severity::warning;
  finding.zone = zone;
  finding.rrset = name.text() + " CNAME";
  return finding;
}

Finding alias_at_apex(const dns::Name& zone) {
  auto finding = tell("cname-at-apex", "", {{"zone", zone.text()}});
  finding.severity = Severity::warning;
  finding.zone = zone;
  finding.rrset = zone.text() + " CNAME";
  return finding;
}

}  // namespace edig::diagnosis

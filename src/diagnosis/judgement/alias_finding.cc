#include <fmt/format.h>

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

std::string text_of(AliasEnd end, const dns::Name& name, const dns::Name& target, unsigned hops) {
  switch (end) {
    case AliasEnd::circle:
      return fmt::format("the aliases of {} lead back to {}", name.text(), target.text());
    case AliasEnd::too_many:
      return fmt::format("the aliases of {} do not end within {} steps", name.text(), hops);
    case AliasEnd::name_too_long:
      break;
  }
  return fmt::format("the DNAME above {} makes a name of more than 255 octets (RFC 6672 section 2.2)",
                     target.text());
}

}  // namespace

Finding alias_finding(const dns::Name& name, const dns::Name& target, const dns::Name& zone, unsigned hops,
                      AliasEnd end) {
  return {.kind = kind_of(end),
          .info_code = 24,
          .zone = zone,
          .rrset = name.text() + " CNAME",
          .server = {},
          .fault = Fault::zone,
          .text = text_of(end, name, target, hops),
          .remedy = end == AliasEnd::name_too_long ? "let the DNAME lead to a shorter name"
                                                   : "let the alias end at a name that has records",
          .evidence = {}};
}

Finding cname_and_other_data(const dns::Name& name, const dns::Name& zone) {
  return {.kind = "cname-and-other-data",
          .info_code = {},
          .severity = Severity::warning,
          .zone = zone,
          .rrset = name.text() + " CNAME",
          .server = {},
          .fault = Fault::zone,
          .text = fmt::format("{} has a CNAME and other records: resolvers give now the one, now the other "
                              "(RFC 2181 section 10.1)",
                              name.text()),
          .remedy = "keep either the CNAME or the other records",
          .evidence = {}};
}

Finding alias_at_apex(const dns::Name& zone) {
  auto finding = tell("cname-at-apex", "", {{"zone", zone.text()}});
  finding.severity = Severity::warning;
  finding.zone = zone;
  finding.rrset = zone.text() + " CNAME";
  return finding;
}

}  // namespace edig::diagnosis

#include <fmt/format.h>

#include "diagnosis/judgement/findings.h"

namespace edig::diagnosis {

Finding alias_finding(const dns::Name& name, const dns::Name& target, const dns::Name& zone, unsigned hops,
                      bool circle) {
  return {.kind = circle ? FindingKind("alias-loop") : "alias-chain-too-long",
          .info_code = 24,
          .zone = zone,
          .rrset = name.text() + " CNAME",
          .server = {},
          .fault = Fault::zone,
          .text = circle ? fmt::format("the aliases of {} lead back to {}", name.text(), target.text())
                         : fmt::format("the aliases of {} do not end within {} steps", name.text(), hops),
          .remedy = "let the alias end at a name that has records",
          .evidence = {}};
}

}  // namespace edig::diagnosis

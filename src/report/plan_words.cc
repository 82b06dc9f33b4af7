#include "report/plan_words.h"

#include <fmt/format.h>

#include "diagnosis/judgement/spoken.h"
#include "dns/dnssec.h"
#include "report/phrases.h"

namespace edig::report {
namespace {

std::string servers(const diagnosis::PlannedDelegation& plan, ede::Language language) {
  std::string text;
  for (const auto& server : plan.servers) {
    text += (text.empty() ? "" : say(language, "comma")) + diagnosis::spoken(server.name.text(), language);
    if (!server.addresses.empty()) text += fmt::format(" ({})", fmt::join(server.addresses, ", "));
  }
  return text;
}

std::string ds(const diagnosis::PlannedDelegation& plan) {
  std::string text;
  for (const auto& record : *plan.ds)
    if (auto one = dns::read_ds(record))
      text +=
          fmt::format("{}{}/{}/{}", text.empty() ? "" : ", ", one->key_tag, one->algorithm, one->digest_type);
  return text;
}

}  // namespace

std::string plan_words(const diagnosis::PlannedDelegation& plan, ede::Language language) {
  auto about_servers = plan.servers.empty() ? say(language, "plan-servers-parent")
                                            : say(language, "plan-servers", {servers(plan, language)});
  auto about_ds = !plan.ds           ? say(language, "plan-ds-parent")
                  : plan.ds->empty() ? say(language, "plan-ds-none")
                                     : say(language, "plan-ds", {ds(plan)});
  return say(language, "plan-both", {about_servers, about_ds});
}

}  // namespace edig::report

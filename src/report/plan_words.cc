#include "report/plan_words.h"

#include <fmt/format.h>

#include "diagnosis/judgement/spoken.h"
#include "dns/dnssec.h"
#include "report/phrases.h"

namespace edig::report {
namespace {

std::string planned_servers(const diagnosis::PlannedDelegation& plan, ede::Language language) {
  std::string text;
  for (const auto& server : plan.servers) {
    ede::add_item(text, diagnosis::spoken(server.name.text(), language), language);
    std::string addresses;
    for (const auto& address : server.addresses) ede::add_item(addresses, address, language);
    if (!addresses.empty()) text += ede::bracketed(addresses, language);
  }
  return text;
}

std::string planned_ds(const diagnosis::PlannedDelegation& plan, ede::Language language) {
  std::string text;
  for (const auto& record : *plan.ds)
    if (auto one = dns::read_ds(record))
      ede::add_item(text, fmt::format("{}/{}/{}", one->key_tag, one->algorithm, one->digest_type), language);
  return text;
}

}  // namespace

std::string plan_words(const diagnosis::PlannedDelegation& plan, ede::Language language) {
  auto about_servers = plan.servers.empty()
                           ? say(language, "plan-servers-parent")
                           : say(language, "plan-servers", {planned_servers(plan, language)});
  auto about_ds = !plan.ds           ? say(language, "plan-ds-parent")
                  : plan.ds->empty() ? say(language, "plan-ds-none")
                                     : say(language, "plan-ds", {planned_ds(plan, language)});
  return say(language, "plan-both", {about_servers, about_ds});
}

}  // namespace edig::report

#include "services/mta_sts.h"

#include <algorithm>

#include "base/ascii.h"
#include "dns/types.h"
#include "services/host_addresses.h"
#include "services/single_record.h"
#include "services/tag_list.h"

namespace edig::services {
namespace {

constexpr std::size_t longest_id = 32;

bool is_id(std::string_view text) {
  return !text.empty() && text.size() <= longest_id && std::ranges::all_of(text, ascii::is_alphanumeric);
}

void judge_record(MtaSts& result, const std::string& text, const dns::Question& about) {
  auto tags = TagList::parse(text);
  const auto* id = tags.find("id");
  if (!id || !is_id(*id)) {
    result.judgement.add({.kind = "mta-sts-id", .about = about});
  } else if (!tags.malformed.empty() || tags.repeated()) {
    result.judgement.add({.kind = "mta-sts-record-malformed", .about = about, .values = {{"text", text}}});
  } else {
    result.announced = true;
    result.id = *id;
    result.judgement.raise(State::works);
  }
}

// The exchanges stay unprotected where the policy cannot be fetched.
void judge_host(MtaSts& result, Records& records) {
  auto host = host_addresses(records, result.policy_host);
  if (!host.known) return;
  result.addresses = host.addresses;
  dns::Question about{.name = result.policy_host, .type = dns::type::a};
  if (!host.addresses.empty()) return;
  if (host.failure)
    result.judgement.add_failure("mta-sts-host-failed", host.failed, *host.failure);
  else
    result.judgement.add({.kind = "mta-sts-host-missing", .about = about});
}

}  // namespace

MtaSts mta_sts(Records& records, const dns::Name& domain) {
  MtaSts result;
  auto owner = domain.child("_mta-sts"), host = domain.child("mta-sts");
  if (!owner || !host) return result;
  result.policy_host = *host;
  host_addresses(records, *host);
  auto record = single_record(
      records, *owner, "v=STSv1;",
      {.failed = "mta-sts-failed", .several = "mta-sts-several", .none = "mta-sts-none"}, result.judgement);
  if (!record) return result;
  judge_record(result, *record, {.name = *owner, .type = dns::type::txt});
  if (result.announced) judge_host(result, records);
  return result;
}

}  // namespace edig::services

#include "services/tls_rpt.h"

#include "base/ascii.h"
#include "dns/types.h"
#include "services/single_record.h"
#include "services/tag_list.h"

namespace edig::services {
namespace {

constexpr std::size_t most_receivers = 100;

bool is_receiver(std::string_view uri) {
  auto scheme = ascii::lower(uri.substr(0, uri.find(':')));
  if (scheme == "mailto") return uri.find('@') != uri.npos;
  return scheme == "https" && uri.substr(scheme.size()).starts_with("://");
}

void judge_receivers(TlsRpt& result, std::string_view list, const dns::Question& about) {
  for (bool more = true; more && result.receivers.size() < most_receivers;) {
    auto end = list.find(',');
    auto uri = trimmed(list.substr(0, end));
    more = end != list.npos;
    if (more) list.remove_prefix(end + 1);
    if (is_receiver(uri))
      result.receivers.emplace_back(uri);
    else if (!result.judgement.has("tls-rpt-receiver"))
      result.judgement.add(
          {.kind = "tls-rpt-receiver", .about = about, .values = {{"uri", std::string(uri)}}});
  }
  if (result.receivers.empty()) result.judgement.raise(State::broken);
}

}  // namespace

TlsRpt tls_rpt(Records& records, const dns::Name& domain) {
  TlsRpt result;
  auto parent = domain.child("_tls");
  auto owner = parent ? parent->child("_smtp") : std::nullopt;
  if (!owner) return result;
  auto record = single_record(
      records, *owner, "v=TLSRPTv1;",
      {.failed = "tls-rpt-failed", .several = "tls-rpt-several", .none = "tls-rpt-none"}, result.judgement);
  if (!record) return result;
  dns::Question about{.name = *owner, .type = dns::type::txt};
  auto tags = TagList::parse(*record);
  const auto* receivers = tags.find("rua");
  if (!receivers || !tags.malformed.empty()) {
    result.judgement.add({.kind = "tls-rpt-malformed", .about = about});
    return result;
  }
  result.judgement.raise(State::works);
  judge_receivers(result, *receivers, about);
  return result;
}

}  // namespace edig::services

#include "services/dane.h"

#include <algorithm>

#include "services/dane_host.h"

namespace edig::services {
namespace {

using Use = DaneHost::Use;

std::ptrdiff_t count(const Dane& dane, Use use) {
  return std::ranges::count(dane.hosts, use, &DaneHost::use);
}

std::vector<dns::Name> names(const Dane& dane, bool usable) {
  std::vector<dns::Name> names;
  for (const auto& host : dane.hosts)
    if ((host.use == Use::usable) == usable) names.push_back(host.host);
  return names;
}

void judge_together(Dane& dane, const dns::Question& about) {
  auto usable = count(dane, Use::usable), broken = count(dane, Use::broken), all = std::ssize(dane.hosts);
  auto failed = count(dane, Use::failed) + broken;
  if (usable > 0 && usable + failed < all)
    dane.judgement.add({.kind = "dane-on-some-exchanges",
                        .about = about,
                        .values = {{"with", names(dane, true)}, {"without", names(dane, false)}}});
  if (all == 0 || failed < all) return;
  if (broken == all)
    dane.judgement.add({.kind = "dane-no-exchange-usable", .about = about});
  else
    dane.judgement.raise(State::not_evaluated);
}

}  // namespace

std::string_view name(Use use) {
  constexpr std::string_view names[] = {"insecure", "absent", "ignored", "failed", "broken", "usable"};
  return names[static_cast<std::size_t>(use)];
}

Dane mail_dane(Records& records, const dns::Name& domain, const MailExchangers& mail) {
  Dane dane;
  dns::Question about{.name = domain, .type = type::mx};
  if (mail.form == MailExchangers::Form::unknown) dane.judgement.raise(State::not_evaluated);
  if (mail.exchanges.empty()) return dane;
  if (!mail.secure) {
    dane.judgement.add({.kind = "dane-mx-insecure", .about = about});
    return dane;
  }
  for (const auto& exchange : mail.exchanges)
    if (auto host = dane_host(records, domain, exchange.name, smtp_port, DaneFor::mail, dane.judgement))
      dane.hosts.push_back(std::move(*host));
  judge_together(dane, about);
  return dane;
}

Dane web_dane(Records& records, const dns::Name& domain, std::span<const dns::Name> hosts) {
  Dane dane;
  for (const auto& name : hosts)
    if (auto host = dane_host(records, domain, name, https_port, DaneFor::web, dane.judgement))
      dane.hosts.push_back(std::move(*host));
  return dane;
}

}  // namespace edig::services

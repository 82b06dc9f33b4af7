#include "services/mail_exchangers.h"

#include <algorithm>

#include "base/ip_address.h"
#include "diagnosis/asking/special_address.h"
#include "dns/types.h"
#include "services/host_addresses.h"

namespace edig::services {
namespace {

using Exchange = MailExchangers::Exchange;
using Form = MailExchangers::Form;

constexpr std::size_t most_exchanges = 32;

std::optional<Exchange> read_mx(const dns::Record& record) {
  auto rdata = record.octets();
  Reader reader(rdata);
  auto preference = reader.u16();
  auto name = preference ? dns::Name::from_wire(reader.rest()) : std::nullopt;
  if (!name || name->wire().size() != reader.remaining()) return std::nullopt;
  return Exchange{.preference = *preference, .name = *name};
}

bool cannot_be_reached(const std::string& address) {
  return diagnosis::leads_nowhere(address) || diagnosis::is_private_or_local(address);
}

bool is_address(const dns::Name& name) {
  auto text = name.text();
  text.pop_back();
  return family_of_address(text) != AddressFamily::none;
}

class MailExchangersJudge {
 public:
  MailExchangersJudge(Records& records, const dns::Name& domain)
      : records_(records), domain_(domain), about_{.name = domain, .type = dns::type::mx} {}

  MailExchangers judge() {
    const auto* mx = records_.find(domain_, dns::type::mx);
    if (!mx) {
      host_addresses(records_, domain_);
      return result_;
    }
    result_.secure = mx->status == diagnosis::Status::secure;
    if (mx->outcome == Lookup::Outcome::failed)
      result_.judgement.add_failure("mx-failed", about_, *mx);
    else if (mx->denied())
      judge_implicit();
    else
      judge_listed(*mx);
    return result_;
  }

 private:
  // A name without a final dot gets the zone's put behind it (RFC 1035 section 5.1).
  bool has_origin_twice(const dns::Name& name) const {
    auto twice = domain_.under(domain_);
    return twice && name.is_within(*twice);
  }

  void add(Finding finding) { result_.judgement.add(std::move(finding)); }

  void judge_implicit() {
    auto host = host_addresses(records_, domain_);
    if (!host.known) return;
    if (host.addresses.empty() && host.failure) {
      result_.judgement.add_failure("mx-failed", host.failed, *host.failure);
      return;
    }
    result_.form = host.addresses.empty() ? Form::none : Form::implicit;
    add({.kind = host.addresses.empty() ? Kind("mx-none") : Kind("mx-implicit"), .about = about_});
    if (host.addresses.empty()) return;
    result_.judgement.raise(State::works);
    result_.exchanges.push_back({.preference = 0, .name = domain_});
    judge_exchanges();
  }

  void judge_listed(const Lookup& mx) {
    read(mx);
    auto null = [](const Exchange& exchange) { return exchange.name.is_root(); };
    auto nulls = std::erase_if(result_.exchanges, null);
    if (nulls > 0 && result_.exchanges.empty()) {
      result_.form = Form::null;
      add({.kind = "mx-null", .about = about_});
      return;
    }
    result_.form = Form::listed;
    result_.judgement.raise(State::works);
    if (nulls > 0) add({.kind = "mx-null-among-others", .about = about_});
    judge_exchanges();
  }

  void read(const Lookup& mx) {
    for (const auto& record : mx.records) {
      if (auto exchange = read_mx(record))
        result_.exchanges.push_back(std::move(*exchange));
      else if (!result_.judgement.has("mx-malformed"))
        add({.kind = "mx-malformed", .about = about_});
    }
    std::ranges::stable_sort(result_.exchanges, {}, &Exchange::preference);
    if (auto count = result_.exchanges.size(); count > most_exchanges) {
      add({.kind = "mx-too-many",
           .about = about_,
           .values = {{"count", static_cast<std::int64_t>(count)},
                      {"looked_at", static_cast<std::int64_t>(most_exchanges)}}});
      result_.exchanges.resize(most_exchanges);
    }
  }

  void judge_exchanges() {
    bool reachable = false, known = true;
    for (auto& exchange : result_.exchanges) {
      auto host = host_addresses(records_, exchange.name);
      exchange.addresses = host.addresses;
      known = known && host.known && (!host.failure || is_own_fault(*host.failure));
      if (host.known) judge_exchange(exchange, host);
      reachable = reachable || !std::ranges::all_of(host.addresses, cannot_be_reached);
    }
    if (reachable) return;
    if (known)
      add({.kind = "mx-none-reachable", .about = about_});
    else
      result_.judgement.raise(State::not_evaluated);
  }

  void judge_exchange(const Exchange& exchange, const HostAddresses& host) {
    dns::Question about{.name = exchange.name, .type = dns::type::a};
    auto add_about = [&](Kind kind, Values values = {}) {
      add({.kind = kind,
           .about = about,
           .values = std::move(values),
           .turn = turn_of(exchange.name, domain_)});
    };
    if (result_.form == Form::listed && !host.aliases.empty())
      add({.kind = "mx-target-alias", .about = about, .values = {{"target", host.aliases.back()}}});
    if (host.failure)
      result_.judgement.add_failure("mx-target-failed", host.failed, *host.failure,
                                    turn_of(exchange.name, domain_));
    if (is_address(exchange.name))
      add({.kind = "mx-target-is-address", .about = about});
    else if (host.addresses.empty() && !host.failure)
      add_about(
          has_origin_twice(exchange.name) ? Kind("mx-target-doubled") : Kind("mx-target-without-address"),
          {{"domain", domain_}});
    auto nowhere = std::ranges::find_if(host.addresses, cannot_be_reached);
    if (nowhere != host.addresses.end()) add_about("mx-target-nowhere", {{"address", *nowhere}});
  }

  Records& records_;
  const dns::Name& domain_;
  dns::Question about_;
  MailExchangers result_;
};

}  // namespace

MailExchangers mail_exchangers(Records& records, const dns::Name& domain) {
  return MailExchangersJudge(records, domain).judge();
}

}  // namespace edig::services

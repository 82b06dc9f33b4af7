#include "services/dane_host.h"

#include "services/host_addresses.h"

namespace edig::services {
namespace {

using Use = DaneHost::Use;
using diagnosis::Status;

constexpr std::size_t most_tlsa_records = 100;

std::optional<dns::Name> tlsa_name(const dns::Name& base, std::uint16_t port) {
  auto transport = base.child("_tcp");
  return transport ? transport->child("_" + std::to_string(port)) : std::nullopt;
}

class DaneHostJudge {
 public:
  DaneHostJudge(Records& records, const dns::Name& domain, DaneFor use, DaneHost& host, Judgement& judgement)
      : records_(records), domain_(domain), use_(use), host_(host), judgement_(judgement) {}

  /// Whether all answers were there.
  bool judge() {
    auto addresses = host_addresses(records_, host_.host);
    if (!addresses.known) return false;
    if (addresses.failure && addresses.addresses.empty()) {
      host_.use = Use::failed;
      return true;  // that is said of the host already
    }
    auto bases = base_domains(addresses);
    if (!bases) return false;
    for (const auto& base : *bases) {
      auto name = tlsa_name(base, host_.port);
      if (!name) continue;
      const auto* lookup = records_.find(*name, type::tlsa);
      if (!lookup) return false;
      host_.base = base;
      judge({.name = *name, .type = type::tlsa}, *lookup);
      if (host_.use != Use::absent) return true;
    }
    return true;
  }

 private:
  void add(Kind kind, const dns::Question& about, Values values = {}) {
    judgement_.add(
        {.kind = kind, .about = about, .values = std::move(values), .turn = turn_of(about.name, domain_)});
  }

  // Where the alias leads first, as long as that is secure; then the host's own name, where the alias itself
  // is.
  std::optional<std::vector<dns::Name>> base_domains(const HostAddresses& addresses) {
    std::vector<dns::Name> bases;
    if (addresses.secure && !addresses.aliases.empty()) bases.push_back(addresses.aliases.back());
    if (addresses.secure) bases.push_back(host_.host);
    if (addresses.secure || addresses.aliases.empty()) return bases;
    const auto* alias = records_.find(host_.host, type::cname);
    if (!alias) return std::nullopt;
    if (alias->outcome == Lookup::Outcome::records && alias->status == Status::secure)
      bases.push_back(host_.host);
    return bases;
  }

  void judge(const dns::Question& about, const Lookup& lookup) {
    if (lookup.outcome == Lookup::Outcome::failed) {
      host_.use = is_own_fault(lookup) ? Use::broken : Use::failed;
      judgement_.add_failure(use_ == DaneFor::mail ? Kind("dane-tlsa-failed") : Kind("dane-web-tlsa-failed"),
                             about, lookup, turn_of(about.name, domain_));
    } else if (lookup.denied()) {
      host_.use = Use::absent;
    } else if (lookup.status != Status::secure) {
      host_.use = Use::ignored;
      add("dane-tlsa-insecure", about);
    } else {
      read(about, lookup);
    }
  }

  void read(const dns::Question& about, const Lookup& lookup) {
    for (const auto& record :
         std::span(lookup.records).first(std::min(lookup.records.size(), most_tlsa_records))) {
      auto tlsa = read_tlsa(record);
      if (!tlsa) {
        add("dane-record-malformed", about);
        continue;
      }
      auto fault = tlsa_fault(*tlsa, use_);
      if (!fault) {
        host_.records.push_back(std::move(*tlsa));
        continue;
      }
      fault->values.emplace_back("tlsa", tlsa_text(*tlsa));
      add(fault->kind, about, std::move(fault->values));
    }
    host_.use = host_.records.empty() ? Use::ignored : Use::usable;
    judgement_.raise(State::works);
    if (host_.records.empty()) add("dane-no-record-usable", about);
  }

  Records& records_;
  const dns::Name& domain_;
  DaneFor use_;
  DaneHost& host_;
  Judgement& judgement_;
};

}  // namespace

std::optional<DaneHost> dane_host(Records& records, const dns::Name& domain, const dns::Name& name,
                                  std::uint16_t port, DaneFor use, Judgement& judgement) {
  DaneHost host{.host = name, .base = name, .port = port};
  if (!DaneHostJudge(records, domain, use, host, judgement).judge()) return std::nullopt;
  return host;
}

}  // namespace edig::services

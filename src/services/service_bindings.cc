#include "services/service_bindings.h"

#include <algorithm>

#include "dns/types.h"
#include "services/host_addresses.h"
#include "services/service_parameters.h"

namespace edig::services {
namespace {

using dns::ServiceBinding;

constexpr std::size_t most_aliases = 8;  // RFC 9460 section 3
constexpr std::size_t most_bindings = 32;

class ServiceBindingsJudge {
 public:
  ServiceBindingsJudge(Records& records, const dns::Name& owner, std::uint16_t type)
      : records_(records), owner_(owner), type_(type) {}

  ServiceBindings judge() {
    result_.owner = owner_;
    result_.secure = true;
    for (auto name = std::optional(owner_); name;) name = step(*name);
    return std::move(result_);
  }

 private:
  void add(Kind kind, const dns::Name& name, Values values = {}) {
    result_.judgement.add({.kind = kind,
                           .about = {.name = name, .type = type_},
                           .values = std::move(values),
                           .turn = turn_of(name, owner_)});
  }

  // Judges what lies at `name`; where that is an alias, where it leads.
  std::optional<dns::Name> step(const dns::Name& name) {
    const auto* lookup = records_.find(name, type_);
    if (!lookup) {
      host_addresses(records_, name);
      return std::nullopt;
    }
    result_.secure = result_.secure && lookup->status == diagnosis::Status::secure;
    if (lookup->outcome == Lookup::Outcome::failed) {
      result_.judgement.add_failure("svcb-failed", {.name = name, .type = type_}, *lookup);
      return std::nullopt;
    }
    if (lookup->denied()) {
      if (!result_.aliases.empty()) judge_target(name);
      return std::nullopt;
    }
    result_.judgement.raise(State::works);
    auto bindings = read(name, *lookup);
    auto services =
        std::ranges::stable_partition(bindings, [](const auto& one) { return one.priority == 0; });
    std::vector<ServiceBinding> aliases(bindings.begin(), services.begin());
    if (!aliases.empty()) return follow(name, aliases, !services.empty());
    result_.services.assign(services.begin(), services.end());
    judge_services(name);
    return std::nullopt;
  }

  std::vector<ServiceBinding> read(const dns::Name& name, const Lookup& lookup) {
    std::vector<ServiceBinding> bindings;
    for (const auto& record :
         std::span(lookup.records).first(std::min(lookup.records.size(), most_bindings))) {
      auto binding = ServiceBinding::parse(record.octets());
      if (!binding) {
        add("svcb-malformed", name);
        continue;
      }
      if (binding->priority != 0 && binding->target.is_root()) binding->target = record.owner;
      bindings.push_back(std::move(*binding));
    }
    if (lookup.records.size() > most_bindings)
      add("svcb-too-many", name, {{"count", static_cast<std::int64_t>(lookup.records.size())}});
    if (bindings.empty()) add("svcb-none-usable", name);
    std::ranges::stable_sort(bindings, {}, &ServiceBinding::priority);
    return bindings;
  }

  std::optional<dns::Name> follow(const dns::Name& name, const std::vector<ServiceBinding>& aliases,
                                  bool beside_services) {
    const auto& target = aliases.front().target;
    if (beside_services) add("svcb-alias-among-services", name);
    if (aliases.size() > 1) add("svcb-several-aliases", name);
    if (!aliases.front().keys.empty()) add("svcb-alias-with-parameters", name);
    if (target.is_root()) {
      add("svcb-unavailable", name);
      return std::nullopt;
    }
    bool seen = target == owner_ || std::ranges::find(result_.aliases, target) != result_.aliases.end();
    if (seen || result_.aliases.size() == most_aliases) {
      add(seen ? Kind("svcb-alias-loop") : Kind("svcb-alias-chain-too-long"), name, {{"target", target}});
      return std::nullopt;
    }
    result_.aliases.push_back(target);
    return target;
  }

  void judge_services(const dns::Name& name) {
    auto rejected = [&](const ServiceBinding& service) {
      auto fault = parameter_fault(service);
      if (fault) add(fault->kind, name, fault->values);
      return fault.has_value();
    };
    bool any = !result_.services.empty();
    std::erase_if(result_.services, rejected);
    if (result_.services.empty()) {
      if (any) add("svcb-none-usable", name);
      return;
    }
    auto with_ech = std::ranges::count(result_.services, true, &ServiceBinding::ech);
    if (with_ech > 0 && with_ech < std::ssize(result_.services)) add("svcb-ech-on-some", name);
    for (const auto& service : result_.services) judge_service(name, service);
  }

  void judge_service(const dns::Name& name, const ServiceBinding& service) {
    auto addresses = judge_target(service.target);
    if (addresses.empty()) return;
    for (const auto& hint : service.addresses)
      if (std::ranges::find(addresses, hint) == addresses.end())
        return add("svcb-hint-differs", name, {{"target", service.target}, {"address", hint}});
  }

  std::vector<std::string> judge_target(const dns::Name& target) {
    auto host = host_addresses(records_, target);
    if (!host.known || !host.addresses.empty()) return host.addresses;
    dns::Question about{.name = target, .type = dns::type::a};
    if (host.failure)
      result_.judgement.add_failure("svcb-target-failed", host.failed, *host.failure);
    else
      result_.judgement.add(
          {.kind = "svcb-target-without-address", .about = about, .turn = turn_of(target, owner_)});
    return {};
  }

  Records& records_;
  const dns::Name& owner_;
  std::uint16_t type_;
  ServiceBindings result_;
};

}  // namespace

ServiceBindings service_bindings(Records& records, const dns::Name& owner, std::uint16_t type) {
  return ServiceBindingsJudge(records, owner, type).judge();
}

}  // namespace edig::services

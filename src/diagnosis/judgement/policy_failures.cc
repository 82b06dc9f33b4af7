// A sound name that a resolver does not answer. Blocked needs a sign of intent: an extended error, or REFUSED
// for this name while others are answered. SERVFAIL and silence are none; a failure that nothing explains is
// nobody's.
#include <algorithm>

#include "diagnosis/judgement/policy_view.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

using Service = ResolverState::Service;

// INFO-CODEs that claim something about the zone which a sound chain of trust disproves.
constexpr std::initializer_list<std::uint16_t> validation_codes = {1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 25, 27};

// The zone's servers are a long way from here, and may be as long a way from the resolver.
bool far_away(const PolicyView& view) {
  constexpr double far_ms = 300;
  return view.health() && view.health()->good() > 0 &&
         std::ranges::all_of(view.health()->servers, [](const auto& server) {
           return !server.good() || server.quickest_ms >= far_ms;
         });
}

std::optional<Finding> silent(const PolicyView& view) {
  const auto& error = view.request().reply.error();
  if (error.kind != Error::Kind::timeout && !broke_off(error)) return std::nullopt;
  if (view.resolver_delivers_answer()) {
    auto severity = far_away(view) ? Severity::note : Severity::warning;
    return view.tell("resolver-slow", "", severity, Fault::unknown, 23);
  }
  if (view.resolver_knows_zone())
    return view.tell("dropped-by-resolver", "", Severity::error, Fault::resolver, 23);
  if (view.resolver_is_silent()) return view.tell("resolver-silent", "", Severity::error, Fault::network, 23);
  return view.tell("silent-about-zone", "", Severity::error, Fault::unknown, 23);
}

Finding refused(const PolicyView& view, const dns::Message& reply) {
  if (!reply.header.rd && !view.says({18}) && view.state().service() == Service::well)
    return view.tell("recursion-not-asked", "", Severity::error, Fault::client, 20);
  if (!view.resolver_knows_zone() || view.says({18}))
    return view.tell("prohibited", "", Severity::error, Fault::resolver, 18);
  return view.tell("refused-by-policy", "", Severity::error, Fault::resolver,
                   view.said({15, 16, 17}).value_or(15));
}

Finding fails(const PolicyView& view, std::uint16_t rcode) {
  Values values{{"rcode", dns::rcode_text(rcode)}};
  auto about = [&](FindingKind kind, Fault fault, std::optional<std::uint16_t> code = {}) {
    auto severity = kind == "cached-error" ? Severity::warning : Severity::error;
    return view.tell(kind, "", severity, fault, code, values);
  };
  if (view.says({13})) return about("cached-error", Fault::resolver, 13);
  if (auto code = view.said({15, 16, 17}))
    return view.tell("blocked", "failure", Severity::error, Fault::resolver, code, values);
  if (view.says({18})) return about("prohibited", Fault::resolver, 18);
  switch (view.state().service()) {
    case Service::fails:
      return about("resolver-fails-for-all", Fault::resolver, view.said({14, 22, 23}));
    case Service::validates_nothing:
      return about("resolver-validates-nothing", Fault::resolver);
    default:
      break;
  }
  if (!view.resolver_knows_zone() && view.resolver_gets_nothing())
    return about("resolver-cannot-reach-zone", Fault::network, 22);
  if (view.says(validation_codes)) return about("resolver-fails", Fault::resolver);
  bool refuses_type =
      (rcode == dns::rcode::notimp || rcode == dns::rcode::servfail) && view.type() == dns::type::any;
  if (refuses_type) return view.tell("any-not-answered", "", Severity::note, Fault::none, {}, values);
  if (auto code = view.said({4, 14, 20, 21, 24})) return about("resolver-fails", Fault::resolver, code);
  return about("unexplained-failure", Fault::unknown);
}

}  // namespace

std::optional<Finding> failure_of_resolver(const PolicyView& view) {
  if (!view.request().reply) return silent(view);
  const auto& reply = *view.request().reply;
  return reply.rcode == dns::rcode::refused ? refused(view, reply) : fails(view, reply.rcode);
}

}  // namespace edig::diagnosis

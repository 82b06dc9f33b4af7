#include "survey/row.h"

#include <algorithm>
#include <array>

#include "dns/types.h"
#include "ede/registry.h"

namespace edig::survey {
namespace {

constexpr std::array<std::string_view, 7> outcome_names = {
    "reply", "timeout", "refused", "unreachable", "connection", "malformed", "bad-input"};

}  // namespace

std::string_view name(Outcome outcome) { return outcome_names[static_cast<std::size_t>(outcome)]; }

std::optional<Outcome> outcome_of(std::string_view name) {
  auto found = std::ranges::find(outcome_names, name);
  if (found == outcome_names.end()) return std::nullopt;
  return static_cast<Outcome>(found - outcome_names.begin());
}

bool Row::suspect() const {
  return std::ranges::any_of(errors, [](auto& one) { return ede::info_code(one.info_code).suspect_answer; });
}

bool Row::answered() const {
  return outcome == Outcome::replied && (rcode == dns::rcode::noerror || rcode == dns::rcode::nxdomain);
}

bool Row::fine() const {
  return answered() && !suspect() && (!preflight || preflight->good()) && (!services || services->good());
}

const Cause* Services::cause() const {
  auto decides = [this](const Application& one) { return one.state == state && !one.cause.kind.empty(); };
  auto found = std::ranges::find_if(applications, decides);
  return found == applications.end() ? nullptr : &found->cause;
}

}  // namespace edig::survey

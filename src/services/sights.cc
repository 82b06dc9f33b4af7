#include "services/sights.h"

#include <algorithm>

#include "base/ascii.h"
#include "dns/types.h"

namespace edig::services {
namespace {

using Obstacle = Sight::Obstacle;

constexpr int ok = 200;

bool is_plain_text(std::string_view content_type) {
  auto type = ascii::lower(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  return type == "text/plain";
}

// What the server sent in place of the policy, or with it.
std::optional<Finding> response_fault(const Sight& sight, const dns::Name& domain) {
  auto fault = [&](Kind kind, Values more = {}) { return finding_of(sight, domain, kind, std::move(more)); };
  bool is_redirect = sight.status / 100 == 3;
  if (!sight.verified) return fault("mta-sts-policy-certificate");
  if (is_redirect) return fault("mta-sts-policy-redirect", {{"location", sight.location}});
  if (sight.status != ok) return fault("mta-sts-policy-status", {{"status", std::int64_t{sight.status}}});
  if (!is_plain_text(sight.content_type)) return fault("mta-sts-policy-type", {{"type", sight.content_type}});
  return std::nullopt;
}

}  // namespace

std::string_view name(Obstacle obstacle) {
  constexpr std::string_view names[] = {
      "seen",    "special-address", "no-route", "no-time", "no-reply",    "no-connection",
      "refused", "no-starttls",     "bad-smtp", "tls",     "no-protocol", "bad-http"};
  return names[static_cast<std::size_t>(obstacle)];
}

Finding finding_of(const Sight& sight, const dns::Name& owner, Kind kind, Values more) {
  const auto& [purpose, host, sni, address] = sight.destination;
  Values values = {
      {"address", address}, {"failure", sight.reason}, {"reason", sight.reason}, {"doubt", sight.doubt}};
  std::ranges::move(more, std::back_inserter(values));
  return {.kind = kind,
          .about = {.name = host, .type = dns::type::a},
          .values = std::move(values),
          .turn = turn_of(host, owner)};
}

bool judge_unseen(Judgement& judgement, const Sight& sight, const dns::Name& owner) {
  auto say = [&](Kind kind) {
    judgement.raise(State::not_evaluated);
    judgement.add(finding_of(sight, owner, kind));
    return true;
  };
  switch (sight.obstacle) {
    case Obstacle::special_address:
      return say("connect-special-address");
    case Obstacle::no_route:
      return say("connect-no-route");
    case Obstacle::no_time:
      return say("connect-no-time");
    default:
      return false;
  }
}

Judgement judge_policy_sight(const Sight& sight, const dns::Name& domain) {
  Judgement judgement;
  if (judge_unseen(judgement, sight, domain)) return judgement;
  auto add = [&](Kind kind) { judgement.add(finding_of(sight, domain, kind)); };
  judgement.raise(State::works);
  switch (sight.obstacle) {
    case Obstacle::none:
      if (auto fault = response_fault(sight, domain)) judgement.add(std::move(*fault));
      break;
    case Obstacle::no_reply:
      judgement.raise(State::not_evaluated);
      add("mta-sts-policy-no-reply");
      break;
    case Obstacle::no_protocol:
      judgement.raise(State::not_evaluated);
      add("mta-sts-policy-other-http");
      break;
    case Obstacle::bad_http:
      add("mta-sts-policy-unreadable");
      break;
    default:
      add("mta-sts-policy-not-reached");
  }
  return judgement;
}

}  // namespace edig::services

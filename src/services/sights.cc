#include "services/sights.h"

#include <algorithm>

#include "base/ascii.h"
#include "dns/types.h"

namespace edig::services {
namespace {

using Obstacle = Sight::Obstacle;

constexpr int ok = 200;

dns::Question about(const Sight& sight) { return {.name = sight.destination.host, .type = dns::type::a}; }

Values values(const Sight& sight) {
  return {{"address", sight.destination.address}, {"reason", sight.reason}};
}

// Encrypted delivery or none: DANE and an enforced policy say so.
bool must_encrypt(const DaneHost* dane, const MtaStsPolicy* policy) {
  return (dane && dane->use == DaneHost::Use::usable) ||
         (policy && policy->mode == MtaStsPolicy::Mode::enforce);
}

class MailJudge {
 public:
  MailJudge(const Sight& sight, const dns::Name& domain, const DaneHost* dane, const MtaStsPolicy* policy)
      : sight_(sight), domain_(domain), dane_(dane), policy_(policy) {}

  MailSight judge(std::chrono::sys_seconds now) {
    result_.judgement.raise(State::works);
    if (sight_.obstacle != Obstacle::none) {
      judge_obstacle();
      return std::move(result_);
    }
    if (dane_ && dane_->use == DaneHost::Use::usable) judge_by_dane(now);
    if (policy_ && policy_->mode && policy_->mode != MtaStsPolicy::Mode::none && !sight_.verified)
      add(policy_->mode == MtaStsPolicy::Mode::enforce ? Kind("mta-sts-mx-certificate")
                                                       : Kind("mta-sts-mx-certificate-tested"),
          {{"doubt", sight_.doubt}});
    return std::move(result_);
  }

 private:
  void add(Kind kind, Values more = {}) {
    auto all = values(sight_);
    std::ranges::move(more, std::back_inserter(all));
    result_.judgement.add({.kind = kind,
                           .about = about(sight_),
                           .values = std::move(all),
                           .turn = turn_of(sight_.destination.host, domain_)});
  }

  void judge_obstacle() {
    bool strict = must_encrypt(dane_, policy_);
    switch (sight_.obstacle) {
      case Obstacle::no_starttls:
        return add(strict ? Kind("mail-starttls-missing") : Kind("mail-in-the-clear"));
      case Obstacle::tls:
        return add(strict ? Kind("mail-tls-broken") : Kind("mail-tls-weak"));
      case Obstacle::bad_smtp:
        return add("mail-bad-smtp");
      default:
        result_.judgement.raise(State::not_evaluated);
        return add(sight_.obstacle == Obstacle::refused ? Kind("mail-refuses-us") : Kind("mail-not-reached"));
    }
  }

  void judge_by_dane(std::chrono::sys_seconds now) {
    std::vector<dns::Name> names = {dane_->base, dane_->host, domain_};
    ShownChain shown{.certificates = sight_.certificates, .address = sight_.destination.address};
    result_.dane = dane_match(shown, *dane_, names, nullptr, now);
    result_.judgement.add(result_.dane->judgement);
  }

  const Sight& sight_;
  const dns::Name& domain_;
  const DaneHost* dane_;
  const MtaStsPolicy* policy_;
  MailSight result_;
};

bool is_plain_text(std::string_view content_type) {
  auto type = ascii::lower(content_type.substr(0, content_type.find(';')));
  while (type.ends_with(' ')) type.pop_back();
  return type == "text/plain";
}

}  // namespace

MailSight judge_mail_sight(const Sight& sight, const dns::Name& domain, const DaneHost* dane,
                           const MtaStsPolicy* policy, std::chrono::sys_seconds now) {
  return MailJudge(sight, domain, dane, policy).judge(now);
}

Judgement judge_policy_sight(const Sight& sight) {
  Judgement judgement;
  auto add = [&](Kind kind, Values more = {}) {
    auto all = values(sight);
    std::ranges::move(more, std::back_inserter(all));
    judgement.add({.kind = kind, .about = about(sight), .values = std::move(all)});
  };
  judgement.raise(State::works);
  bool is_redirect = sight.status / 100 == 3;
  if (sight.obstacle == Obstacle::bad_http)
    add("mta-sts-policy-unreadable");
  else if (sight.obstacle != Obstacle::none)
    add("mta-sts-policy-not-reached");
  else if (!sight.verified)
    add("mta-sts-policy-certificate", {{"doubt", sight.doubt}});
  else if (is_redirect)
    add("mta-sts-policy-redirect", {{"location", sight.location}});
  else if (sight.status != ok)
    add("mta-sts-policy-status", {{"status", std::int64_t{sight.status}}});
  else if (!is_plain_text(sight.content_type))
    add("mta-sts-policy-type", {{"type", sight.content_type}});
  return judgement;
}

}  // namespace edig::services

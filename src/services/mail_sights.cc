#include "services/mail_sights.h"

namespace edig::services {
namespace {

using Obstacle = Sight::Obstacle;
using Use = DaneHost::Use;
using Mode = MtaStsPolicy::Mode;

class MailJudge {
 public:
  MailJudge(const Sight& sight, const dns::Name& domain, const DaneHost* dane, const MtaStsPolicy* policy)
      : sight_(sight), domain_(domain), dane_(dane), policy_(policy) {}

  MailSight judge(std::chrono::sys_seconds now) {
    const auto& [purpose, host, sni, address] = sight_.destination;
    if (sni == host) judge_plainly();
    if (dane_ && (dane_->use != Use::usable || sni == dane_->base)) judge_by_dane(now);
    if (policy_ && sni == host) judge_by_policy();
    if (policy_ && policy_->mode == Mode::enforce) compare();
    return std::move(result_);
  }

 private:
  void add(Judgement& judgement, Kind kind) { judgement.add(finding_of(sight_, domain_, kind)); }

  void judge_plainly() {
    auto& plain = result_.plain;
    if (judge_unseen(plain, sight_, domain_)) return;
    plain.raise(State::works);
    switch (sight_.obstacle) {
      case Obstacle::none:
        return;
      case Obstacle::no_starttls:
        return add(plain, "mail-in-the-clear");
      case Obstacle::tls:
        return add(plain, "mail-tls-weak");
      case Obstacle::bad_smtp:
        return add(plain, "mail-bad-smtp");
      default:
        plain.raise(State::not_evaluated);
        return add(plain, sight_.has(Obstacle::refused) ? Kind("mail-refuses-us") : Kind("mail-not-reached"));
    }
  }

  // Of those that deliver nothing in the clear.
  void judge_without_tls(Judgement& judgement) {
    if (sight_.has(Obstacle::no_starttls)) return add(judgement, "mail-starttls-missing");
    if (sight_.has(Obstacle::tls)) return add(judgement, "mail-tls-broken");
    judgement.raise(State::not_evaluated);
  }

  // What cannot be had is told already, with the records.
  void judge_by_dane(std::chrono::sys_seconds now) {
    if (dane_->use == Use::broken) return result_.dane.raise(State::broken);
    if (dane_->use == Use::failed) return result_.dane.raise(State::not_evaluated);
    if (dane_->use != Use::usable) return;
    if (!sight_.has(Obstacle::none)) return judge_without_tls(result_.dane);
    std::vector<dns::Name> names = {dane_->base, dane_->host, domain_};
    ShownChain shown{.certificates = sight_.certificates, .address = sight_.destination.address};
    result_.match = dane_match(shown, *dane_, names, nullptr, now);
    result_.dane.add(result_.match->judgement);
  }

  // An exchange that the policy does not list is told with the policy.
  void judge_by_policy() {
    bool enforced = policy_->mode == Mode::enforce;
    if (!enforced && policy_->mode != Mode::testing) return;
    auto& sts = result_.sts;
    sts.raise(State::works);
    if (!policy_->lists(sight_.destination.host))
      sts.raise(enforced ? State::broken : State::weakened);
    else if (!sight_.has(Obstacle::none))
      enforced ? judge_without_tls(sts) : sts.raise(State::not_evaluated);
    else if (!sight_.verified)
      add(sts, enforced ? Kind("mta-sts-mx-certificate") : Kind("mta-sts-mx-certificate-tested"));
  }

  void compare() {
    auto by_dane = result_.dane.state, by_policy = result_.sts.state;
    if (by_dane == State::broken && by_policy == State::works) add(result_.dane, "dane-before-mta-sts");
    if (by_dane == State::works && by_policy == State::broken) add(result_.sts, "mta-sts-after-dane");
  }

  const Sight& sight_;
  const dns::Name& domain_;
  const DaneHost* dane_;
  const MtaStsPolicy* policy_;
  MailSight result_;
};

}  // namespace

MailSight judge_mail_sight(const Sight& sight, const dns::Name& domain, const DaneHost* dane,
                           const MtaStsPolicy* policy, std::chrono::sys_seconds now) {
  return MailJudge(sight, domain, dane, policy).judge(now);
}

}  // namespace edig::services

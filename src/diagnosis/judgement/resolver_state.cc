#include "diagnosis/judgement/resolver_state.h"

#include "dns/types.h"

namespace edig::diagnosis {
namespace {

const dns::Question root_soa{dns::Name(), dns::type::soa, dns::cls::in};

dns::Name name_of_nothing() { return *dns::Name::parse("nothing.edig.invalid."); }

bool gives_soa(const Answer& answer) {
  return answer.reply && !dns::select(answer.reply->answer, dns::Name(), dns::type::soa).empty();
}

}  // namespace

const Answer& ResolverState::ask(const dns::Question& question, bool cd) const {
  Ask ask{.question = question, .server = {}, .cd = cd};
  asker_.ask({&ask, 1});
  return asker_.answer(ask);
}

ResolverState::Service ResolverState::service() const {
  const auto& validated = ask(root_soa, false);
  if (!validated.asked || gives_soa(validated)) return Service::well;
  const auto& unchecked = ask(root_soa, true);
  if (gives_soa(unchecked)) return validated.reply ? Service::validates_nothing : Service::well;
  return validated.reply || unchecked.reply ? Service::fails : Service::silent;
}

std::optional<bool> ResolverState::validates() const {
  const auto& answer = ask(root_soa, false);
  if (!gives_soa(answer)) return std::nullopt;
  return answer.reply->header.ad;
}

const dns::Message* ResolverState::invention() const {
  const auto& answer = ask({name_of_nothing(), dns::type::a, dns::cls::in}, false);
  if (!answer.reply || dns::select(answer.reply->answer, name_of_nothing(), dns::type::a).empty())
    return nullptr;
  return &*answer.reply;
}

}  // namespace edig::diagnosis

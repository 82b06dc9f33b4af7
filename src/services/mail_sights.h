// What three kinds of senders make of what was seen of an exchange: who encrypts where that is offered (RFC
// 3207), who goes by TLSA records (RFC 7672), and who goes by the policy of MTA-STS (RFC 8461). Who does both
// goes by TLSA first: there a policy that holds mends nothing, and one that fails spoils nothing (RFC 8461
// section 2).
#pragma once

#include <chrono>
#include <optional>

#include "services/dane_match.h"
#include "services/sights.h"

namespace edig::services {

struct MailSight {
  Judgement plain;
  Judgement dane;  // not-used: the exchange has no TLSA records that can be used
  Judgement sts;   // not-used: there is no policy, or it asks for nothing
  std::optional<DaneMatch> match = {};
};

/// `dane` and `policy` of the exchange's domain; null: there is none. By the base domain alone (Destination)
/// nothing but DANE is judged, and by the host alone all but DANE, where the two differ.
MailSight judge_mail_sight(const Sight& sight, const dns::Name& domain, const DaneHost* dane,
                           const MtaStsPolicy* policy, std::chrono::sys_seconds now);

}  // namespace edig::services

// MTA-STS (RFC 8461): the record that says that there is a policy, and the policy.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/mail_exchangers.h"

namespace edig::services {

/// Section 3.1.
struct MtaSts {
  bool announced = false;  // there is one record, and it is good
  std::string id;
  dns::Name policy_host;  // mta-sts.DOMAIN, which the policy is fetched from
  std::vector<std::string> addresses = {};
  Judgement judgement = {};
};

MtaSts mta_sts(Records& records, const dns::Name& domain);

/// Section 3.2.
struct MtaStsPolicy {
  enum class Mode { none, testing, enforce };
  bool well_formed = false;  // else senders act as if there were none
  std::optional<Mode> mode;
  std::vector<std::string> mx;           // patterns; foreign text
  std::optional<std::uint32_t> max_age;  // seconds
  Judgement judgement = {};

  /// Section 4.1: whether a pattern is `exchange`, "*." standing for one label.
  bool lists(const dns::Name& exchange) const;
};

std::string_view name(MtaStsPolicy::Mode mode);  // "none", "testing", "enforce"

/// `text`: what https://mta-sts.DOMAIN/.well-known/mta-sts.txt gave. Held against the exchanges.
MtaStsPolicy mta_sts_policy(std::string_view text, const dns::Name& domain, const MailExchangers& mail);

}  // namespace edig::services

// Where mail for a domain goes: its MX records (RFC 5321 section 5.1), the null MX (RFC 7505).
#pragma once

#include <cstdint>
#include <vector>

#include "services/finding.h"

namespace edig::services {

struct MailExchangers {
  enum class Form {
    unknown,   // could not be had
    none,      // no mail can be sent there
    implicit,  // no MX records: the domain's own addresses
    null,      // takes no mail, and says so
    listed,
  };
  struct Exchange {
    std::uint16_t preference = 0;
    dns::Name name;
    std::vector<std::string> addresses = {};
  };

  Form form = Form::unknown;
  bool secure = false;              // the answer for MX is
  std::vector<Exchange> exchanges;  // by preference; of more than 32 the first
  Judgement judgement = {};
};

MailExchangers mail_exchangers(Records& records, const dns::Name& domain);

}  // namespace edig::services

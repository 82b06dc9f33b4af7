// SvcParams that are well-formed one by one, and together make clients reject the record.
#pragma once

#include <optional>

#include "dns/service_binding.h"
#include "services/finding.h"

namespace edig::services {

struct ParameterFault {
  Kind kind;
  Values values = {};
};

/// RFC 9460 section 8 (mandatory keys are there) and section 7.1.1 (no-default-alpn needs alpn).
std::optional<ParameterFault> parameter_fault(const dns::ServiceBinding& service);

/// DNS over HTTPS needs its path (RFC 9461 section 5): there, relative, with the variable `dns`.
std::optional<ParameterFault> doh_path_fault(const dns::ServiceBinding& service);

}  // namespace edig::services

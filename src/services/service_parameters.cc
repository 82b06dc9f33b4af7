#include "services/service_parameters.h"

#include <algorithm>

namespace edig::services {

std::optional<ParameterFault> parameter_fault(const dns::ServiceBinding& service) {
  for (auto key : service.mandatory)
    if (std::ranges::find(service.keys, key) == service.keys.end())
      return ParameterFault{"svcb-mandatory-missing", {{"key", std::int64_t{key}}}};
  if (service.no_default_alpn && service.alpn.empty()) return ParameterFault{"svcb-no-default-alpn", {}};
  return std::nullopt;
}

std::optional<ParameterFault> doh_path_fault(const dns::ServiceBinding& service) {
  auto is_http = [](const std::string& id) { return id == "h2" || id == "h3" || id == "http/1.1"; };
  if (!std::ranges::any_of(service.alpn, is_http)) return std::nullopt;
  const auto& path = service.doh_path;
  if (path.empty()) return ParameterFault{"ddr-without-doh-path", {}};
  bool has_variable = path.find("{?dns") != path.npos || path.find("{&dns") != path.npos;
  if (!path.starts_with('/') || !has_variable) return ParameterFault{"ddr-doh-path", {{"path", path}}};
  return std::nullopt;
}

}  // namespace edig::services

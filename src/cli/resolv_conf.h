// resolv.conf(5): the system's nameservers and how to ask them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace edig::cli {

struct ResolvConf {
  std::vector<std::string> nameservers;  // addresses
  std::vector<std::string> search;
  int ndots = 1;
  std::optional<int> timeout;  // seconds
  std::optional<int> attempts;
};

ResolvConf parse_resolv_conf(std::string_view text);

}  // namespace edig::cli

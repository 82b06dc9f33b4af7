// The addresses of a host that a record names.
#pragma once

#include <string>
#include <vector>

#include "services/records.h"

namespace edig::services {

struct HostAddresses {
  bool known = false;  // both answers are there
  std::vector<std::string> addresses;
  std::vector<dns::Name> aliases;   // where the name leads
  bool secure = false;              // what was answered is
  const Lookup* failure = nullptr;  // where an answer could not be had
  dns::Question failed;             // of it
};

/// Notes both questions where they are missing. What is returned lasts as long as `records` are not changed.
HostAddresses host_addresses(Records& records, const dns::Name& host);

}  // namespace edig::services

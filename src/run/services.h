// +services: what the records of a domain come to, from its look-ups to the reasons of those that fail, and
// with +connect to what its servers show.
#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/asking/fetcher.h"
#include "run/why.h"
#include "transport/client.h"

namespace edig::services {
struct Report;
}

namespace edig::run {

struct Services {
  bool on = false;
  std::string mail_from;                    // of the mail whose sender is checked; empty: the domain's
  std::vector<std::string> selectors = {};  // of DKIM keys
  std::optional<std::string> address = {};  // from which it would come; nothing: no sender is checked
  bool connect = false;                     // to whom the records lead
  std::string ca_file = {};                 // by which they are verified; empty: the system's CAs
};

/// What is to be said at once, in lines.
using Tell = std::function<void(const std::string& lines)>;

/// `servers` and `tactics`: as the user's question is asked. To whom edig connects is told before it does.
services::Report look_at_services(const Services& services, const Why& why, const dns::Name& domain,
                                  std::chrono::steady_clock::time_point deadline, transport::Client& client,
                                  const std::vector<transport::Server>& servers,
                                  const transport::Tactics& tactics, const Tell& tell);

/// The same by a fetcher of the caller's; nobody is connected to.
services::Report look_at_services(const Services& services, const Why& why, const dns::Name& domain,
                                  std::chrono::steady_clock::time_point deadline,
                                  diagnosis::Fetcher& fetcher);

}  // namespace edig::run

// +services: what the records of a domain come to, from its look-ups to the reasons of those that fail.
#pragma once

#include <chrono>
#include <optional>

#include "diagnosis/asking/fetcher.h"
#include "run/why.h"
#include "transport/client.h"

namespace edig::services {
struct Report;
struct Request;
}  // namespace edig::services

namespace edig::run {

struct Services {
  bool on = false;
  std::string mail_from;                    // of the mail whose sender is checked; empty: the domain's
  std::vector<std::string> selectors = {};  // of DKIM keys
  std::optional<std::string> address = {};  // from which it would come; nothing: no sender is checked
};

/// `servers` and `tactics`: as the user's question is asked.
services::Report look_at_services(const Services& services, const Why& why, const dns::Name& domain,
                                  std::chrono::steady_clock::time_point deadline, transport::Client& client,
                                  const std::vector<transport::Server>& servers,
                                  const transport::Tactics& tactics);

/// The same over any fetcher.
services::Report look_at_services(const services::Request& request, const Why& why,
                                  std::chrono::steady_clock::time_point deadline,
                                  diagnosis::Fetcher& fetcher);

}  // namespace edig::run

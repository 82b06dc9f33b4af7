// +connect: whom one is led to, visited by the transport room; what was seen there, in the terms of services.
#pragma once

#include <chrono>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "services/connection.h"
#include "transport/client.h"
#include "transport/visit.h"

namespace edig::run {

transport::Visit visit_to(const services::Destination& destination);
services::Sight sight_of(const services::Destination& destination, transport::Visited visited);

/// "edig: connecting to mx.example (192.0.2.1, 192.0.2.2) port 25": a line for each host and port.
std::string announcement(std::span<const services::Destination> destinations);

struct Visits {
  transport::VisitRules rules;
  std::chrono::sys_seconds now;  // by which certificates are judged that TLSA records name
};

/// One sight for each destination, in their order.
services::Observation observe(std::span<const services::Destination> destinations, const Visits& visits);

}  // namespace edig::run

// The name servers that a reply names, with the addresses that questions go to.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "dns/message.h"
#include "report/trace.h"
#include "run/request.h"
#include "transport/client.h"

namespace edig::run {

struct NameServers {
  dns::Name zone;
  /// One for each address, named by the server's name without its last dot.
  struct Place {
    std::string name, address;
  };
  std::vector<Place> places;
  std::vector<report::Unplaced> unplaced;  // those without an address that is asked
};

/// The NS records of `zone` in `section` of `reply`, with their addresses. As dig they are the system's
/// resolvers'. As edig the glue of the reply counts for names within `bailiwick`; others are asked of the
/// user's server where that is `recursive`, else of the system's resolvers. As edig no address is taken that
/// is out of its reach (special_address.h). At most 32 servers at 64 addresses.
NameServers find_name_servers(transport::Client& client, const Request& request, const dns::Message& reply,
                              const std::vector<dns::Record>& section, const dns::Name& zone,
                              const dns::Name& bailiwick, bool recursive);

/// Whether it is the reply of a resolver.
bool offers_recursion(const report::Report& report);

/// `request` for `question`, not recursive, to some of them.
transport::Job job_for(const Request& request, const dns::Question& question,
                       const std::vector<NameServers::Place>& places);
/// Asks such jobs at once. The servers have their names in the reports.
std::vector<report::Report> ask_name_servers(transport::Client& client, std::vector<transport::Job> jobs,
                                             const std::vector<NameServers::Place>& places);

}  // namespace edig::run

// Sets of servers that have one name, written @NAME: those of public-resolvers.csv, and the user's own
// (server-set in the configuration), which go before them.
//
// The columns of the data: the set; an address, and the IPv6 address that is asked where only such may be;
// the name that the server proves over TLS; the path of its DNS over HTTPS where it is on that name; who
// operates it; what it filters, whether it validates DNSSEC and sends extended errors, as far as the source
// says so.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "cli/server_spec.h"

namespace edig::cli {

using ServerSets = std::map<std::string, std::vector<ServerSpec>, std::less<>>;

/// "office 192.0.2.1 tls://dns.example", or with commas: into `sets`, in place of one of that name.
Result<void> add_server_set(ServerSets& sets, std::string_view text, std::string_view what);

/// The servers of the set; none where no set has that name. Each knows its set.
std::vector<ServerSpec> find_server_set(const ServerSets& own, std::string_view name);

/// Whether `host` is the address or the name of one in public-resolvers.csv.
bool is_public_resolver(std::string_view host);

}  // namespace edig::cli

#include "cli/server_sets.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/csv.h"
#include "cli/values.h"
#include "embedded/public_resolvers_csv.h"

namespace edig::cli {
namespace {

constexpr std::size_t columns = 10;
constexpr auto& rows = csv::table<embedded::public_resolvers_csv, columns>;

ServerSpec spec(const csv::Row<columns>& row) {
  const auto& [set, address, ipv6, tls_name, path, by, filters, validates, ede, source] = row;
  ServerSpec server;
  server.host = address;
  server.ipv6 = ipv6;
  server.tls_name = tls_name;
  server.path = path;
  server.set = set;
  return server;
}

bool is_set_name(std::string_view name) {
  return !name.empty() &&
         std::ranges::all_of(name, [](char c) { return ascii::is_alphanumeric(c) || c == '-'; });
}

}  // namespace

Result<void> add_server_set(ServerSets& sets, std::string_view text, std::string_view what) {
  auto words = split(text, " ,");
  if (words.size() < 2 || !is_set_name(words[0]))
    return fail(Error::Kind::usage,
                std::string(what) + " is a name and its servers, not '" + std::string(text) + "'",
                "as in office,192.0.2.1,tls://dns.example");
  std::vector<ServerSpec> servers;
  for (auto word : std::span(words).subspan(1)) {
    auto server = parse_server(word);
    if (!server) return std::unexpected(server.error());
    server->set = words[0];
    servers.push_back(std::move(*server));
  }
  sets.insert_or_assign(std::string(words[0]), std::move(servers));
  return {};
}

std::vector<ServerSpec> find_server_set(const ServerSets& own, std::string_view name) {
  if (auto found = own.find(name); found != own.end()) return found->second;
  std::vector<ServerSpec> servers;
  for (const auto& row : rows)
    if (row[0] == name) servers.push_back(spec(row));
  return servers;
}

bool is_public_resolver(std::string_view host) {
  return std::ranges::any_of(rows, [&](const auto& row) { return row[1] == host || row[2] == host; });
}

}  // namespace edig::cli

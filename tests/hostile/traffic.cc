// Asks as edig does, and prints what that cost: packets, octets and connections.
//
//   edig_traffic ARGUMENT...                      what `edig ARGUMENT...` asks, a diagnosis aside
//   edig_traffic fetch udp|tcp ADDRESS NAME...    what a diagnosis fetches from an authoritative server
#include <cstdio>
#include <string>
#include <vector>

#include "cli/command_line.h"
#include "run/ask.h"
#include "run/client_fetcher.h"

namespace {

using namespace edig;

// Takes any number of reports, and tells nobody.
class Silent : public run::Listener {
 public:
  void answered(std::size_t, const run::Request&, const report::Report&) override {}
  void refused(std::size_t, const Error&) override {}
  bool has_room(std::size_t) const override { return true; }
  void write(const run::Request&, std::string_view) override {}
  void written(std::size_t, const run::Request&, int, const std::string&) override {}
};

diagnosis::Traffic ask(std::span<char*> arguments) {
  cli::Environment environment;
  environment.variable = [](const std::string&) { return std::nullopt; };
  auto line = cli::parse(arguments, environment);
  if (!line) throw std::runtime_error(line.error().text);
  transport::Client client;
  Silent silent;
  run::ask_all(client, line->requests, nullptr, silent);
  const auto& traffic = client.traffic();
  return {traffic.packets, traffic.octets, traffic.connections};
}

diagnosis::Traffic fetch(const std::string& protocol, const std::string& address, std::span<char*> names) {
  transport::Client client;
  transport::Tactics tactics;
  tactics.timeout = std::chrono::milliseconds(500);
  run::ClientFetcher fetcher(client, {}, tactics);
  std::vector<diagnosis::Ask> asks;
  for (const char* name : names) {
    auto& ask = asks.emplace_back();
    ask.question = {*dns::Name::parse(name), 1, 1};
    ask.server = address;
    ask.tcp = protocol == "tcp";
  }
  fetcher.fetch(asks, std::chrono::steady_clock::now() + std::chrono::seconds(5));
  return fetcher.traffic();
}

}  // namespace

int main(int argc, char** argv) {
  std::span arguments(argv, static_cast<std::size_t>(argc));
  bool fetches = argc > 4 && std::string(argv[1]) == "fetch";
  auto traffic = fetches ? fetch(argv[2], argv[3], arguments.subspan(4)) : ask(arguments);
  std::printf("%llu %llu %llu\n", static_cast<unsigned long long>(traffic.packets),
              static_cast<unsigned long long>(traffic.octets),
              static_cast<unsigned long long>(traffic.connections));
}

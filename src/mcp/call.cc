#include "mcp/call.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "mcp/protocol.h"
#include "mcp/result.h"
#include "mcp/survey.h"
#include "report/format.h"
#include "run/ask_one.h"
#include "run/progress.h"
#include "transport/client.h"

namespace edig::mcp {
namespace {

// Where the request is not for a name.
constexpr std::array any_name = {"-q", "example."};

std::string text_of(const Error& error) { return error.text + (error.hint.empty() ? "" : "; " + error.hint); }

std::string spelling(const transport::Server& server) {
  auto host = server.host.find(':') == server.host.npos ? server.host : '[' + server.host + ']';
  bool plain = server.protocol == transport::Protocol::udp;
  auto scheme = plain ? "" : fmt::format("{}://", name(server.protocol));
  if (server.port == transport::default_port(server.protocol)) return scheme + (plain ? server.host : host);
  return scheme + fmt::format("{}:{}", host, server.port);
}

// With +compare the others stand beside it.
std::vector<std::string> spellings(const run::Request& request) {
  std::vector<std::string> all;
  for (const auto& server : request.servers) all.push_back(spelling(server));
  for (const auto& side : request.beside) all.push_back(spelling(side.servers.front()));
  return all;
}

// The places of those that the arguments name among those that may be asked; none: all of them.
Result<std::vector<std::size_t>> chosen(const std::vector<std::string>& allowed, const Json& arguments) {
  std::vector<std::size_t> places;
  auto names = arguments.value("servers", Json::array());
  if (arguments.contains("server")) names.push_back(arguments["server"]);
  for (const std::string name : names) {
    auto found = std::ranges::find(allowed, name);
    if (found == allowed.end())
      return fail(Error::Kind::usage, "the server is not one of those that may be asked",
                  fmt::format("there are {}; whoever starts edig --mcp adds others as @SERVER",
                              Json(allowed).dump()));
    places.push_back(static_cast<std::size_t>(found - allowed.begin()));
  }
  return places;
}

Result<run::Request> request_for(const Tools& tools, const Json& tool, const Json& arguments,
                                 const run::RequestMaker& request_of) {
  auto places = chosen(servers(tools, tool, request_of), arguments);
  if (!places) return std::unexpected(places.error());
  auto words = tools.words(tool, arguments);
  if (arguments.contains("names")) words.insert(words.end(), any_name.begin(), any_name.end());
  auto request = request_of(words);
  if (!request || places->empty()) return request;
  if (request->beside.empty()) {
    request->servers = {request->servers[places->front()]};
    return request;
  }
  auto sides = std::exchange(request->beside, {});
  sides.insert(sides.begin(), *request);
  auto picked = sides[places->front()];
  for (auto place = places->begin() + 1; place != places->end(); ++place)
    picked.beside.push_back(sides[*place]);
  return picked;
}

std::string json_of(const report::Report& report, report::Style style) {
  style.format = report::Format::json;
  style.compact = true;
  return report::format(report, style);
}

// Its progress is counted in messages that were sent: nobody knows how many it will take.
Json ask(const run::Request& request, Progress& progress) {
  transport::Client client;
  client.watch([&](const transport::Job& job) {
    progress.reach(client.traffic().packets, std::nullopt, run::asking(job));
  });
  auto report = run::ask_one(client, request);
  auto style = request.style;
  style.format = report::Format::text;
  style.colour = false;
  style.columns = 0;
  auto text = report::format(report, style);
  auto json = json_of(report, style);
  if (json.size() > max_structured) {
    text.insert(0, "The records of the answer are left out of the JSON: they are too long.\n");
    style.answer = false;
    json = json_of(report, style);
  }
  if (json.size() > max_structured)
    return failed_call(fmt::format("what came of it is longer than {} octets", max_structured));
  return call_result(text, Json::parse(json));
}

}  // namespace

std::vector<std::string> servers(const Tools& tools, const Json& tool, const run::RequestMaker& request_of) {
  auto words = tools.words(tool, Json::object());
  words.insert(words.end(), any_name.begin(), any_name.end());
  auto request = request_of(words);
  return request ? spellings(*request) : std::vector<std::string>();
}

Json run_call(const Tools& tools, const Json& tool, const Json& arguments,
              const run::RequestMaker& request_of, Progress progress) {
  auto request = request_for(tools, tool, arguments, request_of);
  if (!request) return failed_call(text_of(request.error()));
  if (arguments.contains("names")) return survey(arguments["names"], *request, progress);
  return ask(*request, progress);
}

}  // namespace edig::mcp

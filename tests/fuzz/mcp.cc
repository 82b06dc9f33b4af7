// edig --mcp: lines of a client, a call for each that is one, and the request that is made of its words.
// Whatever comes, each answer is one line of JSON-RPC, and nobody is asked but the servers of the command
// line.
#include "mcp/protocol.h"

#include <algorithm>

#include "cli/command_line.h"
#include "expect.h"
#include "mcp/call.h"
#include "mcp/result.h"

using namespace edig;
using fuzz::expect;
using mcp::Json;

namespace {

run::RequestMaker maker() {
  const char* arguments[] = {"edig", "--mcp", "-r", "@192.0.2.1", "@192.0.2.2"};
  cli::Environment environment;
  environment.variable = [](const std::string&) { return std::nullopt; };
  return cli::parse(arguments, environment)->request_of;
}

void check(const run::Request& request) {
  for (const auto& server : request.servers) expect(server.host.starts_with("192.0.2."));
  for (const auto& side : request.beside) check(side);
  expect(request.names.size() == 1);
}

class Calls : public mcp::Calls {
 public:
  explicit Calls(const mcp::Tools& tools) : tools_(tools) {}

  void begin(std::uint64_t call, const Json& tool, const Json& arguments) override {
    under_way.push_back(call);
    if (auto request = request_of_(tools_.words(tool, arguments))) check(*request);
  }
  void cancel(std::uint64_t call) override { expect(std::erase(under_way, call) == 1); }
  std::vector<std::string> servers(const Json&) override { return {"192.0.2.1", "192.0.2.2"}; }

  std::vector<std::uint64_t> under_way;

 private:
  const mcp::Tools& tools_;
  run::RequestMaker request_of_ = maker();
};

void check_answer(const std::string& text) {
  if (text.empty()) return;
  expect(std::ranges::count(text, '\n') == 1 && text.ends_with('\n'));
  auto answer = Json::parse(text);
  expect(answer["jsonrpc"] == "2.0");
  expect(answer.contains("result") + answer.contains("error") + answer.contains("method") == 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const mcp::Tools tools;
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  Calls calls(tools);
  mcp::Protocol protocol(tools, calls);
  while (!rest.empty()) {
    auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(rest.size(), line.size() + 1));
    check_answer(protocol.take(line));
    expect(calls.under_way.size() <= mcp::Protocol::max_calls);
  }
  for (auto call : calls.under_way) {
    check_answer(protocol.progress(call, {{"progress", 1}, {"message", rest}}));
    expect(protocol.progress(call, {{"progress", 1}}).empty());
    auto answer = protocol.finish(call, mcp::call_result(rest, {{"schema", 1}}));
    expect(!answer.empty());
    check_answer(answer);
  }
  return 0;
}

#include "mcp/serve.h"

#include <unistd.h>

#include <vector>

#include "base/exit_status.h"
#include "base/line_reader.h"
#include "base/write_all.h"
#include "mcp/call.h"
#include "mcp/protocol.h"
#include "mcp/workers.h"
#include "run/complain.h"

namespace edig::mcp {
namespace {

constexpr std::size_t max_line = 1 << 20;  // octets of a message

class CallsByWorkers : public Calls {
 public:
  CallsByWorkers(const Tools& tools, const run::RequestMaker& request_of)
      : tools_(tools), request_of_(request_of) {}

  void begin(std::uint64_t call, const Json& tool, const Json& arguments) override {
    workers.begin(call, [this, &tool, arguments](const Workers::Tell& tell) {
      return run_call(tools_, tool, arguments, request_of_, Progress(tell))
          .dump(-1, ' ', false, Json::error_handler_t::replace);
    });
  }
  void cancel(std::uint64_t call) override { workers.cancel(call); }
  std::vector<std::string> servers(const Json& tool) override {
    return mcp::servers(tools_, tool, request_of_);
  }

  Workers workers;

 private:
  const Tools& tools_;
  const run::RequestMaker& request_of_;
};

Json result_of(const Workers::Ended& ended) {
  if (ended.late)
    return failed_call("it took longer than " + std::to_string(Workers::longest.count()) +
                       " s, and was ended");
  auto result = ended.result ? Json::parse(*ended.result, nullptr, false) : Json();
  return result.is_object() ? result : failed_call("edig itself failed: there is no result");
}

std::string answer_to(Protocol& protocol, const Result<std::string_view>& line) {
  if (line) return protocol.take(*line);
  return error_line(nullptr, {rpc::parse_error, line.error().text});
}

void wait(int input, const Workers& workers) {
  std::vector<pollfd> descriptors{{.fd = input, .events = POLLIN, .revents = 0}};
  workers.watch(descriptors);
  ::poll(descriptors.data(), descriptors.size(), workers.patience());
}

}  // namespace

int serve(const run::RequestMaker& request_of) {
  auto lines = LineReader::open("-", max_line);
  if (!lines) return run::complain(lines.error());
  Tools tools;
  CallsByWorkers calls(tools, request_of);
  Protocol protocol(tools, calls);
  auto write = [](const std::string& text) { return write_all(STDOUT_FILENO, text); };
  for (;;) {
    while (auto line = lines->next())
      if (!write(answer_to(protocol, *line))) return run::complain(run::cannot_print());
    if (lines->ended()) return status::good;
    wait(lines->descriptor(), calls.workers);
    auto [told, ended] = calls.workers.collect();
    std::string text;
    for (const auto& [number, line] : told)
      text += protocol.progress(number, Json::parse(line, nullptr, false));
    for (const auto& call : ended) text += protocol.finish(call.number, result_of(call));
    if (!write(text)) return run::complain(run::cannot_print());
  }
}

}  // namespace edig::mcp

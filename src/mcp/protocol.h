// The Model Context Protocol, as a server: lines of the client -> lines for it. No I/O.
//
// Revision 2026-07-28: each request says in `_meta` which revision it speaks, and stands for itself
// ("Versioning and Compatibility"). Clients of the revisions before begin with `initialize`, which holds for
// what follows without that `_meta`.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "mcp/json_rpc.h"
#include "mcp/tools.h"

namespace edig::mcp {

/// Who runs the tools. `call` counts them.
class Calls {
 public:
  virtual ~Calls() = default;
  virtual void begin(std::uint64_t call, const Json& tool, const Json& arguments) = 0;
  /// What it comes to is wanted no more.
  virtual void cancel(std::uint64_t call) = 0;
  /// What a tool may choose from; none where it cannot run at all.
  virtual std::vector<std::string> servers(const Json& tool) = 0;
};

class Protocol {
 public:
  /// Calls under way and waiting.
  static constexpr std::size_t max_calls = 32, max_subscriptions = 32;

  /// Both outlive this.
  Protocol(const Tools& tools, Calls& calls) : tools_(tools), calls_(calls) {}

  /// What is to be written after `line`: whole lines, or nothing.
  std::string take(std::string_view line);
  /// The same when a call tells how far it has come (progress.h): nothing where its client did not ask for
  /// that.
  std::string progress(std::uint64_t call, const Json& told);
  /// The same when a call has ended. `result`: as `tools/call` has it.
  std::string finish(std::uint64_t call, const Json& result);

 private:
  struct Call {
    Json id;
    bool modern;
    Json progress_token;  // null: there is none
    Json progress = 0;    // as far as it was told
  };

  void notified(const Message& message);
  std::string answer(const Message& message);
  RpcResult<Json> reply(const Message& message, bool modern);
  RpcResult<Json> list(const Message& message, const char* member,
                       const std::function<Json()>& entries) const;
  RpcResult<Json> read(const Message& message, bool modern) const;
  std::string call(const Message& message, bool modern);
  std::string subscribe(const Message& message);
  RpcResult<Json> initialize(const Json& params);

  const Tools& tools_;
  Calls& calls_;
  bool initialized_ = false;
  std::uint64_t last_call_ = 0;
  std::map<Json, std::uint64_t> numbers_;  // by the id of the request: 1 and "1" are two
  std::map<std::uint64_t, Call> under_way_;
  std::set<Json> subscriptions_;  // by the same
};

/// A result of `tools/call` that is an error, for the model to read.
Json failed_call(const std::string& text);

}  // namespace edig::mcp

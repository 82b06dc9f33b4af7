// JSON-RPC 2.0 as the Model Context Protocol has it: one message a line, ids are strings or integers, no
// batches (revision 2026-07-28, "Base Protocol").
#pragma once

#include <expected>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace edig::mcp {

using Json = nlohmann::ordered_json;

namespace rpc {
inline constexpr int parse_error = -32700, invalid_request = -32600, method_not_found = -32601,
                     invalid_params = -32602, internal_error = -32603;
/// Of the Model Context Protocol, from 2026-07-28 on.
inline constexpr int unsupported_version = -32022;
/// The same, up to 2025-11-25.
inline constexpr int resource_not_found = -32002;

struct Error {
  int code = internal_error;
  std::string message;
  Json data = nullptr;
};
}  // namespace rpc

template <typename T>
using RpcResult = std::expected<T, rpc::Error>;

/// Whether it is one: of a request, and in the same form that of its progress.
bool is_id(const Json& json);

/// A request, or without an id a notification.
struct Message {
  Json id = nullptr;
  std::string method;
  Json params = Json::object();

  bool is_request() const { return !id.is_null(); }
};

/// What is wrong with a line, and the id of it where that can be read; else null.
struct Malformed {
  Json id = nullptr;
  rpc::Error error;
};

/// Nothing: the line is blank, or a response, which nobody here waits for. `line`: hostile, of any length.
std::expected<std::optional<Message>, Malformed> read_message(std::string_view line);

/// Each is one line, with its line break.
std::string result_line(const Json& id, const Json& result);
/// A null `id` is left out.
std::string error_line(const Json& id, const rpc::Error& error);
std::string notification_line(std::string_view method, const Json& params);

}  // namespace edig::mcp

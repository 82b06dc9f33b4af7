#include "mcp/json_rpc.h"

#include <utility>

namespace edig::mcp {
namespace {

constexpr int max_depth = 32;  // arrays and objects in each other
constexpr std::size_t max_id = 256, max_method = 128;

std::unexpected<Malformed> malformed(int code, std::string message, Json id = nullptr) {
  return std::unexpected(Malformed{std::move(id), {code, std::move(message)}});
}

std::string line_of(const Json& message) {
  return message.dump(-1, ' ', false, Json::error_handler_t::replace) + '\n';
}

Json envelope() { return {{"jsonrpc", "2.0"}}; }

bool is_response(const Json& json) { return json.contains("result") || json.contains("error"); }

std::expected<std::optional<Message>, Malformed> read_object(Json json) {
  Message message;
  if (auto id = json.find("id"); id != json.end()) {
    if (!is_id(*id)) return malformed(rpc::invalid_request, "an id is a string or an integer");
    message.id = *id;
  }
  if (json.value("jsonrpc", Json()) != "2.0")
    return malformed(rpc::invalid_request, "this is no JSON-RPC 2.0", message.id);
  auto method = json.find("method");
  if (method == json.end() && is_response(json)) return std::nullopt;
  if (method == json.end() || !method->is_string() ||
      method->get_ref<const std::string&>().size() > max_method)
    return malformed(rpc::invalid_request, "there is no method", message.id);
  message.method = method->get<std::string>();
  auto params = json.find("params");
  if (params == json.end()) return message;
  if (!params->is_object()) return malformed(rpc::invalid_params, "params are an object", message.id);
  message.params = std::move(*params);
  return message;
}

}  // namespace

bool is_id(const Json& json) {
  return json.is_number_integer() ||
         (json.is_string() && json.get_ref<const std::string&>().size() <= max_id);
}

std::expected<std::optional<Message>, Malformed> read_message(std::string_view line) {
  if (line.find_first_not_of(" \t\r") == line.npos) return std::nullopt;
  bool deep = false;
  auto bounded = [&](int depth, Json::parse_event_t, const Json&) {
    deep |= depth > max_depth;
    return !deep;
  };
  auto json = Json::parse(line, bounded, false);
  if (deep) return malformed(rpc::invalid_request, "it is nested too deeply");
  if (json.is_discarded()) return malformed(rpc::parse_error, "this is no JSON");
  if (json.is_array()) return malformed(rpc::invalid_request, "batches are not taken: one message a line");
  if (!json.is_object()) return malformed(rpc::invalid_request, "a message is an object");
  return read_object(std::move(json));
}

std::string result_line(const Json& id, const Json& result) {
  auto message = envelope();
  message["id"] = id;
  message["result"] = result;
  return line_of(message);
}

std::string error_line(const Json& id, const rpc::Error& error) {
  auto message = envelope();
  if (!id.is_null()) message["id"] = id;
  message["error"] = {{"code", error.code}, {"message", error.message}};
  if (!error.data.is_null()) message["error"]["data"] = error.data;
  return line_of(message);
}

std::string notification_line(std::string_view method, const Json& params) {
  auto message = envelope();
  message["method"] = method;
  message["params"] = params;
  return line_of(message);
}

}  // namespace edig::mcp

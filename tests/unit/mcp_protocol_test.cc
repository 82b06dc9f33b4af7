#include <doctest/doctest.h>

#include "mcp/protocol.h"

using namespace edig;
using mcp::Json;

namespace {

// Remembers what it is told to begin, and ends nothing by itself.
struct FakeCalls : mcp::Calls {
  void begin(std::uint64_t call, const Json& tool, const Json& arguments) override {
    begun.emplace_back(call, tool["name"].get<std::string>() + " " + arguments.dump());
  }
  void cancel(std::uint64_t call) override { cancelled.push_back(call); }
  std::vector<std::string> servers(const Json&) override { return {"192.0.2.53", "tls://dns.example"}; }

  std::vector<std::pair<std::uint64_t, std::string>> begun;
  std::vector<std::uint64_t> cancelled;
};

struct Session {
  mcp::Tools tools;
  FakeCalls calls;
  mcp::Protocol protocol{tools, calls};

  std::string take(const std::string& line) { return protocol.take(line); }
  Json answer(const std::string& line) {
    auto text = take(line);
    REQUIRE(text.ends_with('\n'));
    REQUIRE(text.find('\n') == text.size() - 1);
    return Json::parse(text);
  }
  Json modern(const std::string& method, Json params = Json::object(), Json id = 1) {
    params["_meta"] = {{"io.modelcontextprotocol/protocolVersion", "2026-07-28"},
                       {"io.modelcontextprotocol/clientCapabilities", Json::object()}};
    auto text = take(Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}.dump());
    return text.empty() ? Json() : Json::parse(text);
  }
  Json legacy(const std::string& method, const Json& params = Json::object(), Json id = 1) {
    auto text = take(Json{{"jsonrpc", "2.0"}, {"id", id}, {"method", method}, {"params", params}}.dump());
    return text.empty() ? Json() : Json::parse(text);
  }
};

int code(const Json& answer) { return answer.at("error").at("code"); }

const Json ask{{"name", "ask"}, {"arguments", {{"name", "www.example"}}}};

}  // namespace

TEST_CASE("mcp: a request of 2026-07-28 stands for itself") {
  Session session;
  auto result = session.modern("server/discover")["result"];
  CHECK(result["resultType"] == "complete");
  CHECK(result["supportedVersions"] == Json{"2026-07-28"});
  CHECK(result["capabilities"].contains("tools"));
  CHECK(result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "edig");
  CHECK(result["ttlMs"].get<int>() > 0);
  CHECK(session.modern("tools/list")["result"]["tools"].size() == 6);
  CHECK(code(session.modern("ping")) == -32601);
  CHECK(code(session.modern("prompts/list")) == -32601);
}

TEST_CASE("mcp: another version is refused by name, an incomplete envelope as invalid") {
  Session session;
  auto of = [&](const std::string& meta) {
    return session.answer(R"({"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"_meta":)" + meta +
                          "}}");
  };
  auto other = of(
      R"({"io.modelcontextprotocol/protocolVersion":"1900-01-01","io.modelcontextprotocol/clientCapabilities":{}})");
  CHECK(code(other) == -32022);
  CHECK(other["error"]["data"]["supported"] == Json{"2026-07-28"});
  CHECK(other["error"]["data"]["requested"] == "1900-01-01");
  CHECK(code(of(R"({"io.modelcontextprotocol/protocolVersion":"2026-07-28"})")) == -32602);
  CHECK(code(of(R"({"io.modelcontextprotocol/protocolVersion":7})")) == -32602);
  CHECK(code(of("{}")) == -32602);
}

TEST_CASE("mcp: the client of a revision before begins with initialize") {
  Session session;
  CHECK(code(session.legacy("tools/list")) == -32602);
  CHECK(session.legacy("ping")["result"] == Json::object());
  auto version = [&](const char* wanted) {
    return session.legacy("initialize", {{"protocolVersion", wanted}})["result"]["protocolVersion"];
  };
  CHECK(version("2025-06-18") == "2025-06-18");
  CHECK(version("2024-11-05") == "2024-11-05");
  CHECK(version("2025-03-26") == "2025-11-25");
  CHECK(version("2099-01-01") == "2025-11-25");
  CHECK(session.take(R"({"jsonrpc":"2.0","method":"notifications/initialized"})").empty());
  auto list = session.legacy("tools/list")["result"];
  CHECK(list["tools"].size() == 6);
  CHECK_FALSE(list.contains("resultType"));
  CHECK(code(session.legacy("server/discover")) == -32601);
  CHECK(code(session.legacy("initialize")) == -32602);
}

TEST_CASE("mcp: the two kinds of clients do not disturb each other") {
  Session session;
  session.legacy("initialize", {{"protocolVersion", "2025-11-25"}});
  CHECK(session.modern("resources/list")["result"]["resultType"] == "complete");
  CHECK(code(session.modern("ping")) == -32601);
  CHECK(session.legacy("ping").contains("result"));
}

TEST_CASE("mcp: a call is begun, and answered when it ends, by its own id") {
  Session session;
  CHECK(session.modern("tools/call", ask, "a").is_null());
  CHECK(session.modern("tools/call", ask, 1).is_null());
  CHECK(session.modern("tools/call", ask, "1").is_null());
  REQUIRE(session.calls.begun.size() == 3);
  CHECK(session.calls.begun[0].second == R"(ask {"name":"www.example"})");
  auto finished =
      Json::parse(session.protocol.finish(session.calls.begun[2].first, {{"content", Json::array()}}));
  CHECK(finished["id"] == "1");
  CHECK(finished["result"]["resultType"] == "complete");
  finished = Json::parse(session.protocol.finish(session.calls.begun[1].first, {{"content", Json::array()}}));
  CHECK(finished["id"] == 1);
  CHECK(session.protocol.finish(session.calls.begun[1].first, Json::object()).empty());
}

TEST_CASE("mcp: who gave a token is told how far a call is, each time further, until it ends") {
  Session session;
  session.legacy("initialize", {{"protocolVersion", "2025-11-25"}});
  auto call = [&](const Json& id, const Json& token) {
    auto params = ask;
    params["_meta"]["progressToken"] = token;
    session.legacy("tools/call", params, id);
    return session.calls.begun.back().first;
  };
  auto tell = [&](std::uint64_t number, const char* told) {
    return session.protocol.progress(number, Json::parse(told, nullptr, false));
  };
  auto first = call(1, "one"), second = call(2, 2), third = call(3, {{"a", 1}});
  CHECK(tell(first, R"({"progress":1,"total":20,"message":"asking"})") ==
        R"({"jsonrpc":"2.0","method":"notifications/progress",)"
        R"("params":{"progress":1,"total":20,"message":"asking","progressToken":"one"}})"
        "\n");
  CHECK(Json::parse(tell(second, R"({"progress":7})"))["params"]["progressToken"] == 2);
  CHECK(tell(first, R"({"progress":1})").empty());
  for (const char* none : {"{}", "[]", "x", R"({"progress":"9"})", R"({"progress":-1})"})
    CHECK(tell(second, none).empty());
  CHECK(tell(third, R"({"progress":1})").empty());
  session.modern("tools/call", ask, 4);
  CHECK(tell(session.calls.begun.back().first, R"({"progress":1})").empty());
  session.protocol.finish(second, Json::object());
  CHECK(tell(second, R"({"progress":8})").empty());
}

TEST_CASE("mcp: two calls with one id are one too many") {
  Session session;
  session.modern("tools/call", ask, 7);
  CHECK(code(session.modern("tools/call", ask, 7)) == -32600);
  CHECK(session.calls.begun.size() == 1);
}

TEST_CASE("mcp: nothing is said of a call that is cancelled, and of others nothing changes") {
  Session session;
  session.modern("tools/call", ask, 1);
  session.modern("tools/call", ask, "1");
  auto cancel = [&](const char* id) {
    return session.take(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":)" +
                        std::string(id) + "}}");
  };
  CHECK(cancel("2").empty());
  CHECK(cancel("null").empty());
  CHECK(cancel("{\"a\":[1]}").empty());
  CHECK(session.calls.cancelled.empty());
  CHECK(cancel("\"1\"").empty());
  REQUIRE(session.calls.cancelled.size() == 1);
  CHECK(session.calls.cancelled[0] == session.calls.begun[1].first);
  CHECK(session.protocol.finish(session.calls.begun[1].first, Json::object()).empty());
  CHECK_FALSE(session.protocol.finish(session.calls.begun[0].first, Json::object()).empty());
}

TEST_CASE("mcp: what is wrong with arguments is a result that a model can read; an unknown tool is none") {
  Session session;
  auto text = [&](const Json& arguments) {
    auto result = session.modern("tools/call", {{"name", "ask"}, {"arguments", arguments}})["result"];
    CHECK(result["isError"] == true);
    CHECK_FALSE(result.contains("structuredContent"));
    return result["content"][0]["text"].get<std::string>();
  };
  CHECK(text(Json::object()) == "the argument 'name' is missing");
  CHECK(text({{"name", 5}}) == "the argument 'name' is to be a string");
  CHECK(text({{"name", ""}}) == "the argument 'name' is empty");
  CHECK(text({{"name", std::string(1005, 'a')}}) == "the argument 'name' is longer than 1004 octets");
  CHECK(text({{"name", "a"}, {"transport", "quic"}}) ==
        R"(the argument 'transport' is one of ["tcp","tls","https"])");
  CHECK(text({{"name", "a"}, {"words", "+html=x"}}).starts_with("there is no argument 'words'"));
  CHECK(code(session.modern("tools/call", {{"name", "rm"}})) == -32602);
  CHECK(code(session.modern("tools/call", {{"name", "ask"}, {"arguments", 5}})) == -32602);
  CHECK(code(session.modern("tools/call")) == -32602);
  CHECK(session.calls.begun.empty());
}

TEST_CASE("mcp: calls have a bound, and what is beyond it is told so") {
  Session session;
  for (std::size_t i = 0; i < mcp::Protocol::max_calls; ++i) session.modern("tools/call", ask, i);
  auto beyond = session.modern("tools/call", ask, "beyond")["result"];
  CHECK(beyond["isError"] == true);
  CHECK(session.calls.begun.size() == mcp::Protocol::max_calls);
  session.protocol.finish(session.calls.begun[0].first, Json::object());
  CHECK(session.modern("tools/call", ask, "beyond").is_null());
}

TEST_CASE("mcp: resources are listed and read, others are not there, each era by its own code") {
  Session session;
  for (const auto& resource : session.modern("resources/list")["result"]["resources"]) {
    auto result = session.modern("resources/read", {{"uri", resource["uri"]}})["result"];
    CHECK(result["contents"][0]["text"].get<std::string>().size() == resource["size"]);
    CHECK(result.contains("ttlMs"));
  }
  CHECK(session.modern("resources/templates/list")["result"]["resourceTemplates"] == Json::array());
  for (const char* uri : {"file:///etc/passwd", "edig:", "edig:manual/../x", ""})
    CHECK(code(session.modern("resources/read", {{"uri", uri}})) == -32602);
  CHECK(code(session.modern("resources/read")) == -32602);
  session.legacy("initialize", {{"protocolVersion", "2025-11-25"}});
  CHECK(code(session.legacy("resources/read", {{"uri", "edig:other"}})) == -32002);
}

TEST_CASE("mcp: there is one page, and no cursor to another") {
  Session session;
  CHECK(code(session.modern("tools/list", {{"cursor", "x"}})) == -32602);
}

TEST_CASE("mcp: a subscription is acknowledged for nothing, as nothing changes") {
  Session session;
  auto acknowledged =
      session.modern("subscriptions/listen", {{"notifications", {{"toolsListChanged", true}}}}, 5);
  CHECK(acknowledged["method"] == "notifications/subscriptions/acknowledged");
  CHECK(acknowledged["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"] == 5);
  CHECK(acknowledged["params"]["notifications"] == Json::object());
  CHECK(code(session.modern("tools/list", {}, 5)) == -32600);
  session.take(R"({"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}})");
  CHECK(session.modern("tools/list", Json::object(), 5).contains("result"));
}

TEST_CASE("mcp: what is no message is told so, or passed over") {
  Session session;
  auto refused = [&](const std::string& line) { return code(session.answer(line)); };
  for (const char* nothing : {"", " ", "\r", R"({"jsonrpc":"2.0","id":1,"result":{}})",
                              R"({"jsonrpc":"2.0","method":"notifications/unknown"})",
                              R"({"jsonrpc":"2.0","method":"notifications/cancelled"})",
                              R"({"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}})"})
    CHECK(session.take(nothing).empty());
  for (const char* text : {"x", "{", "{\"a\":\xff}", "Content-Length: 5", "\x1f\x8b", "nul\0l"})
    CHECK(refused(text) == -32700);
  for (const char* text :
       {"[]", R"([{"jsonrpc":"2.0","id":1,"method":"ping"}])", "1", "null", "\"x\"", "{}",
        R"({"jsonrpc":"1.0","id":1,"method":"ping"})", R"({"id":1,"method":"ping"})",
        R"({"jsonrpc":"2.0","id":null,"method":"ping"})", R"({"jsonrpc":"2.0","id":1.5,"method":"ping"})",
        R"({"jsonrpc":"2.0","id":{},"method":"ping"})", R"({"jsonrpc":"2.0","id":1,"method":5})",
        R"({"jsonrpc":"2.0","id":1})"})
    CHECK(refused(text) == -32600);
  CHECK(refused(R"({"jsonrpc":"2.0","id":1,"method":"ping","params":[]})") == -32602);
  CHECK(refused(std::string(1 << 20, '[')) == -32600);
  CHECK(session
            .answer(R"({"jsonrpc":"2.0","id":9223372036854775807,"method":"ping"})"
                    "\r")
            .contains("result"));
}

TEST_CASE("mcp: tools say what they take and give, and offer the servers that there are") {
  Session session;
  for (const auto& tool : session.modern("tools/list")["result"]["tools"]) {
    CHECK(tool["annotations"]["readOnlyHint"] == true);
    CHECK(tool["inputSchema"]["type"] == "object");
    CHECK(tool["outputSchema"]["type"] == "object");
    auto properties = tool["inputSchema"]["properties"];
    const auto& server =
        properties.contains("servers") ? properties["servers"]["items"] : properties["server"];
    CHECK(server["enum"].size() == 2);
    for (const auto& argument : properties) CHECK_FALSE(argument.contains("words"));
  }
}

// A request of a visitor, as the desk takes it. The input's parts stand behind each other with a record
// separator between them: the method, the path, and the peer; then parameters as "?name=value" and headers as
// "name: value". Whatever comes, nobody is asked but the operator's resolver, and each page, problem and
// header is whole.
#include "desk/desk.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "dns/query.h"
#include "expect.h"
#include "markup.h"

using namespace edig;
using fuzz::expect;

namespace {

constexpr char separator = 0x1e;

std::string take_part(std::string_view& rest, char end) {
  auto part = rest.substr(0, rest.find(end));
  rest.remove_prefix(std::min(part.size() + 1, rest.size()));
  return std::string(part);
}

desk::HttpRequest read(std::string_view rest) {
  desk::HttpRequest request{.method = take_part(rest, separator), .path = take_part(rest, separator)};
  request.peer = take_part(rest, separator);
  while (!rest.empty()) {
    auto part = take_part(rest, separator);
    std::string_view octets = part;
    bool parameter = octets.starts_with('?');
    if (parameter) octets.remove_prefix(1);
    auto name = take_part(octets, parameter ? '=' : ':');
    (parameter ? request.parameters : request.headers).emplace_back(name, octets);
  }
  return request;
}

desk::Settings settings() {
  const char* words[] = {"edig-desk", "@192.0.2.53", "--proxy=192.0.2.80", "--host=desk.example",
                         "--cors=https://app.example"};
  return desk::read_settings(words).value();
}

void check(const desk::HttpResponse& response) {
  expect(!desk::reason(response.status).empty());
  for (const auto& [name, value] : response.headers) fuzz::expect_harmless(name + value);
  if (response.content_type.starts_with("text/html")) fuzz::expect_markup(response.body);
  if (response.content_type != "application/problem+json") return;
  auto problem = nlohmann::json::parse(response.body);
  expect(problem["status"] == response.status && problem["title"] == desk::reason(response.status));
  if (problem.contains("detail")) fuzz::expect_harmless(problem["detail"].get<std::string>());
}

// The question goes to whom the operator named, and its pages hold what the visitor wrote.
void check(desk::Desk& desk, const desk::Call& call) {
  const auto& request = call.asked.request;
  expect(request.servers.size() == 1 && request.servers.front().host == "192.0.2.53" &&
         request.beside.empty());
  expect(request.why.on && !request.why.ask_special && !request.why.ask_private && !request.names.empty());
  expect(!call.asked.key.empty());
  auto message = dns::Message::parse(dns::encode(request.query, 1));
  expect(message && message->problems.empty() && message->questions.size() == 1);
  auto waiting = desk.look(call, call.since + std::chrono::seconds(2));
  if (!call.of_program) expect(waiting.has_value());
  if (waiting) check(*waiting);
  desk::Answer answer{.views = {ede::Language::count(), {"Works", "<article></article>", "{}"}},
                      .tone = "good"};
  check(desk::answer_page(call.visit, answer, ede::printable(call.visit.parameters.name)));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto made = settings();
  auto request = read({reinterpret_cast<const char*>(data), size});
  desk::Desk desk(made, "192.0.2.53 (UDP)");
  auto now = desk::Desk::Clock::now();
  auto taken = desk.take(request, now);
  if (auto* response = std::get_if<desk::HttpResponse>(&taken))
    check(*response);
  else
    check(desk, std::get<desk::Call>(taken));
  return 0;
}

#include "cli_requests.h"

using namespace edig;
using namespace edig::command_line;

namespace {

run::RequestMaker maker(std::vector<const char*> arguments, const World& world = {}) {
  arguments.insert(arguments.begin(), "--mcp");
  auto line = parse(std::move(arguments), world);
  if (!line) FAIL(line.error().text);
  CHECK(line->requests.empty());
  return line->request_of;
}

Request made(const run::RequestMaker& request_of, const Texts& words) {
  auto request = request_of(words);
  if (!request) FAIL(request.error().text);
  return *request;
}

std::string refusal(std::vector<const char*> arguments) {
  arguments.insert(arguments.begin(), "--mcp");
  auto line = parse(std::move(arguments));
  return line ? "" : line.error().text;
}

}  // namespace

TEST_CASE("--mcp: the command line says whom to ask and how, a call what") {
  World world;
  auto request_of = maker({"@192.0.2.1", "@tls://192.0.2.2", "+timeout=2"}, world);
  auto request = made(request_of, {"-q", "www.example", "-t", "MX"});
  CHECK(question(request) == "www.example. IN MX");
  REQUIRE(request.servers.size() == 2);
  CHECK(request.servers[1].protocol == transport::Protocol::tls);
  CHECK(request.tactics.timeout == std::chrono::seconds(2));
  CHECK_FALSE(request.why.on);
  CHECK(made(request_of, {"-q", "www.example", "+why"}).why.on);
  CHECK(made(request_of, {"-q", "www.example", "+explain=owner"}).why.on);
  CHECK(made(request_of, {"-q", "www.example", "+compare"}).beside.size() == 1);
  CHECK(made(request_of, {"-q", "www.example", "+services"}).services.on);
}

TEST_CASE("--mcp: one call leaves nothing for the next") {
  World world;
  auto request_of = maker({"@192.0.2.1"}, world);
  made(request_of, {"-q", "www.example", "-t", "MX", "+why", "+tcp", "+lang=ja"});
  auto request = made(request_of, {"-q", "www.example"});
  CHECK(question(request) == "www.example. IN A");
  CHECK_FALSE(request.why.on);
  CHECK(request.servers[0].protocol == transport::Protocol::udp);
  CHECK(request.style.language == ede::Language::en);
}

TEST_CASE("--mcp: a name is a name, whatever it looks like") {
  World world;
  auto request_of = maker({"@192.0.2.1"}, world);
  for (const char* name : {"@192.0.2.9", "+html=x", "--help", "-f", "mx", "example."}) {
    auto request = request_of(Texts{"-q", name});
    if (request) CHECK(request->servers.size() == 1);
    if (request) CHECK(request->servers[0].host == "192.0.2.1");
  }
  CHECK(question(made(request_of, {"-q", "mx"})) == "mx. IN A");
}

TEST_CASE("--mcp: what a call must not be is refused") {
  World world;
  auto request_of = maker({"@192.0.2.1"}, world);
  for (Texts words :
       {Texts{"-q", "a", "-q", "b"}, Texts{}, Texts{"-q", "a", "-t", "AXFR"},
        Texts{"-q", "a", "-t", "ixfr=1"}, Texts{"-q", "a", "-t", "nonsense"}, Texts{"-q", "a..b"}})
    CHECK_FALSE(request_of(words));
}

TEST_CASE("--mcp: options of the look, and what calls say themselves, have no effect") {
  World world;
  auto request =
      made(maker({"@192.0.2.1", "+why", "+compare", "+services", "+trace", "+all", "+noanswer"}, world),
           {"-q", "www.example"});
  CHECK_FALSE(request.why.on);
  CHECK_FALSE(request.services.on);
  CHECK_FALSE(request.follow_up);
  CHECK(request.style.answer);
  CHECK_FALSE(request.style.all_sections);
}

TEST_CASE("--mcp: no name, no file, no dig") {
  CHECK(refusal({"www.example"}) == "--mcp asks what an assistant asks for, and nothing else");
  CHECK(refusal({"-f", "/dev/null"}) == "--mcp asks what an assistant asks for, and nothing else");
  CHECK(refusal({"+survey=/dev/null"}) == "--mcp asks what an assistant asks for, and nothing else");
  CHECK(refusal({"+html=x"}) == "--mcp has standard output for the assistant, and writes no files");
  CHECK(refusal({"+asdig"}) == "dig has no --mcp");
  CHECK_FALSE(refusal({"@tls://dns..example"}).empty());
}

TEST_CASE("--mcp: resolv.conf is read anew for each call") {
  auto path = std::string("/tmp/edig-mcp-resolv-conf.") + std::to_string(getpid());
  auto write = [&](const char* address) { std::ofstream(path) << "nameserver " << address << '\n'; };
  World world{.variables = {{"EDIG_RESOLV_CONF", path}}};
  write("192.0.2.1");
  auto request_of = maker({}, world);
  CHECK(made(request_of, {"-q", "a"}).servers[0].host == "192.0.2.1");
  write("192.0.2.2");
  CHECK(made(request_of, {"-q", "a"}).servers[0].host == "192.0.2.2");
  std::remove(path.c_str());
}

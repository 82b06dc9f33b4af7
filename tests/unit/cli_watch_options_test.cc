// +watch on the command line.
#include "cli_requests.h"
#include "run/watch.h"

using namespace edig;
using namespace edig::command_line;
using namespace std::chrono_literals;

TEST_CASE("+watch is for the whole line, wherever it stands") {
  CHECK_FALSE(parse({"a.example"})->watch);
  CHECK(parse({"+watch", "a.example"})->watch);
  auto line = parse({"a.example", "b.example", "+watch=2.5"});
  CHECK(line->watch);
  CHECK(line->watch_interval == 2500ms);
  CHECK(line->requests.size() == 2);
  CHECK_FALSE(parse({"+watch=5", "a.example", "+nowatch"})->watch);
  CHECK_FALSE(parse({"+watch=5", "a.example", "+watch"})->watch_interval);
}

TEST_CASE("a diagnosis is asked for less often") {
  CHECK(run::watch_interval({}, only({"+watch", "a.example"})) == 10s);
  CHECK(run::watch_interval({}, only({"+watch", "+why", "a.example"})) == 30s);
  CHECK(run::watch_interval(2s, only({"+watch=2", "+why", "a.example"})) == 2s);
}

TEST_CASE("its JSON is one object a line") {
  CHECK(only({"+watch", "+json", "a.example"}).style.compact);
  CHECK_FALSE(only({"+json", "a.example"}).style.compact);
}

TEST_CASE("a line of a file cannot ask for it") {
  File file("a.example +watch\n");
  auto lines = lines_of({"-f", file.path()});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].find("+watch belongs on the command line") != std::string::npos);
}

// Zone transfers and the signing of queries on the command line.
#include <chrono>

#include "cli_requests.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::command_line;
using report::Format;

namespace {

constexpr const char* key = "hmac-sha256:key.example:c2VjcmV0";

}  // namespace

TEST_CASE("a zone is asked for over TCP, without what means nothing in it (RFC 5936 section 2.1.1)") {
  auto request = only({"@192.0.2.1", "+notcp", "a.example", "AXFR"});
  CHECK(server(request) == "tcp 192.0.2.1 53");
  CHECK(!request.query.rd);
  CHECK(!request.query.ad);
  CHECK(only({"+asdig", "a.example", "AXFR"}).query.ad);
  CHECK(!only({"+asdig", "a.example", "IXFR=1"}).query.ad);
  CHECK(server(only({"@192.0.2.1", "a.example", "IXFR=1", "+notcp"})) == "udp 192.0.2.1 53");
}

TEST_CASE("dig's layout of a transfer has comments and question where they are asked for") {
  auto style = [](std::vector<const char*> words) {
    words.insert(words.end(), {"a.example", "AXFR"});
    return only(words).style;
  };
  CHECK(!style({"+dig"}).comments);
  CHECK(!style({"+dig"}).question);
  CHECK(style({"+dig", "+comments"}).comments);
  CHECK(!style({"+dig", "+comments"}).question);
  CHECK(style({"+dig", "+all"}).question);
  CHECK(!style({"+dig", "+all", "+nocomments"}).comments);
  CHECK(style({}).comments);
  CHECK(only({"+dig", "a.example", "SOA"}).style.comments);
}

TEST_CASE("IXFR without a serial is a mistake, and to dig no type") {
  CHECK(only({"a.example", "ixfr=4294967295"}).query.serial == 4294967295);
  CHECK(message({"a.example", "IXFR"}).starts_with("IXFR needs the serial"));
  auto ignored = only({"+asdig", "a.example", "IXFR"});
  CHECK(ignored.query.question.type == dns::type::a);
  CHECK(ignored.warnings == std::vector<std::string>{"ixfr requires a serial number"});
}

TEST_CASE("+fuzztime is a time of signing") {
  using Time = std::chrono::sys_seconds;
  auto time = [](const char* word) { return only({"-y", key, word, "a.example"}).query.signing_time; };
  CHECK(time("+fuzztime") == Time(std::chrono::seconds(1646972129)));
  CHECK(time("+fuzztime=100") == Time(std::chrono::seconds(100)));
  CHECK(!time("+nofuzztime"));
  CHECK(!message({"-y", key, "+fuzztime=x", "a.example"}).empty());
}

TEST_CASE("the banner, which people paste, has no secret") {
  auto request = only({"+dig", "-y", key, "a.example"});
  CHECK(request.style.command_line == "+dig -y hmac-sha256:key.example:*** a.example");
}

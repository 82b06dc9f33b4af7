#include <doctest/doctest.h>

#include <filesystem>

#include "base_files.h"
#include "survey/join.h"
#include "survey/state.h"
#include "survey/summary.h"

using namespace edig;
using survey::Class;
using survey::Outcome;
using survey::Row;
using survey::Summary;

namespace {

std::string json(int line, std::string_view rest = R"("rcode":{"value":0})") {
  return R"({"line":)" + std::to_string(line) + R"(,"question":{"name":"a.example.","type":"A"},)" +
         std::string(rest) + "}\n";
}

}  // namespace

TEST_CASE("summary: every row is exactly one of five classes") {
  survey::ExtendedError stale{3, ""}, other{0, ""};
  std::vector<survey::ExtendedError> twice{{9, "x"}, {22, ""}, {9, "y"}};
  Summary summary;
  summary.add({.line = 1,
               .name = "a.",
               .server = "192.0.2.1",
               .transport = "udp",
               .errors = std::span(&other, 1),
               .ms = 2,
               .at = 100});
  summary.add({.line = 2, .name = "b.", .server = "192.0.2.1", .transport = "udp", .rcode = 3, .ms = 4});
  summary.add(
      {.line = 3, .name = "c.", .server = "192.0.2.2", .transport = "tls", .errors = std::span(&stale, 1)});
  summary.add({.line = 4,
               .name = "d.",
               .server = "192.0.2.2",
               .transport = "tls",
               .rcode = 2,
               .errors = twice,
               .weight = 2.5});
  summary.add({.line = 5,
               .name = "e.",
               .server = "192.0.2.2",
               .transport = "tls",
               .outcome = Outcome::timeout,
               .recovered = true,
               .doubtful = true});
  summary.add({.line = 6, .name = "%", .outcome = Outcome::bad_input});
  CHECK(summary.all.rows == 6);
  CHECK(summary.all.weight == 7.5);
  CHECK(summary.weighted);
  CHECK(summary.count(Class::fine).rows == 2);
  CHECK(summary.count(Class::suspect).rows == 1);
  CHECK(summary.count(Class::failure).weight == 2.5);
  CHECK(summary.count(Class::no_reply).rows == 1);
  CHECK(summary.count(Class::bad_input).rows == 1);
  CHECK(summary.recovered.rows == 1);
  CHECK(summary.doubtful.rows == 1);
  CHECK(summary.rcodes[0].count.rows == 2);
  CHECK(summary.rcodes[2].examples[0].name == "d.");
  CHECK(summary.info_codes[9].count.rows == 1);
  CHECK(summary.codes_by_server[{9, "192.0.2.2"}].count.rows == 1);
  CHECK(summary.servers[{"192.0.2.1", "udp"}].ms == 6);
  CHECK(summary.transports["tls"].count.rows == 3);
  CHECK(summary.servers.size() == 2);
  CHECK(summary.failures[Outcome::timeout].count.rows == 1);
}

TEST_CASE("summary: causes are kind and zone, and examples the first lines in any order of rows") {
  Summary summary;
  for (std::uint64_t line : {5u, 9u, 1u, 7u, 2u})
    summary.add(
        {.line = line,
         .name = "a.",
         .rcode = 2,
         .cause = survey::Cause{"ds-without-key", line == 9 ? "b." : "example.", "zone", "bogus", "gone"}});
  survey::Count rest;
  auto causes = summary.causes.ranked(10, rest);
  REQUIRE(causes.size() == 2);
  CHECK(causes[0].first.second == "example.");
  CHECK(causes[0].second->count.rows == 4);
  CHECK(causes[0].second->text == "gone");
  REQUIRE(causes[0].second->examples.size() == 3);
  CHECK(causes[0].second->examples[0].line == 1);
  CHECK(causes[0].second->examples[2].line == 5);
  CHECK(summary.parties["zone"].count.rows == 5);
  CHECK(rest.rows == 0);
  CHECK(summary.causes.ranked(1, rest).size() == 1);
  CHECK(rest.rows == 1);
}

TEST_CASE("summary: whatever comes, few are kept, their sum is true, and what is common is among them") {
  survey::Top<std::string, survey::Tally> top;
  std::uint64_t rows = 0, heavy = 0;
  for (int i = 0; i < 200000; ++i) {
    auto add = [&](const std::string& key) { top[key].add({.line = ++rows, .name = key}); };
    add("rare" + std::to_string(i));
    if (i % 50 == 49)
      for (int j = 0; j < 5; ++j) add("heavy"), ++heavy;
  }
  CHECK(top.size() <= 2 * top.most + 1);
  survey::Count rest;
  auto ranked = top.ranked(5, rest);
  REQUIRE(ranked.size() == 5);
  CHECK(ranked[0].first == "heavy");
  CHECK(ranked[0].second->count.rows <= heavy);
  CHECK(ranked[0].second->at_most() >= heavy);
  std::uint64_t sum = rest.rows;
  for (const auto& [key, place] : ranked) sum += place->count.rows;
  CHECK(sum == rows);
}

TEST_CASE("summary: one that is dropped again and again is noticed all the same") {
  survey::Top<int, survey::Tally> top;
  for (int i = 0; i < 5000; ++i)
    for (int j = 0; j < 20; ++j) top[i].add({.line = 1});
  std::uint64_t came = 0;
  for (int round = 0; round < 20; ++round) {
    for (int j = 0; j < 19; ++j) top[-1].add({.line = 1}), ++came;
    for (int i = 0; i < 9000; ++i) top[10000 + round * 9000 + i].add({.line = 1});
  }
  CHECK(top[-1].at_most() >= came);
}

TEST_CASE("timeline: spans of one length, from any order, never too many") {
  survey::Timeline line;
  line.add(0, Class::fine);
  CHECK(line.empty());
  line.add(1000, Class::fine);
  line.add(1003, Class::failure);
  line.add(998, Class::fine);
  CHECK(line.start() == 998);
  CHECK(line.seconds() == 1);
  CHECK(line.spans().size() == 6);
  for (int at = 1000; at < 5000; ++at) line.add(at, Class::fine);
  CHECK(line.spans().size() <= line.most_spans);
  CHECK(line.seconds() == 64);
  std::uint64_t sum = 0;
  for (const auto& span : line.spans()) sum += span[0] + span[2];
  CHECK(sum == 4003);
  line.add(std::int64_t{1} << 62, Class::fine);
  line.add(1, Class::fine);
  line.add(-5, Class::fine);
  CHECK(line.spans().size() <= line.most_spans);
}

TEST_CASE("state: written, read back, and what is no state told") {
  Folder folder;
  auto path = survey::state_path(folder.path + "/out.jsonl");
  survey::State state{.options = {"+rate=5", "@192.0.2.1"}, .input = "names", .shard = {3, 100}};
  REQUIRE(survey::write_state(path, state));
  auto read = survey::read_state(path);
  REQUIRE(read);
  CHECK(read->options == state.options);
  CHECK(read->input == "names");
  CHECK(read->shard == state.shard);
  CHECK_FALSE(read->finished());
  state.summary = R"({"rows":7})";
  state.lines = 7;
  REQUIRE(survey::write_state(path, state));
  read = survey::read_state(path);
  CHECK(read->finished());
  CHECK(read->lines == 7);
  CHECK(read->summary == R"({"rows":7})");
  for (auto bad : {"", "{", "[]", "{}", R"({"schema":2,"survey":{"options":[],"input":""}})",
                   R"({"schema":1,"survey":{"options":[7],"input":""}})",
                   R"({"schema":1,"survey":{"options":[],"input":7}})",
                   R"({"schema":1,"survey":{"options":[],"input":"","shard":"5/5"}})",
                   R"({"schema":1,"survey":{"options":[],"input":"","lines":"x"}})"})
    CHECK_MESSAGE(!survey::read_state(folder.file("bad", bad)), bad);
}

TEST_CASE("join: one summary of all outputs, lines that are there twice counted once, what is missing told") {
  Folder folder;
  auto one = folder.file("0.jsonl", json(1) + json(3, R"("rcode":{"value":2})"));
  auto two = folder.file("1.jsonl", json(2) + json(3) + "{}\n" + json(4) + R"({"line":5,"que)");
  std::vector<std::string> paths{one, two};
  auto joined = survey::join(paths);
  REQUIRE(joined);
  CHECK(joined->summary.all.rows == 4);
  CHECK(joined->summary.count(Class::failure).rows == 1);
  CHECK(joined->parts.at("").twice == 1);
  CHECK_FALSE(joined->parts.at("").missing());
  CHECK(joined->torn == std::vector<std::string>{two});
  CHECK(joined->bad_rows == 1);
  CHECK(joined->problems.size() == 1);

  survey::State state{.input = "names", .shard = {0, 3}, .lines = 2, .summary = "{}"};
  REQUIRE(survey::write_state(survey::state_path(one), state));
  state = {.input = "names", .shard = {2, 3}};
  REQUIRE(survey::write_state(survey::state_path(two), state));
  joined = survey::join(paths);
  const auto& part = joined->parts.at("names");
  CHECK(joined->parts.size() == 1);
  CHECK(joined->unfinished == std::vector<std::string>{two});
  CHECK(part.missing_shards() == std::vector<std::uint32_t>{1});
  CHECK_FALSE(part.missing());
  state = {.input = "names", .shard = {1, 2}, .lines = 5, .summary = "{}"};
  REQUIRE(survey::write_state(survey::state_path(two), state));
  state = {.input = "names", .shard = {0, 2}, .lines = 2, .summary = "{}"};
  REQUIRE(survey::write_state(survey::state_path(one), state));
  joined = survey::join(paths);
  CHECK(joined->parts.at("names").missing() == 3);
}

TEST_CASE("join: outputs of different inputs share line numbers, not lines") {
  Folder folder;
  auto one = folder.file("a", json(1)), two = folder.file("b", json(1));
  REQUIRE(survey::write_state(survey::state_path(one), {.input = "a.txt"}));
  REQUIRE(survey::write_state(survey::state_path(two), {.input = "b.txt"}));
  std::vector<std::string> paths{one, two, one};
  auto joined = survey::join(paths);
  REQUIRE(joined);
  CHECK(joined->summary.all.rows == 2);
  CHECK(joined->parts.at("a.txt").twice == 1);
  CHECK_FALSE(survey::join({}));
  paths = {folder.path + "/none"};
  CHECK(survey::join(paths).error().kind == Error::Kind::file);
}

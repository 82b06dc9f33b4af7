#include <doctest/doctest.h>

#include <signal.h>
#include <unistd.h>

#include <cstdlib>
#include <map>
#include <new>
#include <thread>

#include "mcp/progress.h"
#include "mcp/workers.h"

using namespace edig;
using mcp::Workers;

namespace {

std::map<std::uint64_t, Workers::Ended> all_of(
    Workers& workers, std::size_t count, const std::function<void(Workers::Told&)>& hear = [](auto&) {}) {
  std::map<std::uint64_t, Workers::Ended> found;
  while (found.size() < count) {
    std::vector<pollfd> descriptors;
    workers.watch(descriptors);
    ::poll(descriptors.data(), descriptors.size(), workers.patience());
    auto news = workers.collect();
    for (auto& told : news.told) hear(told);
    for (auto& ended : news.ended) found.emplace(ended.number, ended);
  }
  return found;
}

}  // namespace

TEST_CASE("mcp: work is done in processes, more of it than there are at a time") {
  Workers workers;
  for (std::uint64_t i = 0; i < 20; ++i)
    workers.begin(i, [i](auto&) { return "result " + std::to_string(i); });
  auto found = all_of(workers, 20);
  for (const auto& [number, ended] : found) CHECK(ended.result == "result " + std::to_string(number));
  CHECK(workers.patience() == -1);
}

TEST_CASE("mcp: work that breaks takes nothing with it") {
  Workers workers;
  workers.begin(1, [](auto&) -> std::string { std::_Exit(7); });
  workers.begin(2, [](auto&) -> std::string {
    ::raise(SIGKILL);
    return "x";
  });
  workers.begin(3, [](auto&) -> std::string { throw std::bad_alloc(); });
  workers.begin(4, [](auto&) { return std::string(Workers::max_result + 1, 'x'); });
  workers.begin(5, [](auto&) { return std::string(Workers::max_result, 'x'); });
  workers.begin(6, [](auto&) { return std::string(); });
  auto found = all_of(workers, 6);
  for (int broken : {1, 2, 3, 4, 6}) CHECK_FALSE(found.at(static_cast<std::uint64_t>(broken)).result);
  CHECK(found.at(5).result->size() == Workers::max_result);
}

TEST_CASE("mcp: what work tells on the way is whole lines, in order, and no part of its result") {
  Workers workers;
  for (std::uint64_t i = 0; i < 3; ++i)
    workers.begin(i, [i](auto& tell) {
      for (int line = 0; line < 100; ++line) tell(std::string(3000, 'x') + std::to_string(line));
      return "result " + std::to_string(i);
    });
  std::map<std::uint64_t, std::vector<std::string>> heard;
  auto found = all_of(workers, 3, [&](auto& told) { heard[told.number].push_back(told.line); });
  for (const auto& [number, ended] : found) {
    CHECK(ended.result == "result " + std::to_string(number));
    REQUIRE(heard[number].size() == 100);
    CHECK(heard[number].back() == std::string(3000, 'x') + "99");
  }
}

TEST_CASE("mcp: progress is told seldom, and only where there is some") {
  std::vector<std::string> told;
  mcp::Progress progress([&](const std::string& line) { told.push_back(line); });
  for (std::uint64_t i = 0; i < 1000; ++i) progress.reach(i, 1000, "asking");
  REQUIRE(told.size() == 1);
  CHECK(told[0] == R"({"progress":1,"total":1000,"message":"asking"})");
}

TEST_CASE("mcp: work has no part in the protocol's streams") {
  Workers workers;
  workers.begin(1, [](auto&) {
    char byte = 0;
    bool silent = ::write(STDOUT_FILENO, "x", 1) == 1 && ::read(STDIN_FILENO, &byte, 1) == 0;
    return std::string(silent ? "silent" : "heard");
  });
  CHECK(all_of(workers, 1).at(1).result == "silent");
}

TEST_CASE("mcp: what is cancelled ends at once, with all that it began, and makes room") {
  Workers workers;
  auto sleep = [](auto&) {
    if (fork_child() == 0) ::pause();
    ::pause();
    return std::string("x");
  };
  for (std::uint64_t i = 0; i < Workers::parallel; ++i) workers.begin(i, sleep);
  workers.begin(10, sleep);
  workers.begin(11, [](auto&) { return std::string("there is room"); });
  workers.cancel(10);
  workers.cancel(0);
  workers.cancel(0);
  CHECK(all_of(workers, 1).at(11).result == "there is room");
}

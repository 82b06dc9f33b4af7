// Arguments and an environment in, requests out: what the tests of the command line have in common.
#pragma once

#include <doctest/doctest.h>

#include <unistd.h>
#include <cstdio>
#include <fstream>
#include <map>

#include "cli/command_line.h"
#include "dns/types.h"
#include "run/complain.h"

namespace edig::command_line {

using run::Request;
using Texts = std::vector<std::string>;

struct World {
  std::map<std::string, std::string> variables = {{"EDIG_RESOLV_CONF", "/dev/null"}};
  bool terminal = false;
};

inline Result<cli::CommandLine> parse(std::vector<const char*> arguments, const World& world = {}) {
  arguments.insert(arguments.begin(), "edig");
  cli::Environment environment;
  environment.variable = [&](const std::string& name) -> std::optional<std::string> {
    auto found = world.variables.find(name);
    return found == world.variables.end() ? std::nullopt : std::optional(found->second);
  };
  environment.stdout_is_terminal = world.terminal;
  return cli::parse(arguments, environment);
}

inline std::vector<Request> requests(std::vector<const char*> arguments, const World& world = {}) {
  auto line = parse(std::move(arguments), world);
  if (!line) FAIL(line.error().text << "; " << line.error().hint);
  auto all = std::move(line->requests);
  while (auto next = line->batch ? line->batch->next() : std::nullopt) {
    if (!*next) FAIL(next->error().text << "; " << next->error().hint);
    all.push_back(std::move(**next));
  }
  return all;
}

inline Request only(std::vector<const char*> arguments, const World& world = {}) {
  auto all = requests(std::move(arguments), world);
  REQUIRE(all.size() == 1);
  return all[0];
}

inline std::string question(const Request& request) {
  const auto& asked = request.query.question;
  return asked.name.text() + " " + dns::class_text(asked.cls) + " " + dns::type_text(asked.type);
}

inline std::vector<std::string> questions(std::vector<const char*> arguments) {
  std::vector<std::string> texts;
  for (const auto& request : requests(std::move(arguments))) texts.push_back(question(request));
  return texts;
}

// "tls dns.example 853"
inline std::string server(const Request& request, std::size_t index = 0) {
  const auto& server = request.servers.at(index);
  return std::string(transport::name(server.protocol)) + " " + server.host + " " +
         std::to_string(server.port);
}

/// As the user reads it.
inline std::string text_of(const Error& error) {
  constexpr std::string_view before = "edig: ";
  auto text = run::complaint(error).substr(before.size());
  text.pop_back();
  return text;
}

inline std::string message(std::vector<const char*> arguments, const World& world = {}) {
  auto line = parse(std::move(arguments), world);
  REQUIRE(!line);
  return text_of(line.error());
}

/// What becomes of the lines of a file of questions: the question, or the error.
inline Texts lines_of(std::vector<const char*> arguments) {
  World world;
  auto line = parse(std::move(arguments), world);
  REQUIRE(line);
  REQUIRE(line->batch);
  Texts texts;
  while (auto next = line->batch->next()) texts.push_back(*next ? question(**next) : text_of(next->error()));
  CHECK_FALSE(line->batch->awaited());
  return texts;
}

/// A file that goes with the test.
class File {
 public:
  explicit File(const std::string& text) {
    int descriptor = mkstemp(path_);
    REQUIRE(descriptor >= 0);
    close(descriptor);
    std::ofstream(path_) << text;
  }
  ~File() { std::remove(path_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  const char* path() const { return path_; }

 private:
  char path_[32] = "/tmp/edig-test-XXXXXX";
};

}  // namespace edig::command_line

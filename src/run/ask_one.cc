#include "run/ask_one.h"

#include <optional>
#include <utility>

#include "run/ask.h"

namespace edig::run {
namespace {

struct Keeper : Listener {
  void answered(std::size_t, const Request&, const report::Report& told) override { report = told; }
  void refused(std::size_t, const Error&) override {}  // of a source of requests; there is none
  bool has_room(std::size_t) const override { return true; }
  void write(const Request&, std::string_view) override {}
  void written(std::size_t, const Request&, int, const std::string&) override {}

  std::optional<report::Report> report;
};

}  // namespace

report::Report ask_one(transport::Client& client, Request request) {
  Keeper keeper;
  std::vector<Request> requests;
  requests.push_back(std::move(request));
  ask_all(client, std::move(requests), nullptr, keeper);
  return std::move(keeper.report).value();
}

}  // namespace edig::run

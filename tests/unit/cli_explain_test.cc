// +explain on the command line: for whom, and what it turns on.
#include "cli_requests.h"

using namespace edig;
using namespace edig::command_line;
using explain::Audience;

namespace {

cli::Request one(std::initializer_list<const char*> words) { return requests(words).front(); }

}  // namespace

TEST_CASE("+explain is for users unless it says for whom") {
  CHECK(one({"+explain", "a.example"}).style.explain == Audience::user);
  CHECK(one({"+explain=user", "a.example"}).style.explain == Audience::user);
  CHECK(one({"+explain=operator", "a.example"}).style.explain == Audience::operator_);
  CHECK(one({"--explain=owner", "a.example"}).style.explain == Audience::owner);
  CHECK_FALSE(one({"+explain=owner", "+noexplain", "a.example"}).style.explain);
  CHECK_FALSE(one({"a.example"}).style.explain);
}

TEST_CASE("+explain turns on +why, but for +nowhy, wherever that stands") {
  CHECK(one({"+explain", "a.example"}).why.on);
  CHECK_FALSE(one({"+explain", "+nowhy", "a.example"}).why.on);
  CHECK_FALSE(one({"+nowhy", "a.example", "+explain"}).why.on);
  CHECK_FALSE(one({"+explain", "+noexplain", "a.example"}).why.on);
  CHECK_FALSE(one({"a.example"}).why.on);
}

TEST_CASE("an explanation stands alone unless +why asks for the report as well") {
  CHECK(one({"+explain", "a.example"}).style.explanation_alone);
  CHECK(one({"+explain", "+nowhy", "a.example"}).style.explanation_alone);
  CHECK_FALSE(one({"+why", "+explain", "a.example"}).style.explanation_alone);
}

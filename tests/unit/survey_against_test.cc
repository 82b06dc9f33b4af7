#include <doctest/doctest.h>

#include "base_files.h"
#include "survey/against.h"

using namespace edig;
using survey::Change;
using survey::Outcome;

namespace {

struct Made {
  std::string name, outcome;
};

// "a SERVFAIL", "b timeout", "c" where it is fine; a zone behind it is that of its cause.
std::string rows(const std::vector<Made>& all) {
  std::string lines;
  int line = 0;
  for (const auto& [name, outcome] : all) {
    lines +=
        R"({"line":)" + std::to_string(++line) + R"(,"question":{"name":")" + name + R"(.","type":"A"},)";
    if (outcome == "timeout")
      lines += R"("error":{"kind":"timeout"}})";
    else if (outcome.empty())
      lines += R"("rcode":{"value":0}})";
    else if (outcome == "SERVFAIL")
      lines += R"("rcode":{"value":2}})";
    else if (outcome == "stale")
      lines += R"("rcode":{"value":0},"extended_errors":[{"info_code":22},{"info_code":3}]})";
    else
      lines +=
          R"("rcode":{"value":2},"extended_errors":[{"info_code":9}],"diagnosis":{"status":"bogus","findings":[{"kind":"key","zone":")" +
          outcome + R"("}]}})";
    lines += '\n';
  }
  return lines;
}

struct Pair {
  Folder folder;
  survey::Compared compared;
  Pair(const std::vector<Made>& before, const std::vector<Made>& after) {
    std::vector<std::string> old{folder.file("old", rows(before))}, now{folder.file("new", rows(after))};
    auto made = survey::compare(old, now);
    REQUIRE(made);
    compared = std::move(*made);
  }
  std::uint64_t count(Change change) const { return compared.comparison.tally(change).count.rows; }
  std::vector<std::string> causes(Change change) const {
    survey::Count rest;
    std::vector<std::string> found;
    for (const auto& [key, tally] : compared.comparison.causes().ranked(100, rest))
      if (key.first == change) found.push_back(key.second + ": " + std::to_string(tally->count.rows));
    return found;
  }
};

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("against: what broke, what was mended, what changed its cause, what came and went") {
  Pair pair({{"a", ""},
             {"b", "SERVFAIL"},
             {"c", "z."},
             {"d", "z."},
             {"e", "timeout"},
             {"f", ""},
             {"g", ""},
             {"h", "stale"}},
            {{"A", "SERVFAIL"},
             {"b", ""},
             {"c", "y."},
             {"d", "z."},
             {"e", "timeout"},
             {"f", ""},
             {"x", ""},
             {"y", "z."},
             {"h", ""}});
  CHECK(pair.count(Change::broke) == 1);
  CHECK(pair.count(Change::mended) == 2);
  CHECK(pair.count(Change::other_cause) == 1);
  CHECK(pair.count(Change::same_cause) == 2);
  CHECK(pair.count(Change::still_fine) == 1);
  CHECK(pair.count(Change::added) == 2);
  CHECK(pair.compared.comparison.gone() == 1);
  CHECK(pair.causes(Change::broke) == Texts{"SERVFAIL: 1"});
  CHECK(pair.causes(Change::mended) == Texts{"EDE 3: 1", "SERVFAIL: 1"});
  CHECK(pair.causes(Change::other_cause) == Texts{"key z. -> key y.: 1"});
  CHECK(pair.causes(Change::added) == Texts{"key z.: 1"});
  CHECK(pair.compared.comparison.tally(Change::broke).examples[0].name == "A.");
  CHECK(pair.compared.before.summary.all.rows == 8);
  CHECK(pair.compared.after.summary.all.rows == 9);
}

TEST_CASE("against: a name that is there twice is one, and what fails once has failed") {
  Pair pair({{"a", ""}, {"a", "SERVFAIL"}, {"b", ""}, {"b", ""}}, {{"a", ""}, {"b", ""}});
  CHECK(pair.count(Change::mended) == 1);
  CHECK(pair.count(Change::still_fine) == 1);
  CHECK(pair.compared.comparison.gone() == 0);
}

TEST_CASE("against: the same name with another type is another") {
  survey::Comparison comparison;
  REQUIRE(comparison.add_old({.line = 1, .name = "a.", .type = 1}));
  comparison.turn();
  comparison.add_new({.line = 1, .name = "a.", .type = 28});
  comparison.add_new({.line = 2, .name = "?", .outcome = Outcome::bad_input});
  CHECK(comparison.tally(Change::added).count.rows == 1);
  CHECK(comparison.gone() == 1);
}

TEST_CASE("against: outputs that cannot be read are told") {
  Folder folder;
  std::vector<std::string> there{folder.file("old", rows({{"a", ""}}))}, none{folder.path + "/none"};
  CHECK_FALSE(survey::compare(there, none));
  CHECK_FALSE(survey::compare(none, there));
  CHECK_FALSE(survey::compare(there, {}));
}

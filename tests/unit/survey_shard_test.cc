#include <doctest/doctest.h>

#include <map>

#include "dns/registrable_domain.h"
#include "survey/shard.h"

using namespace edig;
using survey::parse_shard;
using survey::Shard;

namespace {

using Variables = std::map<std::string, std::string>;

std::string shard(std::string_view text, const Variables& variables = {}) {
  auto parsed = parse_shard(text, [&](const std::string& name) -> std::optional<std::string> {
    auto found = variables.find(name);
    return found == variables.end() ? std::nullopt : std::optional(found->second);
  });
  return parsed ? parsed->text() : parsed.error().text;
}

dns::Name name(std::string_view text) { return *dns::Name::parse(text); }

std::string registrable(std::string_view text) {
  auto whole = name(text);
  return dns::Name::from_wire(dns::registrable_domain(whole))->text();
}

}  // namespace

TEST_CASE("registrable_domain: one label below the public suffix, by the Public Suffix List") {
  CHECK(registrable("www.example.com") == "example.com.");
  CHECK(registrable("a.b.WWW.Example.CO.UK") == "Example.CO.UK.");
  CHECK(registrable("example.com") == "example.com.");
  CHECK(registrable("com") == "com.");
  CHECK(registrable("co.uk") == "co.uk.");
  CHECK(registrable(".") == ".");
  CHECK(registrable("a.b.c.ck") == "b.c.ck.");  // *.ck
  CHECK(registrable("a.www.ck") == "www.ck.");  // !www.ck
  CHECK(registrable("a.b.xn--55qx5d.cn") == "b.xn--55qx5d.cn.");
  CHECK(registrable("a.b.no-such-tld") == "b.no-such-tld.");
  CHECK(registrable("x\\.co.example.com") == "example.com.");
  CHECK(registrable("a\\.com") == "a\\.com.");
  CHECK(registrable("b.a\\000.com") == "a\\000.com.");
  auto label = std::string(63, 'a');
  auto longest = label + '.' + label + '.' + label + '.' + std::string(61, 'b');
  CHECK(registrable(longest) == label + '.' + std::string(61, 'b') + '.');
}

TEST_CASE("shard: all names of a domain are in one shard, and each in exactly one") {
  std::size_t largest = 0;
  for (std::uint32_t index = 0; index < 7; ++index) {
    std::size_t taken = 0;
    for (int i = 0; i < 7000; ++i) {
      auto domain = "example" + std::to_string(i) + ".com";
      bool takes = Shard{index, 7}.takes(name(domain));
      taken += takes;
      CHECK(Shard{index, 7}.takes(name("www." + domain)) == takes);
      CHECK(Shard{index, 7}.takes(name("WWW.EXAMPLE" + std::to_string(i) + ".COM")) == takes);
    }
    CHECK(taken > 850);
    largest = std::max(largest, taken);
  }
  CHECK(largest < 1150);
  CHECK(Shard{0, 1}.takes(name("example.com")));
}

TEST_CASE("shard: stays the same for ever") {
  CHECK(Shard{14, 100}.takes(name("example.com")));
  CHECK(Shard{26, 100}.takes(name("example.org")));
}

TEST_CASE("shard: as it is written") {
  CHECK(shard("3/100") == "3/100");
  CHECK(shard("0/1") == "0/1");
  CHECK(shard("100/100") == "+shard: there is no shard 100 of 100");
  CHECK(shard("0/0") == "+shard: there are 1 to 1000000 shards, not 0");
  CHECK(shard("1/99999999999") == "+shard: there are 1 to 1000000 shards, not 99999999999");
  for (auto text : {"3", "3/", "a/b", "-1/3", "1/3/5", "1 /3", "0x1/3", "1/99999999999999999999999"})
    CHECK(shard(text) == "+shard: '" + std::string(text) + "' is not K/N");
}

TEST_CASE("shard: the place that a scheduler tells") {
  Variables slurm{{"SLURM_ARRAY_TASK_ID", "7"},
                  {"SLURM_ARRAY_TASK_MIN", "1"},
                  {"SLURM_ARRAY_TASK_MAX", "10"},
                  {"SLURM_ARRAY_TASK_STEP", "3"},
                  {"SLURM_ARRAY_TASK_COUNT", "4"}};
  CHECK(shard("", slurm) == "2/4");
  CHECK(shard("1/2", slurm) == "1/2");
  slurm["SLURM_ARRAY_TASK_STEP"] = "1";
  CHECK(shard("", slurm) == "+shard: Slurm says task 7 from 1 on, and 4 tasks in all: the array has gaps");
  slurm.erase("SLURM_ARRAY_TASK_COUNT");
  CHECK(shard("", slurm) == "+shard: SLURM_ARRAY_TASK_ID is set, and SLURM_ARRAY_TASK_COUNT is not");
  CHECK(shard("", {{"AWS_BATCH_JOB_ARRAY_INDEX", "9"}, {"AWS_BATCH_JOB_ARRAY_SIZE", "10"}}) == "9/10");
  CHECK(shard("", {{"SGE_TASK_ID", "5"},
                   {"SGE_TASK_FIRST", "1"},
                   {"SGE_TASK_LAST", "9"},
                   {"SGE_TASK_STEPSIZE", "2"}}) == "2/5");
  CHECK(shard("", {{"SGE_TASK_ID", "undefined"}}) == "+shard: no scheduler says which shard this is");
  Variables kubernetes{{"JOB_COMPLETION_INDEX", "0"}};
  CHECK(shard("/8", kubernetes) == "0/8");
  CHECK(shard("", kubernetes) ==
        "+shard: Kubernetes tells a task its place (JOB_COMPLETION_INDEX) and not how many there are");
  CHECK(shard("/8", {{"PARALLEL_SEQ", "8"}}) == "7/8");
  CHECK(shard("/8", {{"PARALLEL_SEQ", "0"}}) == "+shard: PARALLEL_SEQ is no place from 1 on");
  CHECK(shard("/8", {{"PARALLEL_SEQ", "x\x1b"}}).find("is no number") != std::string::npos);
  CHECK(shard("") == "+shard: no scheduler says which shard this is");
}

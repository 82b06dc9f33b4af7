#include <doctest/doctest.h>

#include "dns/types.h"
#include "survey/agreement.h"
#include "survey/row_set.h"

using namespace edig;
using survey::Agreement;
using survey::Row;

namespace {

Row row(std::uint64_t line, std::string_view server, std::uint16_t rcode, unsigned servers = 2) {
  Row made{.line = line, .name = "a.example.", .servers = servers, .server = server, .port = 53};
  made.rcode = rcode;
  return made;
}

}  // namespace

TEST_CASE("agreement: lines are held against each other once all servers have said something, in any order") {
  Agreement agreement;
  CHECK(agreement.empty());
  agreement.add(row(1, "192.0.2.2", dns::rcode::servfail));
  agreement.add(row(2, "192.0.2.1", dns::rcode::noerror));
  CHECK(agreement.open() == 2);
  agreement.add(row(2, "192.0.2.2", dns::rcode::noerror));
  agreement.add(row(1, "192.0.2.1", dns::rcode::noerror));
  agreement.add(row(3, "192.0.2.1", dns::rcode::noerror));
  CHECK(agreement.same().count.rows == 1);
  CHECK(agreement.different().count.rows == 1);
  CHECK(agreement.open() == 1);
  survey::Count rest;
  auto patterns = agreement.patterns().ranked(10, rest);
  REQUIRE(patterns.size() == 1);
  CHECK(patterns[0].first == Agreement::Said{{"192.0.2.1", "NOERROR"}, {"192.0.2.2", "SERVFAIL"}});
  CHECK(patterns[0].second->examples[0].line == 1);
}

TEST_CASE("agreement: no reply is something that a server says, and a port tells servers apart") {
  Agreement agreement;
  auto silent = row(1, "192.0.2.1", 0);
  silent.outcome = survey::Outcome::timeout;
  silent.port = 853;
  agreement.add(silent);
  agreement.add(row(1, "192.0.2.1", dns::rcode::noerror));
  survey::Count rest;
  auto patterns = agreement.patterns().ranked(10, rest);
  REQUIRE(patterns.size() == 1);
  CHECK(patterns[0].first == Agreement::Said{{"192.0.2.1", "NOERROR"}, {"192.0.2.1#853", "timeout"}});
}

TEST_CASE("agreement: no more lines wait than there is room for, and the others are told") {
  Agreement agreement;
  for (std::uint64_t line = 1; line <= Agreement::most_waiting + 10; ++line)
    agreement.add(row(line, "192.0.2.1", dns::rcode::noerror));
  CHECK(agreement.open() == Agreement::most_waiting + 10);
}

TEST_CASE("row_set: a line has one row, or one of each server") {
  survey::RowSet rows;
  CHECK(rows.add(row(1, "192.0.2.1", 0, 1)));
  CHECK_FALSE(rows.add(row(1, "192.0.2.2", 0, 1)));
  CHECK(rows.has(1));
  CHECK(rows.add(row(2, "192.0.2.1", 0)));
  CHECK(rows.add(row(2, "192.0.2.2", 0)));
  CHECK_FALSE(rows.add(row(2, "192.0.2.2", 0)));
  CHECK_FALSE(rows.has(2));
  CHECK(rows.has(2, {"192.0.2.1", 53}));
  CHECK_FALSE(rows.has(2, {"192.0.2.1", 853}));
  CHECK(rows.size() == 3);
}

TEST_CASE("row_set: servers without end cost no memory") {
  survey::RowSet rows;
  for (int i = 0; i < 1000; ++i) {
    auto address = std::to_string(i);
    CHECK(rows.add(row(1, address, 0)));
  }
  CHECK(rows.size() == 1000);
}

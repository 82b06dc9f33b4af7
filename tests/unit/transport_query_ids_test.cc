#include <doctest/doctest.h>

#include "transport/query_ids.h"

using edig::transport::QueryIds;

TEST_CASE("query IDs: who ends twice takes none from who has the ID by then") {
  QueryIds ids;
  auto id = ids.take(5);
  REQUIRE(id);
  CHECK(ids.release(*id, 5));
  // Until chance gives the ID to another.
  while (!ids.find(*id)) {
    auto other = ids.take(6);
    REQUIRE(other);
    if (*other != *id) ids.release(*other);
  }
  CHECK_FALSE(ids.release(*id, 5));
  CHECK(ids.find(*id) == 6);
  CHECK(ids.size() == 1);
  CHECK(ids.release(*id, 6));
  CHECK(ids.size() == 0);
}

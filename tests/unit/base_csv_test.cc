#include "base/csv.h"

#include <doctest/doctest.h>

namespace csv = edig::csv;

namespace {

inline constexpr std::string_view good = "code,text\n1,\"one, two\"\n2,\n3,three";

}  // namespace

TEST_CASE("csv: a table is read while compiling, without its header") {
  constexpr auto& rows = csv::table<good, 2>;
  static_assert(rows.size() == 3);
  CHECK(rows[0] == csv::Row<2>{"1", "one, two"});
  CHECK(rows[1] == csv::Row<2>{"2", ""});
  CHECK(rows[2] == csv::Row<2>{"3", "three"});
}

TEST_CASE("csv: fields are views into the text") {
  constexpr auto& rows = csv::table<good, 2>;
  CHECK(rows[2][1].data() == good.data() + good.find("three"));
}

TEST_CASE("csv: a bad row is refused") {
  CHECK_NOTHROW(csv::parse_row<2>("a,b"));
  CHECK_NOTHROW(csv::parse_row<2>("a,"));
  CHECK_NOTHROW(csv::parse_row<2>("a,\"b\""));
  CHECK_THROWS_AS(csv::parse_row<2>("a"), std::invalid_argument);
  CHECK_THROWS_AS(csv::parse_row<2>("a,b,c"), std::invalid_argument);
  CHECK_THROWS_AS(csv::parse_row<2>("a,b,"), std::invalid_argument);
  CHECK_THROWS_AS(csv::parse_row<2>(""), std::invalid_argument);
  CHECK_THROWS_AS(csv::parse_row<2>("a,\"b"), std::invalid_argument);
  CHECK_THROWS_AS(csv::parse_row<2>("a,\""), std::invalid_argument);
  CHECK_THROWS_AS(csv::parse_row<2>("a,\"b\"c"), std::invalid_argument);
  CHECK_THROWS_AS(csv::parse_row<2>("a,b\"c\""), std::invalid_argument);
}

TEST_CASE("csv: numbers are whole, in range and nothing else") {
  CHECK(csv::number("0") == 0);
  CHECK(csv::number("65535") == 65535);
  CHECK(csv::number<std::uint32_t>("65536") == 65536);
  for (auto bad : {"", "65536", "-1", "1 ", "0x1", "99999999999999999999999"})
    CHECK_THROWS_AS(csv::number(bad), std::invalid_argument);
}

TEST_CASE("csv: yes and no") {
  CHECK(csv::yes("yes"));
  CHECK_FALSE(csv::yes("no"));
  CHECK_THROWS_AS(csv::yes("Yes"), std::invalid_argument);
  CHECK_THROWS_AS(csv::yes(""), std::invalid_argument);
}

// Decimal numbers as text.
#include "base/decimal.h"

#include <string>

using namespace edig;

TEST_CASE("a decimal number is read whole or not at all") {
  CHECK(read_decimal("0.25") == 0.25);
  CHECK(read_decimal("12") == 12);
  CHECK(read_decimal("1e3") == 1000);
  for (const auto* text : {"", " 1", "1 ", "1,5", "0x10", "nan", "inf", "1.2.3", "e", "-"})
    CHECK_FALSE(read_decimal(text));
  CHECK_FALSE(read_decimal(std::string(100, '1')));
}

#include "ede/extended_error.h"

#include <doctest/doctest.h>

using namespace edig;
using namespace edig::ede;
using namespace std::string_literals;
using namespace std::string_view_literals;

namespace {

ExtendedError decoded(std::uint16_t info_code, std::string_view extra_text,
                      Channel channel = Channel::plain) {
  Bytes data = {static_cast<std::uint8_t>(info_code >> 8), static_cast<std::uint8_t>(info_code & 255)};
  auto text = as_bytes(extra_text);
  data.insert(data.end(), text.begin(), text.end());
  return decode(data, false, channel);
}

}  // namespace

TEST_CASE("EDE: INFO-CODE and EXTRA-TEXT") {
  auto error = decoded(9, "no SEP matching the DS found");
  CHECK(error.info_code == 9);
  CHECK(error.extra_text == "no SEP matching the DS found");
  CHECK(error.malformed == "");
  CHECK_FALSE(error.structured);
  CHECK(error.entry().purpose == "DNSKEY Missing");
}

TEST_CASE("EDE: INFO-CODE is big-endian and may be any value") {
  CHECK(decoded(0x0102, "").info_code == 0x0102);
  CHECK(decoded(65535, "").entry().purpose == "Private Use");
  CHECK(decoded(36, "").entry().purpose == "Unassigned");
}

TEST_CASE("EDE: without EXTRA-TEXT") {
  auto error = decoded(0, "");
  CHECK(error.info_code == 0);
  CHECK(error.extra_text == "");
  CHECK(error.malformed == "");
}

TEST_CASE("EDE: without INFO-CODE") {
  auto empty = decode({}, false, Channel::plain);
  CHECK_FALSE(empty.info_code);
  CHECK(empty.malformed == "no INFO-CODE: 0 octets where at least 2 are needed");
  CHECK(empty.entry().code == 0);

  Bytes one = {9};
  auto half = decode(one, false, Channel::plain);
  CHECK_FALSE(half.info_code);
  CHECK(half.extra_text == "");
  CHECK(half.malformed == "no INFO-CODE: 1 octet where at least 2 are needed");
}

TEST_CASE("EDE: a truncated option is shown as far as it goes") {
  Bytes data = {0, 15, 'c', 'u', 't'};
  auto error = decode(data, true, Channel::plain);
  CHECK(error.info_code == 15);
  CHECK(error.extra_text == "cut");
  CHECK(error.malformed == "OPTION-LENGTH runs past the end of the OPT record");

  auto nothing = decode({}, true, Channel::plain);
  CHECK(nothing.malformed ==
        "OPTION-LENGTH runs past the end of the OPT record; no INFO-CODE: 0 octets where at least 2 are "
        "needed");
}

TEST_CASE("EDE: one NUL at the end of EXTRA-TEXT is no part of it") {
  CHECK(decoded(0, "text\0"sv).extra_text == "text");
  CHECK(decoded(0, "\0"sv).extra_text == "");
  CHECK(decoded(0, "text\0\0"sv).extra_text == "text\0"s);
  CHECK(decoded(0, "te\0xt"sv).extra_text == "te\0xt"s);
}

TEST_CASE("EDE: EXTRA-TEXT is kept as it came") {
  for (auto text : {"\x1b[2J\x1b]0;owned\a", "\u202etxt.exe", "\u200b", "a\nb", "\\\""}) {
    auto error = decoded(4, text);
    CHECK(error.extra_text == text);
    CHECK(error.malformed == "");
  }
  auto error = decoded(4, "caf\xe9");
  CHECK(error.extra_text == "caf\xe9");
  CHECK(error.malformed == "EXTRA-TEXT is not UTF-8");
}

TEST_CASE("EDE: 60 kB of EXTRA-TEXT") {
  std::string text(60'000, 'x');
  CHECK(decoded(0, text).extra_text == text);
}

TEST_CASE("EDE: a structured error is looked at for its INFO-CODE and channel") {
  auto json = R"({"c":["tel:+81-3-5555-0100"],"s":1})"sv;
  auto error = decoded(15, json, Channel::authenticated);
  REQUIRE(error.structured);
  CHECK(error.structured->contact == std::vector{"tel:+81-3-5555-0100"s});
  CHECK(error.extra_text == json);

  CHECK_FALSE(decoded(15, json, Channel::plain).structured->usable);
  CHECK_FALSE(decoded(9, json, Channel::authenticated).structured);
  CHECK(decoded(15, std::string(json) + '\0', Channel::authenticated).structured->usable);
}

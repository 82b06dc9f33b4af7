#include "ede/i_json.h"

#include <doctest/doctest.h>

#include <string>

using namespace edig::ede;
using namespace std::string_view_literals;

namespace {

std::string nested(std::size_t depth) {
  std::string text = "{\"a\":";
  for (std::size_t i = 1; i < depth; ++i) text += '[';
  text += '1';
  for (std::size_t i = 1; i < depth; ++i) text += ']';
  return text + '}';
}

std::string of_size(std::size_t size) { return "{\"j\":\"" + std::string(size - 8, 'x') + "\"}"; }

}  // namespace

TEST_CASE("I-JSON: objects of every kind of value") {
  for (auto text : {R"({})", R"( {"a" : 1 , "b":[true,false,null,"x",{"a":1}], "c":-1.5e3} )", "\t\r\n{}\n",
                    R"({"あ":"日本語","e":"\u3042\"\\\/\b\f\n\r\t"})", R"({"emoji":"\ud83c\udf89"})",
                    R"({"":0})", R"({"a":{"x":1},"b":{"x":1}})", R"({"a":1,"A":1})"})
    CHECK_MESSAGE(is_i_json_object(text), text);
}

TEST_CASE("I-JSON: what is not an object") {
  for (auto text : {"", " ", "[]", "[{}]", "\"text\"", "1", "true", "null", "Blocked by policy", "<html>"})
    CHECK_FALSE_MESSAGE(is_i_json_object(text), text);
}

TEST_CASE("I-JSON: what is not JSON") {
  for (auto text : {"{",
                    "{}}",
                    "{}{}",
                    "{} x",
                    "{a:1}",
                    "{'a':1}",
                    R"({"a":1,})",
                    R"({"a":01})",
                    R"({"a":+1})",
                    R"({"a":.5})",
                    R"({"a":NaN})",
                    R"({"a":Infinity})",
                    R"({"a":"x)",
                    "{\"a\":\"line\nbreak\"}",
                    "{\"a\":\"\x1b\"}",
                    R"({"a":"\x"})",
                    R"({"a":"\u12"})",
                    R"({/* c */})",
                    "{} // c",
                    R"({"a" 1})",
                    R"({"a":[1 2]})"})
    CHECK_FALSE_MESSAGE(is_i_json_object(text), text);
}

TEST_CASE("I-JSON: no name twice in an object, at any depth and in any spelling") {
  CHECK_FALSE(is_i_json_object(R"({"a":1,"a":1})"));
  CHECK_FALSE(is_i_json_object(R"({"a":1,"b":2,"a":3})"));
  CHECK_FALSE(is_i_json_object(R"({"a":1,"\u0061":1})"));
  CHECK_FALSE(is_i_json_object(R"({"x":[{"a":1,"a":2}]})"));
  CHECK(is_i_json_object(R"({"x":[{"a":1},{"a":2}],"a":{"a":3}})"));
}

TEST_CASE("I-JSON: UTF-8 only, without a byte order mark") {
  CHECK_FALSE(is_i_json_object("{\"a\":\"\xff\"}"));
  CHECK_FALSE(is_i_json_object("{\"\xe3\x81\":1}"));
  CHECK_FALSE(is_i_json_object("{\"a\":\"\xc0\xaf\"}"));
  CHECK_FALSE(is_i_json_object("{\"a\":\"\xed\xa0\x80\"}"));
  CHECK_FALSE(is_i_json_object("\ufeff{}"));
  CHECK_FALSE(is_i_json_object("{\0}\0"sv));
}

TEST_CASE("I-JSON: a NUL is no end of the text") {
  CHECK_FALSE(is_i_json_object("{}\0"sv));
  CHECK_FALSE(is_i_json_object("{}\0garbage"sv));
  CHECK_FALSE(is_i_json_object("{\"a\":\"\0\"}"sv));
  CHECK(is_i_json_object(R"({"a":"\u0000"})"));
}

TEST_CASE("I-JSON: no surrogates alone") {
  CHECK_FALSE(is_i_json_object(R"({"a":"\ud800"})"));
  CHECK_FALSE(is_i_json_object(R"({"a":"\udead"})"));
  CHECK_FALSE(is_i_json_object(R"({"a":"\ud800x"})"));
  CHECK_FALSE(is_i_json_object(R"({"a":"\udc00\ud800"})"));
  CHECK_FALSE(is_i_json_object(R"({"\ud800":1})"));
}

TEST_CASE("I-JSON: no noncharacters, plain or escaped, in strings and names") {
  CHECK_FALSE(is_i_json_object("{\"a\":\"\uffff\"}"));
  CHECK_FALSE(is_i_json_object("{\"a\":\"\ufdd0\"}"));
  CHECK_FALSE(is_i_json_object("{\"a\":\"\U0010fffe\"}"));
  CHECK_FALSE(is_i_json_object(R"({"a":["x","\ufffe"]})"));
  CHECK_FALSE(is_i_json_object(R"({"a":"\ud83f\udffe"})"));  // U+1FFFE
  CHECK_FALSE(is_i_json_object(R"({"\uffff":1})"));
  CHECK(is_i_json_object(R"({"a":"\ufffd"})"));
}

TEST_CASE("I-JSON: numbers that no double can hold") {
  CHECK(is_i_json_object(R"({"a":1e308})"));
  CHECK(is_i_json_object(R"({"a":123456789012345678901234567890})"));
  CHECK_FALSE(is_i_json_object(R"({"a":1e400})"));
}

TEST_CASE("I-JSON: depth is bounded") {
  CHECK(is_i_json_object(nested(max_i_json_depth)));
  CHECK_FALSE(is_i_json_object(nested(max_i_json_depth + 1)));
  CHECK_FALSE(is_i_json_object(nested(30'000)));
  CHECK_FALSE(is_i_json_object("{\"a\":" + std::string(60'000, '[')));
}

TEST_CASE("I-JSON: size is bounded") {
  CHECK(is_i_json_object(of_size(max_i_json_size)));
  CHECK_FALSE(is_i_json_object(of_size(max_i_json_size + 1)));
}

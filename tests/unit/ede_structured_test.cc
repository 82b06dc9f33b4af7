#include "ede/structured.h"

#include <doctest/doctest.h>

#include <algorithm>

using namespace edig::ede;
using namespace std::string_literals;

namespace {

using Texts = std::vector<std::string>;
using Codes = std::initializer_list<std::uint16_t>;

constexpr auto complete =
    R"({"c":["tel:+358-555-1234567","mailto:soc@example.net"],"j":"malware for 23 days","s":1,)"
    R"("o":"example.net Filtering Service","l":"en"})";

std::optional<Structured> parse(std::string_view text, std::uint16_t info_code = 15,
                                Channel channel = Channel::authenticated) {
  return parse_structured(text, info_code, channel);
}

Structured parsed(std::string_view text, std::uint16_t info_code = 15,
                  Channel channel = Channel::authenticated) {
  auto structured = parse(text, info_code, channel);
  REQUIRE(structured);
  return *structured;
}

void check_nothing_used(const Structured& structured) {
  CHECK_FALSE(structured.usable);
  CHECK(structured.contact.empty());
  CHECK(structured.justification.empty());
  CHECK_FALSE(structured.suberror);
  CHECK(structured.organization.empty());
  CHECK(structured.language.empty());
}

}  // namespace

TEST_CASE("structured: everything may be used on an authenticated channel") {
  auto structured = parsed(complete);
  CHECK(structured.usable);
  CHECK(structured.contact == Texts{"tel:+358-555-1234567", "mailto:soc@example.net"});
  CHECK(structured.justification == "malware for 23 days");
  REQUIRE(structured.suberror);
  CHECK(structured.suberror->code == 1);
  CHECK(structured.suberror->name == "Malware");
  CHECK(structured.organization == "example.net Filtering Service");
  CHECK(structured.language == "en");
  CHECK(structured.ignored.empty());
}

TEST_CASE("structured: one thing is enough to be usable") {
  CHECK(parsed(R"({"c":["tel:1"]})").usable);
  CHECK(parsed(R"({"j":"x","l":"en"})").usable);
  CHECK(parsed(R"({"s":1})").usable);
  CHECK_FALSE(parsed(R"({"s":0})").usable);
}

TEST_CASE("structured, step 1: without integrity nothing is used") {
  auto structured = parsed(complete, 15, Channel::plain);
  check_nothing_used(structured);
  auto rule = ": the channel does not protect integrity (plain UDP or TCP)"s;
  CHECK(structured.ignored == Texts{"c" + rule, "j" + rule, "s" + rule, "o" + rule, "l" + rule});
}

TEST_CASE("structured, step 1 comes before the steps that judge values") {
  auto structured = parsed(R"({"s":6})", 35, Channel::plain);
  CHECK(structured.ignored == Texts{"s: the channel does not protect integrity (plain UDP or TCP)"});
}

TEST_CASE("structured, step 2: only beside INFO-CODEs that carry structured errors") {
  for (auto code : Codes{15, 16, 17, 35}) CHECK(parse(complete, code));
  for (auto code : Codes{0, 4, 9, 14, 18, 34, 36, 65535}) CHECK_FALSE(parse(complete, code));
}

TEST_CASE("structured, step 3: what is not an I-JSON object is ordinary text") {
  for (auto text :
       {"", "Blocked by policy", "[]", "{", R"({"s":1,"s":2})", R"({"j":"\ud800"})", "{\"j\":\"\xff\"}"})
    for (auto channel : {Channel::plain, Channel::encrypted, Channel::authenticated})
      CHECK_FALSE_MESSAGE(parse(text, 15, channel), text);
}

TEST_CASE("structured, step 4: a sub-error applies to its INFO-CODEs only") {
  for (auto info_code : Codes{15, 16, 17, 35}) {
    for (int code = 0; code <= 8; ++code) {
      CAPTURE(info_code);
      CAPTURE(code);
      auto structured = parsed(R"({"j":"x","l":"en","s":)" + std::to_string(code) + "}", info_code);
      bool applies =
          (code >= 1 && code <= 4 && info_code != 16) || ((code == 5 || code == 6) && info_code == 15);
      CHECK(structured.suberror.has_value() == applies);
      CHECK(structured.justification == "x");
      CHECK(structured.ignored.empty() == applies);
    }
  }
}

TEST_CASE("structured, step 4: each sub-error by its registered name") {
  const Texts names = {
      "Malware", "Phishing", "Spam", "Spyware", "Network operator policy", "DNS operator policy"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto structured = parsed("{\"s\":" + std::to_string(i + 1) + "}");
    CHECK(structured.suberror->code == i + 1);
    CHECK(structured.suberror->name == names[i]);
    CHECK(structured.usable);
  }
}

TEST_CASE("structured, step 4: why a sub-error is ignored") {
  CHECK(parsed(R"({"c":["tel:1"],"s":0})").ignored == Texts{"s: sub-error 0 is reserved and has no meaning"});
  CHECK(parsed(R"({"c":["tel:1"],"s":5})", 17).ignored ==
        Texts{"s: sub-error 5 does not apply to INFO-CODE 17"});
  CHECK(parsed(R"({"c":["tel:1"],"s":255})").ignored ==
        Texts{"s: sub-error 255 does not apply to INFO-CODE 15"});
}

TEST_CASE("structured: a sub-error is an integer from 0 to 255") {
  for (auto value : {"-1", "256", "1.0", "1e0", "\"1\"", "true", "null", "[1]", "18446744073709551617"}) {
    CAPTURE(value);
    auto structured = parsed("{\"c\":[\"tel:1\"],\"s\":"s + value + "}");
    CHECK_FALSE(structured.suberror);
    CHECK(structured.ignored == Texts{"s: not an integer from 0 to 255"});
  }
}

TEST_CASE("structured, step 5: without c, j and s the object is discarded") {
  for (auto text :
       {"{}", R"({"o":"Example","l":"en"})", R"({"c":[],"o":"Example","l":"en"})", R"({"x":1})"}) {
    CAPTURE(text);
    auto structured = parsed(text);
    check_nothing_used(structured);
    CHECK(structured.ignored == Texts{"the whole object: none of c, j and s is there with a value"});
  }
  auto empty = parsed(R"({"c":[],"j":"","o":"Example","l":"en"})");
  check_nothing_used(empty);
  CHECK(empty.ignored == Texts{"j: empty, which a server must not send",
                               "the whole object: none of c, j and s is there with a value"});
}

TEST_CASE("structured, step 5 comes after step 4: a sub-error that is ignored says nothing") {
  auto structured = parsed(R"({"s":1,"o":"Example","l":"en"})", 16);
  check_nothing_used(structured);
  CHECK(structured.ignored == Texts{"s: sub-error 1 does not apply to INFO-CODE 16",
                                    "the whole object: none of c, j and s is there with a value"});
}

TEST_CASE("structured, step 5 comes before step 6: contacts of other schemes do not discard the rest") {
  auto structured = parsed(R"({"c":["https://example.net/"],"o":"Example","l":"en"})");
  CHECK(structured.usable);
  CHECK(structured.contact.empty());
  CHECK(structured.organization == "Example");
  CHECK(structured.ignored == Texts{"c: 1 of 1 are no tel or mailto URIs"});
}

TEST_CASE("structured, step 6: contacts of registered schemes are kept, the others dropped") {
  auto structured = parsed(
      R"({"c":["https://example.net/","TEL:+1","sips:a@b","MailTo:a@b","mailto:","tel","javascript:1",7,null,"",)"
      R"("mailto:a b","mailto:\u0022>","mailto:\u3042","tel:\n1","mailto:a@b?subject=x"]})");
  CHECK(structured.contact == Texts{"TEL:+1", "MailTo:a@b", "mailto:a@b?subject=x"});
  CHECK(structured.ignored == Texts{"c: 12 of 15 are no tel or mailto URIs"});
}

TEST_CASE("structured: contacts are an array") {
  auto structured = parsed(R"({"c":"tel:1","s":1})");
  CHECK(structured.contact.empty());
  CHECK(structured.ignored == Texts{"c: not an array"});
}

TEST_CASE("structured, step 7: without the server's identity only the sub-error is used") {
  auto structured = parsed(complete, 15, Channel::encrypted);
  CHECK(structured.usable);
  CHECK(structured.suberror->code == 1);
  CHECK(structured.contact.empty());
  CHECK(structured.justification.empty());
  CHECK(structured.organization.empty());
  CHECK(structured.language.empty());
  auto rule = ": the server's identity is not verified"s;
  CHECK(structured.ignored == Texts{"c" + rule, "j" + rule, "o" + rule});

  auto without = parsed(R"({"j":"x","l":"en"})", 15, Channel::encrypted);
  check_nothing_used(without);
}

TEST_CASE("structured, step 9: names that nobody knows are ignored") {
  auto structured = parsed(R"({"s":1,"x":1,"\u001b[31m":2})");
  CHECK(structured.suberror->code == 1);
  CHECK(structured.ignored == Texts{"\x1b[31m, x: unknown names"});
  CHECK(parsed(R"({"s":1,"C":["tel:1"]})").ignored == Texts{"C: unknown name"});
}

TEST_CASE("structured, step 9: a long unknown name is cut") {
  CHECK(parsed("{\"s\":1,\"" + std::string(63, 'x') + "\":0}").ignored ==
        Texts{std::string(63, 'x') + ": unknown name"});
  CHECK(parsed("{\"s\":1,\"" + std::string(64, 'x') + "\":0}").ignored ==
        Texts{std::string(63, 'x') + "…: unknown name"});
  CHECK(parsed("{\"s\":1,\"" + std::string(62, 'x') + "ああ\":0}").ignored ==
        Texts{std::string(62, 'x') + "\ufffd…: unknown name"});
}

TEST_CASE("structured, step 9: many unknown names make one short entry") {
  std::string text = "{\"s\":1";
  for (int i = 0; i < 5000; ++i) text += ",\"n" + std::to_string(i) + "\":0";
  auto structured = parsed(text + "}");
  REQUIRE(structured.ignored.size() == 1);
  CHECK(structured.ignored[0].ends_with(" and 4992 more: unknown names"));
  CHECK(structured.ignored[0].size() < 200);
}

TEST_CASE("structured: texts are strings, and not empty") {
  for (auto value : {"1", "null", "[\"x\"]", "{}"}) {
    auto structured = parsed("{\"s\":1,\"j\":"s + value + ",\"o\":" + value + ",\"l\":" + value + "}");
    CHECK(structured.ignored == Texts{"j: not a string", "o: not a string", "l: not a string"});
  }
  auto structured = parsed(R"({"s":1,"j":"","o":"","l":"en"})");
  CHECK(structured.ignored ==
        Texts{"j: empty, which a server must not send", "o: empty, which a server must not send"});
  CHECK(structured.language.empty());
}

TEST_CASE("structured: the organization is shown only if it is a name") {
  auto structured = parsed(R"({"s":1,"j":"x","l":"en","o":"Call +1-800-555-0100 to unblock"})");
  CHECK(structured.organization.empty());
  CHECK(structured.justification == "x");
  CHECK(structured.language == "en");
  CHECK(structured.ignored == Texts{"o: more than an organization's name"});
}

TEST_CASE("structured: texts need their language") {
  CHECK(parsed(R"({"j":"x"})").ignored == Texts{"l: missing, though required beside j and o"});
  CHECK(parsed(R"({"j":"x"})").justification == "x");
  CHECK(parsed(R"({"s":1,"o":"Example"})").ignored == Texts{"l: missing, though required beside j and o"});
  CHECK(parsed(R"({"s":1,"l":"en"})").language.empty());
  CHECK(parsed(R"({"s":1})").ignored.empty());
}

TEST_CASE("structured: a language is a BCP 47 tag") {
  for (auto tag : {"en", "ja-JP", "zh-Hant-TW", "de-1996", "x-whatever", "sl-rozaj-biske"})
    CHECK_MESSAGE(parsed(R"({"j":"x","l":")"s + tag + "\"}").language == tag, tag);
  for (auto tag :
       {"", "-", "en-", "-en", "en--us", "en_US", "12", "e\\u0301", "abcdefghi", "en us", "en-abcdefghi"}) {
    auto structured = parsed(R"({"j":"x","l":")"s + tag + "\"}");
    CHECK_MESSAGE(structured.language.empty(), tag);
    CHECK_MESSAGE(std::ranges::count(structured.ignored, "l: not a language tag (RFC 5646)") == 1, tag);
  }
}

TEST_CASE("structured: foreign text is kept, not escaped, in what may be used") {
  auto structured = parsed(R"({"j":"<script>\u001b\u202e\"","l":"en"})");
  CHECK(structured.justification == "<script>\x1b\u202e\"");
}

TEST_CASE("structured: channels by name") {
  CHECK(name(Channel::plain) == "plain");
  CHECK(name(Channel::encrypted) == "encrypted");
  CHECK(name(Channel::authenticated) == "authenticated");
}

// +explain on the command line: for whom, and what it turns on.
#include "cli_requests.h"

using namespace edig;
using namespace edig::command_line;
using explain::Audience;

namespace {

run::Request one(std::initializer_list<const char*> words) { return requests(words).front(); }

}  // namespace

TEST_CASE("+explain is for users unless it says for whom") {
  CHECK(one({"+explain", "a.example"}).style.explain == Audience::user);
  CHECK(one({"+explain=user", "a.example"}).style.explain == Audience::user);
  CHECK(one({"+explain=operator", "a.example"}).style.explain == Audience::operator_);
  CHECK(one({"--explain=owner", "a.example"}).style.explain == Audience::owner);
  CHECK_FALSE(one({"+explain=owner", "+noexplain", "a.example"}).style.explain);
  CHECK_FALSE(one({"a.example"}).style.explain);
}

TEST_CASE("+explain=short is for users, in two sentences") {
  CHECK(one({"+explain=short", "a.example"}).style.explain == Audience::user);
  CHECK(one({"+explain=short", "a.example"}).style.explanation_short);
  CHECK_FALSE(one({"+explain=short", "+explain", "a.example"}).style.explanation_short);
}

TEST_CASE("+explain takes what a caller reads out, and asks for what is meant") {
  auto asked = [](const char* text) { return one({"+explain", text}).query.question; };
  auto name = [&](const char* text) { return asked(text).name.text(); };
  for (auto text : {"https://www.valid.example/login?x=1", "http://alice@www.valid.example:8443/a/b#c",
                    "www.valid.example/index.html", "www.valid.example:8443", " www.valid.example "}) {
    CAPTURE(text);
    CHECK(name(text) == "www.valid.example.");
    CHECK(asked(text).type == dns::type::a);
    CHECK(one({"+explain", text}).style.pasted == text);
  }
  for (auto text : {"alice@valid.example", "mailto:alice@valid.example"}) {
    CHECK(name(text) == "valid.example.");
    CHECK(asked(text).type == dns::type::mx);
  }
  CHECK(one({"+explain", "alice@valid.example", "TXT"}).query.question.type == dns::type::txt);
  for (auto text : {"192.0.2.80", "http://192.0.2.80:8080/"}) {
    CHECK(name(text) == "80.2.0.192.in-addr.arpa.");
    CHECK(asked(text).type == dns::type::ptr);
  }
  CHECK(name("https://[2001:db8::1]/").ends_with(".ip6.arpa."));
  CHECK(name("2001:db8::1").ends_with(".ip6.arpa."));
  for (auto text : {"www.valid.example", ".", "_sip._tcp.valid.example", "1.0/25.2.0.192.in-addr.arpa"}) {
    CAPTURE(text);
    CHECK(one({"+explain", text}).style.pasted.empty());
  }
}

TEST_CASE("+explain never asks for what cannot be a name") {
  for (auto text : {"www valid example", "www,valid,example", "https://", "a@"})
    CHECK(parse({"+explain", text}).error().kind == Error::Kind::usage);
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

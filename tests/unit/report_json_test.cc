#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

using Json = nlohmann::json;

Json json(const Report& report, const Style& style = {}) { return Json::parse(to_json(report, style)); }

}  // namespace

TEST_CASE("json: question, server, RCODE, flags") {
  auto object = json(report({.rcode = dns::rcode::servfail}));
  CHECK(object["schema"] == 1);
  CHECK(object["question"] == Json{{"name", "www.example."}, {"type", "A"}, {"class", "IN"}});
  CHECK(object["server"] ==
        Json{{"address", "192.0.2.53"}, {"port", 53}, {"transport", "udp"}, {"authenticated", false}});
  CHECK(object["rcode"] == Json{{"value", 2}, {"name", "SERVFAIL"}});
  CHECK(object["flags"] == Json{"qr", "rd", "ra"});
  CHECK(object["ms"] == 12);
}

TEST_CASE("json: absent means absent") {
  auto object = json(report({}));
  for (auto member : {"attempts", "dropped", "connect_ms", "without_edns", "extended_errors", "answer",
                      "authority", "additional", "problems", "message", "query", "error", "diagnosis"})
    CHECK_FALSE(object.contains(member));
  CHECK_FALSE(object["edns"].contains("options"));
  CHECK_FALSE(holds(to_json(report({}), {}), "null"));
}

TEST_CASE("json: an extended error") {
  auto object = json(
      report({.rcode = dns::rcode::servfail, .options = {extended_error(9, "no SEP"), extended_error(22)}}));
  auto& errors = object["extended_errors"];
  REQUIRE(errors.size() == 2);
  CHECK(errors[0] == Json{{"info_code", 9},
                          {"purpose", "DNSKEY Missing"},
                          {"category", "dnssec"},
                          {"extra_text", "no SEP"},
                          {"explanation", ede::info_code(9).explanation(ede::Language::en)},
                          {"fault", "zone"},
                          {"retry", ede::info_code(9).retry}});
  CHECK_FALSE(errors[1].contains("extra_text"));
}

TEST_CASE("json: EXTRA-TEXT that is no UTF-8 is there in full") {
  auto object = json(report({.options = {extended_error(9, "a\xff\x1b")}}));
  auto& error = object["extended_errors"][0];
  CHECK(error["extra_text"] == "a\uFFFD\x1b");
  CHECK(error["extra_text_hex"] == "61ff1b");
  CHECK_FALSE(
      json(report({.options = {extended_error(9, "é")}}))["extended_errors"][0].contains("extra_text_hex"));
}

TEST_CASE("json: 60 kB of EXTRA-TEXT are not cut") {
  std::string endless(60000, 'x');
  CHECK(json(report({.options = {extended_error(9, endless)}}))["extended_errors"][0]["extra_text"] ==
        endless);
}

TEST_CASE("json: sections as asked for") {
  auto full = report({.answer = {"www.example. 300 IN A 192.0.2.1"},
                      .authority = {"example. 1 IN NS ns1.example."},
                      .additional = {"ns1.example. 1 IN A 192.0.2.53"}});
  Style style;
  CHECK(
      json(full)["answer"] ==
      Json{{{"name", "www.example."}, {"type", "A"}, {"class", "IN"}, {"ttl", 300}, {"rdata", "192.0.2.1"}}});
  style.asked_authority = true;
  CHECK(json(full, style).contains("authority"));
  CHECK_FALSE(json(full, style).contains("additional"));
  style.all_sections = true;
  CHECK(json(full, style).contains("additional"));
  CHECK(json(full, style)["message"]["additionalRRs"].size() == 2);
  style.answer = false;
  CHECK_FALSE(json(full, style).contains("answer"));
}

TEST_CASE("json: no reply") {
  auto object = json(unanswered({Error::Kind::tls, "certificate has expired", "check the clock"}));
  CHECK(object["error"] ==
        Json{{"kind", "tls"}, {"text", "certificate has expired"}, {"hint", "check the clock"}});
  for (auto member : {"rcode", "flags", "edns", "answer"}) CHECK_FALSE(object.contains(member));
}

TEST_CASE("json: an encrypted exchange") {
  auto encrypted = exchange({});
  encrypt(encrypted, false);
  encrypted.http = transport::HttpInfo{"2", 200};
  encrypted.connect_ms = 35.25;
  auto object = json(make_report(query(), encrypted));
  CHECK(object["connect_ms"] == 35.25);
  CHECK(object["server"]["authenticated"] == false);
  CHECK(object["server"]["tls"] == Json{{"version", "TLSv1.3"},
                                        {"cipher", "TLS_AES_256_GCM_SHA384"},
                                        {"verified", false},
                                        {"verify_error", "self-signed certificate"}});
  CHECK(object["server"]["http"] == Json{{"version", "2"}, {"status", 200}});
}

TEST_CASE("json: one line where several follow each other") {
  Style style;
  style.compact = true;
  auto text = to_json(report({.options = {extended_error(9, "a\nb\r")}}), style);
  CHECK(count(text, "\n") == 1);
  CHECK(text.ends_with("}\n"));
  CHECK(Json::parse(text)["extended_errors"][0]["extra_text"] == "a\nb\r");
}

TEST_CASE("json: what the exchange came to, and the exit status of it alone") {
  auto came_to = [](const Report& whole) {
    auto object = json(whole);
    return object["outcome"].get<std::string>() + " " + object["exit_status"].dump();
  };
  CHECK(came_to(report({.answer = {"www.example. 300 IN A 192.0.2.1"}})) == "answer 0");
  CHECK(came_to(report({})) == "nodata 0");
  CHECK(came_to(report({.answer = {"www.example. 300 IN CNAME a.example."}})) == "alias 0");
  CHECK(came_to(report({.authority = {"example. 300 IN NS a.example."}})) == "referral 0");
  CHECK(came_to(report({.rcode = dns::rcode::nxdomain})) == "nxdomain 0");
  CHECK(came_to(report({.rcode = dns::rcode::servfail})) == "failure 2");
  CHECK(came_to(report({.answer = {"www.example. 300 IN A 192.0.2.1"}, .options = {extended_error(15)}})) ==
        "answer 3");
  CHECK(came_to(unanswered({Error::Kind::timeout, "no reply", {}})) == "no-reply 9");
  auto cut = report({});
  cut.exchange.reply->message.header.tc = true;
  CHECK(came_to(cut) == "truncated 3");
}

TEST_CASE("json: the first expiration is that of the record set that fails first") {
  using std::chrono::sys_seconds;
  auto signature = [](std::string covers, int expiration, bool good) {
    return diagnosis::Link::Signature{.covers = std::move(covers),
                                      .signer = dns::Name::parse("example.").value(),
                                      .key_tag = 1,
                                      .algorithm = 13,
                                      .inception = {},
                                      .expiration = sys_seconds(std::chrono::seconds(expiration)),
                                      .good = good};
  };
  auto first = [&](std::vector<diagnosis::Link::Signature> signatures) -> Json {
    auto whole = report({});
    whole.diagnosis = diagnosis::Diagnosis{};
    whole.diagnosis->chain = {{.zone = dns::Name::parse("example.").value(),
                               .status = diagnosis::Status::secure,
                               .ds = {},
                               .keys = {},
                               .signatures = std::move(signatures)}};
    return json(whole)["diagnosis"].value("first_expiration", Json());
  };
  CHECK(first({}).is_null());
  CHECK(first({signature("a", 30, true), signature("b", 20, true)}) == "1970-01-01T00:00:20Z");
  CHECK(first({signature("a", 30, true), signature("b", 10, false)}) == "1970-01-01T00:00:10Z");
  // An old signature beside a good one is not needed; of several bad ones the first to expire tells.
  CHECK(first({signature("a", 10, false), signature("a", 30, true)}) == "1970-01-01T00:00:30Z");
  CHECK(first({signature("a", 40, false), signature("a", 20, false)}) == "1970-01-01T00:00:20Z");
}

TEST_CASE("json: a key matches a DS that is for it, whatever its flags say") {
  auto whole = report({});
  whole.diagnosis = diagnosis::Diagnosis{};
  whole.diagnosis->chain = {{.zone = dns::Name::parse("example.").value(),
                             .status = diagnosis::Status::bogus,
                             .ds = {{1, 13, 2, false}, {2, 13, 2, true}},
                             .keys = {{1, 13, 257, true, false}, {2, 13, 256, false, true}}}};
  auto keys = json(whole)["diagnosis"]["chain"][0]["dnskey"];
  CHECK(keys[0]["matches_ds"] == false);
  CHECK(keys[1]["matches_ds"] == true);
}

}  // namespace edig::report

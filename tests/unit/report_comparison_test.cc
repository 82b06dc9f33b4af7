// Servers side by side in each format.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "report/phrases.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

// Blocked by 192.0.2.53, and answered over TLS by another server.
Report blocked_by_one() {
  auto one = report({.rcode = dns::rcode::nxdomain, .options = {extended_error(15, "by the lab\x1b[31m")}});
  auto there = exchange({.answer = {"www.example. 300 IN A 198.51.100.1"}});
  encrypt(there, true);
  there.peer.address = "192.0.2.54";
  auto two = make_report(query(), std::move(there));
  auto whole = one;
  whole.sides = {one, two};
  diagnosis::Side blocked, answered;
  blocked.reply = one.exchange.reply->message;
  blocked.info_codes = {15};
  answered.reply = two.exchange.reply->message;
  whole.comparison = diagnosis::compare(std::vector{blocked, answered}, whole.query.question);
  return whole;
}

std::string print(const Report& report, Format format, ede::Language language = ede::Language::en) {
  Style style;
  style.format = format;
  style.language = language;
  return report::format(report, style);
}

}  // namespace

TEST_CASE("comparison: a line for each server, its reason, and what it means") {
  auto text = print(blocked_by_one(), Format::text);
  CHECK(holds(text, "www.example. A   2 servers side by side\n"));
  CHECK(holds(text, "  A  192.0.2.53  UDP   NXDOMAIN  15   12 ms\n"));
  CHECK(holds(text, "  B  192.0.2.54  TLS   NOERROR        12 ms  198.51.100.1\n"));
  CHECK(holds(text, "  EDE 15  Blocked   \"by the lab\\x1b[31m\"   from 192.0.2.53\n"));
  CHECK(holds(text, "What it means: Withholds the answer by its own policy: 192.0.2.53 (EDE 15 Blocked)."));
  CHECK(holds(text, "That is the servers' word, not authenticated. +why finds out.\n"));
  CHECK_FALSE(holds(text, "\x1b"));
}

TEST_CASE("comparison: in Japanese, too") {
  auto text = print(blocked_by_one(), Format::text, ede::Language("ja"));
  CHECK(holds(text, "結論："));
  CHECK_FALSE(holds(text, "What it means"));
}

TEST_CASE("comparison: with a diagnosis, each server stands against it") {
  auto report = blocked_by_one();
  report.diagnosis = diagnosis::Diagnosis{};
  report.diagnosis->status = diagnosis::Status::secure;
  report.comparison->standings = {diagnosis::Standing::wrongly_denies, diagnosis::Standing::agrees};
  auto text = print(report, Format::text);
  CHECK(holds(text, "  192.0.2.53  denies what is there\n"));
  CHECK(holds(text, "  192.0.2.54  gives what is borne out\n"));
  CHECK_FALSE(holds(text, "+why"));
}

TEST_CASE("comparison: JSON holds every server and what the text says") {
  auto json = nlohmann::json::parse(print(blocked_by_one(), Format::json));
  CHECK(json["rcode"]["name"] == "NXDOMAIN");
  const auto& comparison = json["comparison"];
  CHECK(comparison["disagreement"] == true);
  CHECK(comparison["groups"] == nlohmann::json({{0}, {1}}));
  CHECK(comparison["meanings"][0]["kind"] == "blocked");
  CHECK(comparison["meanings"][0]["info_code"] == 15);
  CHECK(comparison["servers"][0]["extended_errors"][0]["info_code"] == 15);
  CHECK(comparison["servers"][1]["answer"][0]["rdata"] == "198.51.100.1");
  CHECK(comparison["servers"][1]["server"]["transport"] == "tls");
}

TEST_CASE("comparison: short and dig show one server after the other") {
  CHECK(print(blocked_by_one(), Format::short_) == "198.51.100.1 from server 192.0.2.54 in 12 ms.\n");
  CHECK(count(print(blocked_by_one(), Format::dig), ";; ->>HEADER<<-") == 2);
}

TEST_CASE("comparison: the exit status is 3 where the servers should not differ, else theirs") {
  auto report = blocked_by_one();
  CHECK(exit_status(report) == 3);
  CHECK(exit_status(report.sides[1]) == 0);
  report.comparison->meanings.front().severity = diagnosis::Severity::note;
  report.sides.erase(report.sides.begin());
  CHECK(exit_status(report) == 0);
}

TEST_CASE("comparison: every word has its phrase") {
  using diagnosis::Certainty, diagnosis::Standing;
  for (auto certainty : {Certainty::claimed, Certainty::likely, Certainty::open})
    CHECK(has_phrase("certainty-" + std::string(name(certainty))));
  for (int standing = 0; standing <= static_cast<int>(Standing::unknown); ++standing)
    CHECK(has_phrase("standing-" + std::string(name(static_cast<Standing>(standing)))));
  for (std::string settle : {"why", "other-name", "again", "serials", "whole"})
    CHECK(has_phrase("settle-" + settle));
  for (std::string kind : {"agree",
                           "agree-validated",
                           "agree-some-validated",
                           "agree-failing",
                           "agree-refusing",
                           "all-fail",
                           "none-replies",
                           "no-reply",
                           "reply-cut",
                           "foreign-cookie",
                           "no-connection",
                           "not-verified",
                           "no-address",
                           "server-ailing",
                           "cannot-resolve",
                           "dnssec-broken",
                           "dnssec-broken-claimed",
                           "dnssec-broken-everywhere",
                           "dnssec-broken-everywhere-claimed",
                           "validators-disagree",
                           "validation-skipped",
                           "blocked",
                           "forged",
                           "stale",
                           "denial-validated",
                           "denied",
                           "denials-differ",
                           "out-of-step",
                           "any-differs",
                           "special-address",
                           "variants-validated",
                           "variants",
                           "unvalidated-differs",
                           "refused",
                           "prohibited",
                           "truncated",
                           "referral"})
    CHECK(has_phrase("compare-" + kind));
}

}  // namespace edig::report

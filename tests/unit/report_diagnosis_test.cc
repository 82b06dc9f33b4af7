#include <doctest/doctest.h>

#include "diagnosis/judgement/told_finding.h"
#include "diagnosis/judgement/words.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

using diagnosis::Claim;
using diagnosis::Diagnosis;
using diagnosis::Fault;
using diagnosis::Finding;
using diagnosis::Severity;
using diagnosis::Status;

diagnosis::Wording in_both(std::string_view text) { return diagnosis::Wording(ede::Phrase{"", {text, 1}}); }

dns::Name name(std::string_view text) { return *dns::Name::parse(text); }

Finding expired(std::string rrset = "www.example. A") {
  auto finding = diagnosis::tell("signature-expired", "",
                                 {{"rrset", rrset},
                                  {"span", diagnosis::span(std::chrono::hours(80))},
                                  {"expiration", std::string("2026-11-19 04:00 UTC")}});
  finding.info_code = 7;
  finding.zone = name("example.");
  finding.rrset = std::move(rrset);
  return finding;
}

Report diagnosed(Status status, std::vector<Finding> findings) {
  auto whole = report({.rcode = dns::rcode::servfail, .options = {extended_error(6, "bogus")}});
  whole.diagnosis = Diagnosis{};
  whole.diagnosis->status = status;
  whole.diagnosis->findings = std::move(findings);
  whole.diagnosis->claim = Claim::refined;
  return whole;
}

std::string shown(const Report& report, ede::Language language = ede::Language::en) {
  Style style;
  style.language = language;
  return to_text(report, style);
}

}  // namespace

TEST_CASE("diagnosis: root cause, place, whose turn, and the server's word held against it") {
  auto text = shown(diagnosed(Status::bogus, {expired()}));
  CHECK(holds(text,
              "\nWhy: the signature over www.example A expired 3 days ago (2026-11-19 04:00 UTC)."
              "   EDE 7 Signature Expired\n"
              "Where: zone example, www.example A\n"
              "Whose turn: the operator of example: re-sign the zone; check that the signer still runs.\n"
              "To see it: dig @192.0.2.53 www.example. A +dnssec +cd\n"
              "The server said: EDE 6 DNSSEC Bogus \"bogus\". True, but less exact.\n"));
}

TEST_CASE("diagnosis: one line at its end says what it cost, unless it is not wanted") {
  auto whole = diagnosed(Status::bogus, {expired()});
  whole.diagnosis->cost = {.questions = 44,
                           .round_trips = 3,
                           .traffic = {.packets = 45, .octets = 1742, .connections = 2},
                           .ms = 9.6};
  CHECK(holds(
      shown(whole),
      "\n\nCost of finding out: questions 44, packets 45 (1742 octets), connections 2, time 9.6 ms.\n"));
  CHECK(holds(shown(whole, ede::Language("ja")), "問い合わせ 44 件、パケット 45（1742 オクテット）、接続 2"));
  Style style;
  style.stats = false;
  CHECK_FALSE(holds(to_text(whole, style), "Cost"));
}

TEST_CASE("diagnosis: in Japanese the finding and what to do are told in Japanese, and not in English") {
  auto text = shown(diagnosed(Status::bogus, {expired()}), ede::Language("ja"));
  CHECK(holds(text,
              "\n原因：www.example A の署名の有効期限が、3 日前に切れています（2026-11-19 04:00 UTC）。"
              "   EDE 7 Signature Expired\n"));
  CHECK(holds(text, "\n対応が必要な担当者：example の運用者：ゾーンを再署名する。"));
  CHECK(!holds(text, "the signature"));
  CHECK(!holds(text, "re-sign"));
}

TEST_CASE("diagnosis: what follows the root cause is marked by its severity; a note blames nobody") {
  auto warning = expired(), note = expired();
  warning.severity = Severity::warning;
  warning.text = in_both("a warning");
  note.severity = Severity::note;
  note.text = in_both("a note");
  auto text = shown(diagnosed(Status::bogus, {expired(), warning, note}));
  CHECK(holds(
      text,
      "\nWarning: a warning.   EDE 7 Signature Expired\nWhere: zone example, www.example A\nWhose turn: "));
  CHECK(holds(text, "\nNote: a note.   EDE 7 Signature Expired\nThe server said"));
}

TEST_CASE("diagnosis: a name in order is not the cause where the server gives no reply") {
  auto whole = diagnosed(Status::secure, {});
  CHECK(holds(shown(whole), "\nWhy: nothing is wrong here"));
  whole.extended_errors.clear();
  whole.exchange.reply = fail(Error::Kind::timeout, "no reply from 192.0.2.53");
  CHECK(!holds(shown(whole), "nothing is wrong here"));
  CHECK(holds(shown(whole), "\nWhose turn: whoever runs that server, or the network to it.\n"));
  whole.exchange.reply = fail(Error::Kind::refused, "nothing listens on 192.0.2.53 port 53 (UDP)");
  CHECK(holds(shown(whole), "\nWhy: nothing listens at the server asked, which can be reached;"));
  CHECK(holds(shown(whole), "\nWhose turn: whoever runs that server, or set it here.\n"));
  whole.diagnosis->status = Status::indeterminate;
  CHECK(holds(shown(whole), "\nWhy: edig could not find out"));
}

TEST_CASE("diagnosis: not signed, and signed with what edig does not support, are two things") {
  auto whole = diagnosed(Status::insecure, {});
  CHECK(shown(whole).find("the zone is not signed") != std::string::npos);
  whole.diagnosis->chain = {
      {.zone = name("example."), .status = Status::insecure, .ds = {{1, 18, 2, false}}, .keys = {}}};
  auto text = shown(whole);
  CHECK(text.find("signed with what edig does not support") != std::string::npos);
  CHECK(text.find("not signed,") == std::string::npos);
}

TEST_CASE("diagnosis: foreign text in it is made fit for a terminal") {
  auto odd = expired("a\nb \x1b[31m A");
  auto text = shown(diagnosed(Status::bogus, {odd}));
  CHECK(!holds(text, "\x1b"));
  CHECK(!holds(text, "a\nb"));
}

}  // namespace edig::report

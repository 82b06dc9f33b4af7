// Each format says by what plan a zone was judged.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "diagnosis/judgement/told_finding.h"
#include "report/html.h"
#include "report/verify.h"
#include "report_fixture.h"

namespace edig::report {
using namespace fixture;

namespace {

diagnosis::PlannedDelegation plan() {
  auto name = [](const char* text) { return *dns::Name::parse(text); };
  return {.zone = name("example."),
          .servers = {{.name = name("ns1.example."), .addresses = {"192.0.2.1"}, .trouble = {}},
                      {.name = name("ns.example.net."), .addresses = {}, .trouble = {}}},
          .ds = records({"example. 0 IN DS 2371 13 2 " + std::string(64, 'a')})};
}

Report judged(diagnosis::Status status, diagnosis::PlannedDelegation by) {
  auto whole = report({.rcode = dns::rcode::servfail, .options = {extended_error(6, "bogus")}});
  whole.diagnosis = diagnosis::Diagnosis{};
  whole.diagnosis->status = status;
  whole.diagnosis->plan = std::move(by);
  return whole;
}

}  // namespace

TEST_CASE("plan: the text says it first, and that the server spoke of something else") {
  Style style;
  style.columns = 0;
  auto text = to_text(judged(diagnosis::Status::secure, plan()), style);
  CHECK(holds(text,
              "Judged by a planned delegation, not by the parent's: example with servers ns1.example "
              "(192.0.2.1), ns.example.net, DS 2371/13/2.\n"
              "Why: nothing is wrong here: delegated so, the answer is signed, and the chain of trust "
              "holds from the DS on.\n"));
  CHECK(holds(text, "EDE 6 DNSSEC Bogus \"bogus\". That is about the delegation as it is now.\n"));
  auto none = plan();
  none.servers.clear();
  none.ds->clear();
  CHECK(holds(to_text(judged(diagnosis::Status::insecure, none), style),
              "example with the servers that the parent names, no DS.\n"
              "Why: nothing is wrong here: delegated so, the zone has no DS, and counts as not signed.\n"));
}

TEST_CASE("plan: in the JSON, where what is absent is the parent's") {
  auto json = [](diagnosis::PlannedDelegation by) {
    return nlohmann::json::parse(
        to_json(judged(diagnosis::Status::secure, std::move(by)), Style()))["diagnosis"]["plan"];
  };
  auto whole = json(plan());
  CHECK(whole["zone"] == "example.");
  CHECK(whole["ns"] ==
        nlohmann::json::parse(
            R"([{"name": "ns1.example.", "addresses": ["192.0.2.1"]}, {"name": "ns.example.net."}])"));
  CHECK(whole["ds"] == nlohmann::json::array({"2371 13 2 " + std::string(64, 'a')}));
  auto bare = plan();
  bare.servers.clear();
  bare.ds.reset();
  CHECK(json(bare) == nlohmann::json{{"zone", "example."}});
  bare.ds.emplace();
  CHECK(json(bare)["ds"] == nlohmann::json::array());
}

TEST_CASE("plan: among the facts of the page, in its language") {
  auto page = [](ede::Language language) {
    Style style;
    style.language = language;
    return to_html({{judged(diagnosis::Status::secure, plan()), style}});
  };
  CHECK(holds(page(ede::Language::en),
              "<dt>Judged as delegated by</dt><dd>servers ns1.example (192.0.2.1), ns.example.net, DS "
              "2371/13/2</dd>"));
  CHECK(holds(page(ede::Language("ja")), "ns.example.net、DS 2371/13/2"));
}

TEST_CASE("plan: what is at fault shows at the planned servers, and not by way of a resolver") {
  auto by = plan();
  auto wrong = diagnosis::tell("ds-matches-no-key", "", {});
  wrong.zone = by.zone;
  wrong.rrset = "example. DNSKEY";
  CHECK(dig_line(judged(diagnosis::Status::bogus, by), wrong) ==
        "dig @192.0.2.1 example. DNSKEY +dnssec +norecurse");
  by.servers.clear();
  CHECK(dig_line(judged(diagnosis::Status::bogus, by), wrong) ==
        "dig @192.0.2.53 example. DNSKEY +dnssec +cd");
}

}  // namespace edig::report

// MTA-STS (RFC 8461) and TLS-RPT (RFC 8460).
#include <doctest/doctest.h>

#include "services/mta_sts.h"
#include "services/tls_rpt.h"
#include "services_world.h"

using namespace edig;
using namespace edig::test;
using services::MtaSts;
using services::MtaStsPolicy;
using services::State;

namespace {

MtaSts judge(Domains& domains) {
  return domains.evaluate(
      [](services::Records& records) { return services::mta_sts(records, domain_name("shop.example.")); });
}

Words record_words(const std::vector<std::string>& records) {
  Domains domains;
  domains.add("mta-sts.shop.example. 300 IN A 8.8.4.1");
  for (const auto& text : records) domains.txt("_mta-sts.shop.example.", {text});
  return words(judge(domains).judgement);
}

MtaStsPolicy policy(const std::string& text,
                    const std::vector<std::string>& exchanges = {"mx.shop.example."}) {
  services::MailExchangers mail;
  for (const auto& name : exchanges) mail.exchanges.push_back({.preference = 10, .name = domain_name(name)});
  return services::mta_sts_policy(text, domain_name("shop.example."), mail);
}

Words policy_words(const std::string& text) { return words(policy(text).judgement); }

const std::string good = "version: STSv1\r\nmode: enforce\r\nmx: mx.shop.example\r\nmax_age: 2419200\r\n";

std::string with(std::string text, std::string_view part, std::string_view other) {
  return text.replace(text.find(part), part.size(), other);
}

services::TlsRpt report(const std::vector<std::string>& records) {
  Domains domains;
  for (const auto& text : records) domains.txt("_smtp._tls.shop.example.", {text});
  return domains.evaluate(
      [](services::Records& found) { return services::tls_rpt(found, domain_name("shop.example.")); });
}

}  // namespace

TEST_CASE("MTA-STS: one record with an id, beside others") {
  CHECK(record_words({"v=STSv1; id=20261127;"}).empty());
  CHECK(record_words({"v=STSv1;id=a", "v=spf1 -all", "something"}).empty());
  Domains domains;
  domains.add("mta-sts.shop.example. 300 IN A 8.8.4.1")
      .txt("_mta-sts.shop.example.", {"v=STSv1; ", "id=20261127;"});
  auto sts = judge(domains);
  CHECK(sts.announced);
  CHECK(sts.id == "20261127");
  CHECK(sts.addresses == Words{"8.8.4.1"});
  CHECK(sts.judgement.state == State::works);
  CHECK(domains.rounds == 2);
}

TEST_CASE("MTA-STS: two records are as none, and that is no green light") {
  CHECK(record_words({"v=STSv1; id=1;", "v=STSv1; id=2;"}) == Words{"mta-sts-several"});
}

TEST_CASE("MTA-STS: records that are not as they should be") {
  CHECK(record_words({}) == Words{"mta-sts-none"});
  CHECK(record_words({" v=STSv1; id=1;"}) == Words{"mta-sts-none"});
  CHECK(record_words({"v=STSv2; id=1;"}) == Words{"mta-sts-none"});
  CHECK(record_words({"v=STSv1;"}) == Words{"mta-sts-id"});
  CHECK(record_words({"v=STSv1; id=2026-11-27;"}) == Words{"mta-sts-id"});
  CHECK(record_words({"v=STSv1; id=" + std::string(33, '1')}) == Words{"mta-sts-id"});
  CHECK(record_words({"v=STSv1; id=" + std::string(32, '1')}).empty());
  CHECK(record_words({"v=STSv1; id=1; id=2"}) == Words{"mta-sts-record-malformed"});
}

TEST_CASE("MTA-STS: what cannot be had, and a policy's server that is not there") {
  Domains domains;
  domains.fail("_mta-sts.shop.example.", dns::type::txt);
  CHECK(words(judge(domains).judgement) == Words{"mta-sts-failed"});
  Domains host;
  host.txt("_mta-sts.shop.example.", {"v=STSv1; id=1;"});
  CHECK(words(judge(host).judgement) == Words{"mta-sts-host-missing"});
  host.fail("mta-sts.shop.example.", dns::type::a);
  CHECK(words(judge(host).judgement) == Words{"mta-sts-host-failed"});
}

TEST_CASE("MTA-STS policy: one that holds") {
  auto held = policy(good);
  CHECK(held.judgement.state == State::works);
  CHECK(words(held.judgement).empty());
  CHECK(held.mode == MtaStsPolicy::Mode::enforce);
  CHECK(held.max_age == 2419200);
  CHECK(policy_words(with(good, "\r\n", "\n")).empty());
  CHECK(policy_words(good + "future: yes\n").empty());
}

TEST_CASE("MTA-STS policy: more than six mx are no error") {
  std::string many = good;
  for (int i = 0; i < 10; ++i) many += "mx: mx" + std::to_string(i) + ".shop.example\n";
  CHECK(policy_words(many).empty());
}

TEST_CASE("MTA-STS policy: fields") {
  CHECK(policy_words(with(good, "STSv1", "STSv2")) == Words{"mta-sts-policy-version"});
  CHECK(policy_words(with(good, "version: STSv1\r\n", "")) == Words{"mta-sts-policy-version"});
  CHECK(policy_words(with(good, "enforce", "report")) == Words{"mta-sts-policy-mode"});
  CHECK(policy_words(with(good, "2419200", "31557600")).empty());
  CHECK(policy_words(with(good, "2419200", "31557601")) == Words{"mta-sts-policy-max-age"});
  CHECK(policy_words(with(good, "2419200", "-1")) == Words{"mta-sts-policy-max-age"});
  CHECK(policy_words(with(good, "2419200", "60")) == Words{"mta-sts-policy-short-lived"});
  CHECK(policy_words(with(good, "mx: mx.shop.example\r\n", "")) == Words{"mta-sts-policy-without-mx"});
  CHECK(policy_words(with(good, "enforce", "testing")) == Words{"mta-sts-mode-testing"});
  CHECK(policy_words("version: STSv1\nmode: none\nmax_age: 86400\n") == Words{"mta-sts-mode-none"});
  CHECK(policy_words(good + "<html>\n") == Words{"mta-sts-policy-line"});
  CHECK(policy_words(good + "mode: none\n").empty());
}

TEST_CASE("MTA-STS policy: an exchange that is not listed") {
  CHECK(words(policy(good, {"mx.shop.example.", "mx2.shop.example."}).judgement) ==
        Words{"mta-sts-mx-not-listed"});
  CHECK(policy(good, {"mx2.shop.example."}).judgement.state == State::broken);
  auto testing = policy(with(good, "enforce", "testing"), {"mx2.shop.example."});
  CHECK(words(testing.judgement) == Words{"mta-sts-mode-testing", "mta-sts-mx-to-be-listed"});
}

TEST_CASE("MTA-STS policy: a star is one label on the left") {
  auto wild = policy(with(good, "mx.shop", "*.shop"));
  CHECK(wild.lists(domain_name("MX.shop.example.")));
  CHECK_FALSE(wild.lists(domain_name("a.mx.shop.example.")));
  CHECK_FALSE(wild.lists(domain_name("shop.example.")));
  CHECK_FALSE(policy(with(good, "mx.shop.example", "mx.*.example")).lists(domain_name("mx.shop.example.")));
}

TEST_CASE("MTA-STS policy: 64 kB of anything") {
  CHECK(policy(std::string(65536, '\n')).judgement.state == State::broken);
  std::string lines;
  while (lines.size() < 65536) lines += "mx: a\n";
  CHECK(policy(lines).mx.size() == 1000);
}

TEST_CASE("TLS-RPT: one record with receivers") {
  auto found = report({"v=TLSRPTv1; rua=mailto:tls@shop.example, https://reports.example.net/v1"});
  CHECK(found.judgement.state == State::works);
  CHECK(found.receivers == Words{"mailto:tls@shop.example", "https://reports.example.net/v1"});
}

TEST_CASE("TLS-RPT: records that are not as they should be") {
  CHECK(words(report({}).judgement) == Words{"tls-rpt-none"});
  CHECK(words(report({"v=TLSRPTv1; rua=mailto:a@b.test", "v=TLSRPTv1; rua=mailto:c@b.test"}).judgement) ==
        Words{"tls-rpt-several"});
  CHECK(words(report({"v=TLSRPTv1;"}).judgement) == Words{"tls-rpt-malformed"});
  CHECK(words(report({"v=TLSRPTv1; rua=tls@shop.example"}).judgement) == Words{"tls-rpt-receiver"});
  CHECK(report({"v=TLSRPTv1; rua=http://x"}).judgement.state == State::broken);
  CHECK(report({"v=TLSRPTv1; rua=mailto:a@b.test,ftp://x"}).judgement.state == State::weakened);
  Domains domains;
  domains.fail("_smtp._tls.shop.example.", dns::type::txt);
  auto failed = domains.evaluate(
      [](services::Records& found) { return services::tls_rpt(found, domain_name("shop.example.")); });
  CHECK(words(failed.judgement) == Words{"tls-rpt-failed"});
}

// DMARC: records, the tree walk, the policy that applies, and to whom reports may go.

#include "services/dmarc.h"

#include <algorithm>

#include "services_world.h"

using namespace edig;
using namespace edig::services;
using dmarc::Policy;
using test::Domains;

namespace {

dns::Name named(const std::string& text) { return dns::Name::parse(text).value(); }

dmarc::Discovery judged(const std::string& domain, Domains lookups) {
  return *lookups.evaluate([&](Records& records) { return dmarc::discover(named(domain), records); });
}

std::string at(const std::string& domain, const std::string& text) {
  return (domain == "." ? "_dmarc." : "_dmarc." + domain) + " 300 IN TXT \"" + text + "\"";
}

std::vector<Kind> kinds(const dmarc::Discovery& found) {
  std::vector<Kind> all;
  for (const auto& finding : found.judgement.findings) all.push_back(finding.kind);
  return all;
}

std::vector<Kind> remarks(const std::string& text) {
  std::vector<dmarc::Remark> found;
  dmarc::parse_record(text, found);
  std::vector<Kind> all;
  for (const auto& remark : found) all.push_back(remark.kind);
  return all;
}

using Kinds = std::vector<Kind>;
const std::string rua = "; rua=mailto:d@shop.example";

}  // namespace

TEST_CASE("a record begins with v=DMARC1, in capitals") {
  for (auto text : {"v=DMARC1", "v=DMARC1;p=none", "V = DMARC1 ; p=none", "v=DMARC1;"})
    CHECK(dmarc::is_record(text));
  for (auto text :
       {"", "v=dmarc1;p=none", " v=DMARC1;p=none", "p=none;v=DMARC1", "v=DMARC1 p=none", "v=DMARC2"})
    CHECK_FALSE(dmarc::is_record(text));
}

TEST_CASE("what stands in a record beside what counts is remarked on") {
  CHECK(
      remarks("v=DMARC1; p=reject; sp=none; np=reject; adkim=s; aspf=r; fo=1:d:s; psd=n; t=n" + rua).empty());
  CHECK(remarks("v=DMARC1; rua=mailto:a@b.example; p=none").empty());
  CHECK(remarks("v=DMARC1" + rua) == Kinds{"dmarc-policy-missing"});
  CHECK(remarks("v=DMARC1; p=block") == Kinds{"dmarc-bad-policy"});
  CHECK(remarks("v=DMARC1; p=none; pct=50; rf=afrf; ri=86400") ==
        Kinds{"dmarc-removed-tag", "dmarc-removed-tag", "dmarc-removed-tag"});
  CHECK(remarks("v=DMARC1; p=none; x=1; P=reject") == Kinds{"dmarc-unknown-tag", "dmarc-tag-capitals"});
  CHECK(remarks("v=DMARC1; p=none; adkim=strict; fo=0:1") == Kinds{"dmarc-bad-value", "dmarc-bad-value"});
  CHECK(remarks("v=DMARC1; p=none; rua=d@shop.example") == Kinds{"dmarc-bad-uri"});
  CHECK(remarks("v=DMARC1; p=none; rua=mailto:d@shop.example!10m") == Kinds{"dmarc-size-limit"});
  CHECK(remarks("v=DMARC1; p=none; p=reject") == Kinds{"dmarc-repeated-tag"});
  CHECK(remarks("v=DMARC1; p=none; reject") == Kinds{"dmarc-malformed-tag"});
}

TEST_CASE("of the policies, that one applies which is meant for the domain") {
  std::vector<dmarc::Remark> found;
  auto record = dmarc::parse_record("v=DMARC1; p=reject; sp=quarantine; np=none", found).value();
  CHECK(record.policy(false, true) == Policy::reject);
  CHECK(record.policy(true, true) == Policy::quarantine);
  CHECK(record.policy(true, false) == Policy::none);
  auto without_np = dmarc::parse_record("v=DMARC1; p=reject; sp=none", found).value();
  CHECK(without_np.policy(true, false) == Policy::none);
  auto only_p = dmarc::parse_record("v=DMARC1; p=quarantine", found).value();
  CHECK(only_p.policy(true, false) == Policy::quarantine);
  auto testing = dmarc::parse_record("v=DMARC1; p=reject; sp=quarantine; t=y", found).value();
  CHECK(testing.policy(false, true) == Policy::quarantine);
  CHECK(testing.policy(true, true) == Policy::none);
  CHECK(testing.asked(false, true) == Policy::reject);
  auto invalid = dmarc::parse_record("v=DMARC1; p=reject; sp=block", found).value();
  CHECK_FALSE(invalid.policy(false, true));
  CHECK(dmarc::parse_record("v=DMARC1; p=block" + rua, found)->policy(false, true) == Policy::none);
  CHECK(dmarc::parse_record("v=DMARC1" + rua, found)->policy(false, true) == Policy::none);
}

TEST_CASE("the walk goes on to the top level domain, and asks no more than eight names") {
  auto walk = judged("a.b.c.d.e.f.g.h.i.shop.example.", Domains()).walk;
  REQUIRE(walk.steps.size() == 8);
  CHECK(walk.steps[0].domain.text() == "a.b.c.d.e.f.g.h.i.shop.example.");
  CHECK(walk.steps[1].domain.text() == "e.f.g.h.i.shop.example.");
  CHECK(walk.steps[7].domain.text() == "example.");
  CHECK(judged("a.b.c.d.e.f.g.example.", Domains()).walk.steps.size() == 8);
}

TEST_CASE("the organizational domain is the one with the fewest labels, unless psd says otherwise") {
  auto organizational = [](std::vector<std::string> zone) {
    return judged("a.mail.shop.example.", Domains(zone)).organizational_domain->text();
  };
  auto mail = at("mail.shop.example.", "v=DMARC1; p=none"), shop = at("shop.example.", "v=DMARC1; p=none");
  CHECK(organizational({}) == "a.mail.shop.example.");
  CHECK(organizational({mail}) == "mail.shop.example.");
  CHECK(organizational({mail, shop}) == "shop.example.");
  CHECK(organizational({at("mail.shop.example.", "v=DMARC1; p=none; psd=n"), shop}) == "mail.shop.example.");
  CHECK(organizational({at("example.", "v=DMARC1; p=none; psd=y")}) == "shop.example.");
  CHECK(organizational({mail, at("example.", "v=DMARC1; p=none; psd=y")}) == "shop.example.");
  CHECK(organizational({at("a.mail.shop.example.", "v=DMARC1; p=none; psd=y"), shop}) ==
        "a.mail.shop.example.");
  CHECK(organizational({mail, shop, at("shop.example.", "v=DMARC1; p=reject")}) == "mail.shop.example.");
}

TEST_CASE("the record that applies is the domain's own, its organization's, or the public suffix's") {
  auto own = at("a.shop.example.", "v=DMARC1; p=none"),
       shop = at("shop.example.", "v=DMARC1; p=reject; sp=quarantine"),
       suffix = at("example.", "v=DMARC1; p=reject; psd=y");
  auto from = [](std::vector<std::string> zone) {
    zone.emplace_back("a.shop.example. 300 IN A 192.0.2.1");
    auto judgement = judged("a.shop.example.", Domains(zone));
    return std::pair(judgement.policy_domain ? judgement.policy_domain->text() : "", judgement.policy);
  };
  CHECK(from({own, shop, suffix}) == std::pair(std::string("a.shop.example."), std::optional(Policy::none)));
  CHECK(from({shop, suffix}) == std::pair(std::string("shop.example."), std::optional(Policy::quarantine)));
  CHECK(from({suffix}) == std::pair(std::string("example."), std::optional(Policy::reject)));
  CHECK(from({}) == std::pair(std::string(), std::optional<Policy>()));
}

TEST_CASE("a domain that does not exist gets the policy for such ones") {
  std::vector<std::string> zone = {at("shop.example.", "v=DMARC1; p=none; sp=none; np=reject"),
                                   "there.shop.example. 300 IN MX 0 mx.example."};
  CHECK(judged("no.shop.example.", Domains(zone)).tag == "np");
  CHECK(judged("no.shop.example.", Domains(zone)).policy == Policy::reject);
  CHECK(judged("there.shop.example.", Domains(zone)).tag == "sp");
}

TEST_CASE("two records are none, and a look-up that failed is not taken for none") {
  auto two =
      judged("shop.example.",
             Domains({at("shop.example.", "v=DMARC1; p=none"), at("shop.example.", "v=DMARC1; p=reject")}));
  CHECK(kinds(two) == Kinds{"dmarc-several", "dmarc-none"});
  auto failed = judged("a.shop.example.", Domains().fail("_dmarc.shop.example.", dns::type::txt));
  CHECK(kinds(failed) == Kinds{"dmarc-failed"});
  CHECK(failed.walk.failure() != nullptr);
  CHECK_FALSE(failed.organizational_domain);
  auto above = judged("a.shop.example.", Domains({at("a.shop.example.", "v=DMARC1; p=reject" + rua)})
                                             .fail("_dmarc.shop.example.", dns::type::txt));
  CHECK(above.policy == Policy::reject);
  CHECK(above.judgement.state == State::works);
  CHECK_FALSE(above.organizational_domain);
  CHECK(above.walk.failure() == nullptr);
}

TEST_CASE("what is meant as a record, or stands elsewhere, is told") {
  CHECK(kinds(judged("shop.example.", Domains({at("shop.example.", "v=dmarc1; p=none")}))) ==
        Kinds{"dmarc-resembling", "dmarc-none"});
  CHECK(kinds(judged("shop.example.", Domains({"shop.example. 300 IN TXT \"v=DMARC1; p=none\""}))) ==
        Kinds{"dmarc-misplaced", "dmarc-none"});
  // A stray record at the apex of a parent stops nothing.
  auto stray = judged("a.shop.example.", Domains({"shop.example. 300 IN TXT \"v=DMARC1; p=none\"",
                                                  at("shop.example.", "v=DMARC1; p=reject" + rua)}));
  CHECK(stray.policy == Policy::reject);
  CHECK(stray.judgement.findings.empty());
}

TEST_CASE("a policy that does less than it seems is told") {
  auto of = [](const std::string& text) {
    return kinds(judged("shop.example.", Domains({at("shop.example.", text)})));
  };
  CHECK(of("v=DMARC1; p=reject" + rua).empty());
  CHECK(of("v=DMARC1; p=none" + rua) == Kinds{"dmarc-policy-none"});
  CHECK(of("v=DMARC1; p=reject; t=y" + rua) == Kinds{"dmarc-testing"});
  CHECK(of("v=DMARC1; p=reject; sp=none" + rua) == Kinds{"dmarc-weaker-subdomains"});
  CHECK(of("v=DMARC1; p=reject") == Kinds{"dmarc-no-reports"});
  CHECK(of("v=DMARC1; p=block") == Kinds{"dmarc-bad-policy", "dmarc-no-processing", "dmarc-no-reports"});
  auto below =
      judged("a.shop.example.", Domains({at("shop.example.", "v=DMARC1; p=reject"),
                                         at("a.shop.example.", "v=DMARC1; p=reject; sp=none" + rua)}));
  CHECK(kinds(below) == Kinds{"dmarc-subdomain-tag-ignored"});
}

TEST_CASE("reports go to another organization only where that agrees") {
  auto record = at("shop.example.", "v=DMARC1; p=reject; rua=mailto:shop@reports.example");
  auto authorization = "shop.example._report._dmarc.reports.example. 300 IN TXT \"v=DMARC1\"";
  CHECK(kinds(judged("shop.example.", Domains({record}))) == Kinds{"dmarc-reports-unauthorized"});
  CHECK(judged("shop.example.", Domains({record, authorization})).judgement.findings.empty());
  auto failed = judged("shop.example.", Domains({record}).fail("shop.example._report._dmarc.reports.example.",
                                                               dns::type::txt));
  CHECK(kinds(failed) == Kinds{"dmarc-reports-unknown"});
  auto own = at("shop.example.", "v=DMARC1; p=reject; rua=mailto:d@mail.shop.example?subject=x");
  CHECK(judged("shop.example.", Domains({own})).judgement.findings.empty());
}

// check_host() (RFC 7208): what the suites of others do not look at: which term decided, where the fault
// sits, how much is asked at once.

#include "services/spf.h"

#include "services_world.h"

using namespace edig;
using namespace edig::services;
using spf::Outcome;
using test::Domains;

namespace {

spf::Evaluation check(Domains& lookups, std::string_view address = "192.0.2.1") {
  auto client = spf::Client::make(address, "user@shop.example", "mail.shop.example").value();
  return *lookups.evaluate([&](Records& records) { return spf::check_host(client, records); });
}

}  // namespace

TEST_CASE("the term that decides is told with the domain in whose record it stands") {
  Domains lookups({"shop.example. 300 IN TXT \"v=spf1 include:a.example -all\"",
                   "a.example. 300 IN TXT \"v=spf1 redirect=b.example\"",
                   "b.example. 300 IN TXT \"v=spf1 ip4:192.0.2.0/24 -all\""});
  auto passed = check(lookups);
  CHECK(passed.outcome == Outcome::pass);
  CHECK(passed.domain == "shop.example");
  CHECK(passed.term == "include:a.example");
  CHECK(passed.lookups == 2);
  REQUIRE(passed.visits.size() == 3);
  CHECK(passed.visits[2].domain == "b.example");
  CHECK(passed.visits[2].depth == 2);
  CHECK(passed.visits[2].through == "redirect=b.example");
  CHECK(passed.visits[2].tried == std::vector<std::string>{"ip4:192.0.2.0/24"});
  auto failed = check(lookups, "198.51.100.1");
  CHECK(failed.outcome == Outcome::fail);
  CHECK(failed.term == "-all");
  CHECK_FALSE(failed.fault.has_value());
}

TEST_CASE("a fault says of what kind it is and where it sits") {
  Domains syntax({"shop.example. 300 IN TXT \"v=spf1 include:a.example -all\"",
                  "a.example. 300 IN TXT \"v=spf1 ip4:192.0.2 -all\""});
  auto broken = check(syntax);
  CHECK(broken.outcome == Outcome::permerror);
  REQUIRE(broken.fault);
  CHECK(broken.fault->kind == Kind("spf-bad-address"));
  CHECK(broken.fault->about.name.text() == "a.example.");
  CHECK(broken.fault->turn == Turn::third_party);

  Domains bogus({"shop.example. 300 IN TXT \"v=spf1 a:mail.example -all\""});
  auto unknown = check(bogus.fail("mail.example.", dns::type::a));
  CHECK(unknown.outcome == Outcome::temperror);
  CHECK(unknown.fault->kind == Kind("spf-failed"));
  CHECK(unknown.term == "a:mail.example");
  CHECK(unknown.fault->about.name.text() == "mail.example.");

  Domains missing({"shop.example. 300 IN TXT \"v=spf1 redirect=no.example\""});
  CHECK(check(missing).fault->kind == Kind("spf-include-none"));
}

TEST_CASE("what does not depend on each other's answers is asked for at once") {
  std::string text = "v=spf1";
  std::vector<std::string> zone = {"shop.example. 300 IN MX 0 mx.shop.example.",
                                   "mx.shop.example. 300 IN A 198.51.100.7"};
  for (std::string name : {"1.example", "2.example", "3.example", "4.example", "5.example", "6.example"}) {
    text += " include:" + name;
    zone.push_back(name + ". 300 IN TXT \"v=spf1 ip4:203.0.113.0/24 -all\"");
  }
  zone.push_back("shop.example. 300 IN TXT \"" + text + " mx a:mail.example -all\"");
  zone.push_back("mail.example. 300 IN A 192.0.2.1");
  Domains lookups(zone);
  CHECK(check(lookups).term == "a:mail.example");
  CHECK(lookups.rounds == 4);  // the record; its terms; the addresses of the exchange; the result
}

TEST_CASE("a record that includes itself ends after ten look-ups") {
  Domains lookups({"shop.example. 300 IN TXT \"v=spf1 include:shop.example include:shop.example -all\""});
  auto endless = check(lookups);
  CHECK(endless.outcome == Outcome::permerror);
  CHECK(endless.fault->kind == Kind("spf-lookups"));
  CHECK(endless.visits.size() == 11);
}

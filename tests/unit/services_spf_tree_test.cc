// The SPF record and what it includes, judged without a sender.

#include "services/spf_tree.h"

#include <algorithm>

#include "services_lookups.h"

using namespace edig;
using namespace edig::services;
using Kind = spf::TreeFinding::Kind;

namespace {

spf::Tree tree(Lookups lookups) {
  return lookups(
      [](Records& records) { return spf::read_tree(dns::Name::parse("shop.example.").value(), records); });
}

std::vector<Kind> kinds(const spf::Tree& tree) {
  std::vector<Kind> all;
  for (const auto& finding : tree.findings) all.push_back(finding.kind);
  return all;
}

std::string spf_record(const std::string& owner, const std::string& text) {
  return owner + " 300 IN TXT \"" + text + "\"";
}

std::vector<Kind> kinds_of(const std::string& text) {
  return kinds(tree(Lookups({spf_record("shop.example.", text), "shop.example. 300 IN A 192.0.2.1",
                             "shop.example. 300 IN MX 0 shop.example."})));
}

using Kinds = std::vector<Kind>;

}  // namespace

TEST_CASE("a record that says who may send is not found fault with") {
  CHECK(kinds_of("v=spf1 a mx ip4:192.0.2.0/24 -all").empty());
  CHECK(kinds_of("v=spf1 ip6:2001:db8::/32 ~all").empty());
}

TEST_CASE("what is no record is not taken for one, and told") {
  CHECK(kinds(tree(Lookups({}))) == Kinds{Kind::no_record});
  CHECK(kinds_of(" v=spf1 -all") == Kinds{Kind::resembling_record, Kind::no_record});
  CHECK(kinds_of("v=spf1; -all") == Kinds{Kind::resembling_record, Kind::no_record});
  CHECK(kinds_of("v=spf10 -all") == Kinds{Kind::resembling_record, Kind::no_record});
  CHECK(kinds_of("V=SPF1 -all").empty());
}

TEST_CASE("strings are joined without a space, and two records are one too many") {
  auto joined = tree(Lookups({"shop.example. 300 IN TXT \"v=spf1 ip4:192.\" \"0.2.1 -all\""}));
  CHECK(joined.nodes.front().record == "v=spf1 ip4:192.0.2.1 -all");
  CHECK(joined.findings.empty());
  auto two =
      tree(Lookups({spf_record("shop.example.", "v=spf1 -all"), spf_record("shop.example.", "v=spf1")}));
  CHECK(kinds(two) == Kinds{Kind::several_records});
  CHECK(two.findings.front().count == 2);
}

TEST_CASE("a syntax error says where it is") {
  auto found = [](const std::string& text) {
    auto findings = tree(Lookups({spf_record("shop.example.", text)})).findings;
    REQUIRE(findings.size() == 1);
    REQUIRE(findings.front().kind == Kind::syntax);
    auto error = findings.front().syntax.value();
    return std::pair(error.mistake, text.substr(error.offset));
  };
  using spf::Mistake;
  CHECK(found("v=spf1 ipv4:192.0.2.1 -all") ==
        std::pair(Mistake::unknown_mechanism, std::string("ipv4:192.0.2.1 -all")));
  CHECK(found("v=spf1 -all:x") == std::pair(Mistake::argument, std::string(":x")));
  CHECK(found("v=spf1 a:192.0.2.1") == std::pair(Mistake::address_as_domain, std::string("192.0.2.1")));
  CHECK(found("v=spf1 ip4:192.0.2 -all") == std::pair(Mistake::address, std::string("192.0.2 -all")));
  CHECK(found("v=spf1 ip4:192.0.2.0/33") == std::pair(Mistake::prefix_length, std::string("/33")));
  CHECK(found("v=spf1 a/24//129") == std::pair(Mistake::prefix_length, std::string("/129")));
  CHECK(found("v=spf1 include: -all") == std::pair(Mistake::domain_missing, std::string(" -all")));
  CHECK(found("v=spf1 include:mail") == std::pair(Mistake::domain_end, std::string("mail")));
  CHECK(found("v=spf1 exists:%{x}.example") == std::pair(Mistake::macro, std::string("%{x}.example")));
  CHECK(found("v=spf1 exists:%{c}.example") ==
        std::pair(Mistake::macro_in_domain, std::string("%{c}.example")));
  CHECK(found("v=spf1 redirect=a.example redirect=b.example") ==
        std::pair(Mistake::modifier_twice, std::string("redirect=b.example")));
}

TEST_CASE("look-ups of the whole tree are counted, and those for the addresses of exchanges are not") {
  std::vector<std::string> zone = {
      spf_record("shop.example.", "v=spf1 mx include:a.example include:b.example -all"),
      spf_record("a.example.", "v=spf1 mx mx mx mx -all"), spf_record("b.example.", "v=spf1 mx mx mx -all")};
  for (auto name : {"shop.example.", "a.example.", "b.example."})
    for (auto exchange : {"1", "2", "3"})
      zone.push_back(std::string(name) + " 300 IN MX 0 mx" + exchange + "." + name);
  auto ten = tree(Lookups(zone));
  CHECK(ten.lookups == 10);
  CHECK(ten.findings.empty());
  CHECK(ten.nodes.size() == 3);
  zone[2] = spf_record("b.example.", "v=spf1 mx mx mx mx -all");
  auto eleven = tree(Lookups(zone));
  CHECK(kinds(eleven) == Kinds{Kind::lookups});
  CHECK(eleven.findings.front().count == 11);
}

TEST_CASE("includes without a record, loops and failures are told where they stand") {
  auto missing = tree(Lookups({spf_record("shop.example.", "v=spf1 include:no.example -all")}));
  CHECK(kinds(missing) == Kinds{Kind::no_included_record});
  CHECK(missing.findings.front().term == "include:no.example");
  auto loop = tree(Lookups({spf_record("shop.example.", "v=spf1 include:a.example -all"),
                            spf_record("a.example.", "v=spf1 include:shop.example -all")}));
  CHECK(kinds(loop) == Kinds{Kind::loop});
  CHECK(loop.findings.front().domain == "a.example");
  auto failed = tree(Lookups({spf_record("shop.example.", "v=spf1 include:a.example -all")})
                         .fail("a.example.", dns::type::txt));
  CHECK(kinds(failed) == Kinds{Kind::lookup_failed});
  CHECK(failed.findings.front().failure == "bogus");
}

TEST_CASE("void look-ups are counted; without address of either family it is void") {
  auto void_terms = [](const std::string& text) {
    return kinds(tree(Lookups({spf_record("shop.example.", text), "six.example. 300 IN AAAA 2001:db8::1"})));
  };
  CHECK(void_terms("v=spf1 a:six.example -all").empty());
  CHECK(void_terms("v=spf1 a:1.example mx:2.example -all") == Kinds{Kind::void_lookup, Kind::void_lookup});
  CHECK(void_terms("v=spf1 a:1.example mx:2.example exists:3.example -all") ==
        Kinds{Kind::void_lookup, Kind::void_lookup, Kind::void_lookup, Kind::void_lookups});
}

TEST_CASE("ends that decide nothing, and terms that are never reached") {
  CHECK(kinds_of("v=spf1 +all") == Kinds{Kind::passes_all});
  CHECK(kinds_of("v=spf1 ?all") == Kinds{Kind::neutral_end});
  CHECK(kinds_of("v=spf1 a") == Kinds{Kind::no_end});
  CHECK(kinds_of("v=spf1 -all a:no.example") == Kinds{Kind::never_reached});
  CHECK(kinds_of("v=spf1 redirect=no.example -all") == Kinds{Kind::never_reached});
  CHECK(kinds_of("v=spf1 ptr -all") == Kinds{Kind::pointers});
  CHECK(kinds_of("v=spf1 exists:%{p}.example -all") == Kinds{Kind::pointer_macro});
  auto redirected = tree(Lookups(
      {spf_record("shop.example.", "v=spf1 redirect=a.example"), spf_record("a.example.", "v=spf1 ?all")}));
  CHECK(kinds(redirected) == Kinds{Kind::neutral_end});
  auto included = tree(Lookups({spf_record("shop.example.", "v=spf1 include:a.example -all"),
                                spf_record("a.example.", "v=spf1 ?all")}));
  CHECK(included.findings.empty());
}

TEST_CASE("a tree that fans out is bounded, and that is told") {
  std::string terms, addresses;
  for (int i = 0; i < 60; ++i) terms += " include:" + std::to_string(i) + ".example";
  for (int i = 0; i < 60; ++i) addresses += " a:" + std::to_string(i) + ".example";
  std::vector<std::string> zone = {"shop.example. 300 IN TXT \"v=spf1" + terms.substr(0, 200) + "\" \"" +
                                   terms.substr(200, 200) + "\" \"" + terms.substr(400, 200) + "\" \"" +
                                   terms.substr(600) + " -all\""};
  for (int i = 0; i < 60; ++i)
    zone.push_back(
        spf_record(std::to_string(i) + ".example.", "v=spf1" + addresses.substr(0, 240) + " -all"));
  Lookups lookups(zone);
  auto bounded = lookups(
      [](Records& records) { return spf::read_tree(dns::Name::parse("shop.example.").value(), records); });
  CHECK(bounded.nodes.size() == 32);
  CHECK(lookups.questions < 150);
  CHECK(std::ranges::count(kinds(bounded), Kind::tree_too_large) == 1);
}

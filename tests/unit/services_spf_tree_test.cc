// The SPF record and what it includes, judged without a sender.

#include "services/spf_tree.h"

#include <algorithm>

#include "services_world.h"

using namespace edig;
using namespace edig::services;
using test::Domains;

namespace {

spf::Tree tree(Domains lookups) {
  return *lookups.evaluate(
      [](Records& records) { return spf::read_tree(dns::Name::parse("shop.example.").value(), records); });
}

std::vector<Kind> kinds(const spf::Tree& tree) {
  std::vector<Kind> all;
  for (const auto& finding : tree.judgement.findings) all.push_back(finding.kind);
  return all;
}

std::string spf_record(const std::string& owner, const std::string& text) {
  return owner + " 300 IN TXT \"" + text + "\"";
}

std::vector<Kind> kinds_of(const std::string& text) {
  return kinds(tree(Domains({spf_record("shop.example.", text), "shop.example. 300 IN A 192.0.2.1",
                             "shop.example. 300 IN MX 0 shop.example."})));
}

using Kinds = std::vector<Kind>;

}  // namespace

TEST_CASE("a record that says who may send is not found fault with") {
  CHECK(kinds_of("v=spf1 a mx ip4:192.0.2.0/24 -all").empty());
  CHECK(kinds_of("v=spf1 ip6:2001:db8::/32 ~all").empty());
}

TEST_CASE("what is no record is not taken for one, and told") {
  CHECK(kinds(tree(Domains())) == Kinds{"spf-none"});
  CHECK(kinds_of(" v=spf1 -all") == Kinds{"spf-resembling", "spf-none"});
  CHECK(kinds_of("v=spf1; -all") == Kinds{"spf-resembling", "spf-none"});
  CHECK(kinds_of("v=spf10 -all") == Kinds{"spf-resembling", "spf-none"});
  CHECK(kinds_of("V=SPF1 -all").empty());
}

TEST_CASE("strings are joined without a space, and two records are one too many") {
  auto joined = tree(Domains({"shop.example. 300 IN TXT \"v=spf1 ip4:192.\" \"0.2.1 -all\""}));
  CHECK(joined.nodes.front().record == "v=spf1 ip4:192.0.2.1 -all");
  CHECK(joined.judgement.findings.empty());
  auto two =
      tree(Domains({spf_record("shop.example.", "v=spf1 -all"), spf_record("shop.example.", "v=spf1")}));
  CHECK(kinds(two) == Kinds{"spf-several"});
  CHECK(two.judgement.state == State::broken);
}

TEST_CASE("a syntax error says where it is") {
  auto found = [](const std::string& text) {
    auto error = spf::parse_record(text).error();
    return std::pair(std::string(error.kind.word()), text.substr(error.offset));
  };
  using Found = std::pair<std::string, std::string>;
  CHECK(found("v=spf1 ipv4:192.0.2.1 -all") == Found("spf-unknown-mechanism", "ipv4:192.0.2.1 -all"));
  CHECK(found("v=spf1 -all:x") == Found("spf-argument", ":x"));
  CHECK(found("v=spf1 a:192.0.2.1") == Found("spf-address-as-domain", "192.0.2.1"));
  CHECK(found("v=spf1 ip4:192.0.2 -all") == Found("spf-bad-address", "192.0.2 -all"));
  CHECK(found("v=spf1 ip4:192.0.2.0/33") == Found("spf-bad-length", "/33"));
  CHECK(found("v=spf1 a/24//129") == Found("spf-bad-length", "//129"));
  CHECK(found("v=spf1 include: -all") == Found("spf-domain-missing", " -all"));
  CHECK(found("v=spf1 include:mail") == Found("spf-bad-domain", "mail"));
  CHECK(found("v=spf1 exists:%{x}.example") == Found("spf-bad-macro", "%{x}.example"));
  CHECK(found("v=spf1 exists:%{c}.example") == Found("spf-macro-in-domain", "%{c}.example"));
  CHECK(found("v=spf1 redirect=a.example redirect=b.example") ==
        Found("spf-modifier-twice", "redirect=b.example"));
  auto finding =
      tree(Domains({spf_record("shop.example.", "v=spf1 a:192.0.2.1 -all")})).judgement.findings.at(0);
  CHECK(finding.text().in(ede::Language::en) ==
        "the SPF record of shop.example has an address where a domain name belongs, 192.0.2.1 (octet 10): "
        "every "
        "check ends in permerror");
}

TEST_CASE("look-ups of the whole tree are counted, and those for the addresses of exchanges are not") {
  std::vector<std::string> zone = {
      spf_record("shop.example.", "v=spf1 mx include:a.example include:b.example -all"),
      spf_record("a.example.", "v=spf1 mx mx mx mx -all"), spf_record("b.example.", "v=spf1 mx mx mx -all")};
  for (auto name : {"shop.example.", "a.example.", "b.example."})
    for (auto exchange : {"1", "2", "3"})
      zone.push_back(std::string(name) + " 300 IN MX 0 mx" + exchange + "." + name);
  auto ten = tree(Domains(zone));
  CHECK(ten.lookups == 10);
  CHECK(ten.judgement.findings.empty());
  CHECK(ten.nodes.size() == 3);
  zone[2] = spf_record("b.example.", "v=spf1 mx mx mx mx -all");
  auto eleven = tree(Domains(zone));
  CHECK(kinds(eleven) == Kinds{"spf-lookups"});
  CHECK(eleven.lookups == 11);
}

TEST_CASE("of macros, the domain alone is known without a sender") {
  auto known = tree(Domains({spf_record("shop.example.", "v=spf1 include:_spf.%{d} -all"),
                             spf_record("_spf.shop.example.", "v=spf1 -all")}));
  CHECK(known.nodes.size() == 2);
  CHECK_FALSE(known.needs_sender);
  auto unknown = tree(Domains({spf_record("shop.example.", "v=spf1 exists:%{i}._spf.%{d} -all")}));
  CHECK(unknown.needs_sender);
  CHECK(unknown.lookups == 1);
  CHECK(unknown.judgement.findings.empty());
}

TEST_CASE("includes without a record, loops and failures are told where they stand") {
  auto missing = tree(Domains({spf_record("shop.example.", "v=spf1 include:no.example -all")}));
  CHECK(kinds(missing) == Kinds{"spf-include-none"});
  CHECK(missing.judgement.state == State::broken);
  auto loop = tree(Domains({spf_record("shop.example.", "v=spf1 include:a.example -all"),
                            spf_record("a.example.", "v=spf1 include:shop.example -all")}));
  CHECK(kinds(loop) == Kinds{"spf-loop"});
  CHECK(loop.judgement.findings.front().about.name.text() == "a.example.");
  auto failed = tree(Domains({spf_record("shop.example.", "v=spf1 include:a.example -all")})
                         .fail("a.example.", dns::type::txt));
  CHECK(kinds(failed) == Kinds{"spf-failed"});
  CHECK(failed.judgement.findings.front().turn == Turn::third_party);
}

TEST_CASE("void look-ups are counted; without address of either family it is void") {
  auto void_terms = [](const std::string& text) {
    return kinds(tree(Domains({spf_record("shop.example.", text), "six.example. 300 IN AAAA 2001:db8::1"})));
  };
  CHECK(void_terms("v=spf1 a:six.example -all").empty());
  CHECK(void_terms("v=spf1 a:1.example mx:2.example -all") == Kinds{"spf-void-lookup", "spf-void-lookup"});
  CHECK(void_terms("v=spf1 a:1.example mx:2.example exists:3.example -all") ==
        Kinds{"spf-void-lookup", "spf-void-lookup", "spf-void-lookup", "spf-void-lookups"});
}

TEST_CASE("ends that decide nothing, and terms that are never reached") {
  CHECK(kinds_of("v=spf1 +all") == Kinds{"spf-passes-all"});
  CHECK(kinds_of("v=spf1 ?all") == Kinds{"spf-neutral-end"});
  CHECK(kinds_of("v=spf1 a") == Kinds{"spf-no-end"});
  CHECK(kinds_of("v=spf1 -all a:no.example") == Kinds{"spf-never-reached"});
  CHECK(kinds_of("v=spf1 redirect=no.example -all") == Kinds{"spf-never-reached"});
  CHECK(kinds_of("v=spf1 ptr -all") == Kinds{"spf-ptr"});
  CHECK(kinds_of("v=spf1 exists:%{p}.example -all") == Kinds{"spf-ptr-macro"});
  auto redirected = tree(Domains(
      {spf_record("shop.example.", "v=spf1 redirect=a.example"), spf_record("a.example.", "v=spf1 ?all")}));
  CHECK(kinds(redirected) == Kinds{"spf-neutral-end"});
  auto included = tree(Domains({spf_record("shop.example.", "v=spf1 include:a.example -all"),
                                spf_record("a.example.", "v=spf1 ?all")}));
  CHECK(included.judgement.findings.empty());
}

TEST_CASE("a tree that fans out is bounded, and that is told") {
  std::string terms, addresses;
  for (int i = 0; i < 60; ++i) terms += " include:" + std::to_string(i) + ".example";
  for (int i = 0; i < 60; ++i) addresses += " a:" + std::to_string(i) + ".example";
  std::string strings = "\"v=spf1\"";
  for (std::size_t at = 0; at < terms.size(); at += 200) strings += " \"" + terms.substr(at, 200) + "\"";
  std::vector<std::string> zone = {"shop.example. 300 IN TXT " + strings};
  for (int i = 0; i < 60; ++i)
    zone.push_back(
        spf_record(std::to_string(i) + ".example.", "v=spf1" + addresses.substr(0, 240) + " -all"));
  Domains lookups(zone);
  auto bounded = *lookups.evaluate(
      [](Records& records) { return spf::read_tree(dns::Name::parse("shop.example.").value(), records); });
  CHECK(bounded.nodes.size() == 32);
  CHECK(lookups.asked.size() < 150);
  CHECK(std::ranges::count(kinds(bounded), Kind("spf-too-large")) == 1);
}

// One reply against the keys of its zone: records, wildcards, and aliases by CNAME and DNAME.
#include <doctest/doctest.h>

#include "diagnosis/judgement/answer.h"
#include "diagnosis_zone.h"
#include "dns/ldns.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::diagnosis;
using namespace edig::test;

namespace {

constexpr auto day = std::chrono::hours(24);

// The record as a server gives it that expands a wildcard for `owner`.
dns::Record expanded(const dns::Record& record, const dns::Name& owner) {
  dns::RrPtr rr(ldns_rr_clone(record.parsed.get()));
  auto wire = owner.wire();
  ldns_rdf_deep_free(ldns_rr_owner(rr.get()));
  ldns_rr_set_owner(rr.get(), ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire.size(), wire.data()));
  return dns::make_record(rr.get());
}

struct Signed {
  dns::Name apex = name("example.");
  Key key{apex};
  ZoneTrust trust{
      .zone = apex, .status = Status::secure, .keys = {apex, {key.dnskey()}}, .anchors = {key.ds()}};
  Budget budget{Limits{}};
  dns::Message message = [] {
    dns::Message reply;
    reply.edns = dns::Edns{.dnssec_ok = true, .options = {}};
    return reply;
  }();

  dns::Record sign(const dns::Record& record, std::chrono::sys_seconds until = noon + 20 * day) const {
    return key.sign({record}, noon - 10 * day, until);
  }
  Signed& answers(const std::string& text) { return answers(record(text)); }
  Signed& answers(const dns::Record& record) {
    message.answer.insert(message.answer.end(), {record, sign(record)});
    return *this;
  }
  /// What `*.wild.example. A` gives for `owner`.
  Signed& expands(const std::string& owner) {
    auto wildcard = record("*.wild.example. 300 IN A 192.0.2.7");
    for (const auto& each : {wildcard, sign(wildcard)}) message.answer.push_back(expanded(each, name(owner)));
    return *this;
  }
  Signed& proves(const std::string& text) {
    auto nsec = record(text);
    message.authority.insert(message.authority.end(), {nsec, sign(nsec)});
    return *this;
  }
  AnswerVerdict judge(const std::string& owner, std::uint16_t type = dns::type::a) {
    return judge_answer({name(owner), type, dns::cls::in}, message, trust, {noon, &budget});
  }
};

void expect_fault(const AnswerVerdict& verdict, FindingKind kind, int code) {
  CHECK(verdict.status == Status::bogus);
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings[0].kind.text() == kind.text());
  CHECK(verdict.findings[0].info_code == code);
}

}  // namespace

TEST_CASE("answer: a wildcard's records need the proof that nothing closer is there") {
  Signed zone;
  zone.expands("x.wild.example.");
  expect_fault(zone.judge("x.wild.example."), "wildcard-unproven", 12);
  SUBCASE("proved") {
    zone.proves("closer.wild.example. 300 IN NSEC example. TXT RRSIG NSEC");
    auto verdict = zone.judge("x.wild.example.");
    CHECK(verdict.status == Status::secure);
    CHECK(verdict.findings.empty());
    CHECK(verdict.kind == AnswerVerdict::Kind::records);
  }
  SUBCASE("a closer name is there") {
    zone.proves("x.wild.example. 300 IN NSEC example. TXT RRSIG NSEC");
    expect_fault(zone.judge("x.wild.example."), "wildcard-unproven", 12);
  }
}

TEST_CASE("answer: a wildcard's proof has to be signed as well") {
  Signed zone;
  zone.expands("x.wild.example.");
  auto nsec = record("closer.wild.example. 300 IN NSEC example. TXT RRSIG NSEC");
  zone.message.authority = {nsec, zone.sign(nsec, noon - day)};
  expect_fault(zone.judge("x.wild.example."), "signature-expired", 7);
}

TEST_CASE("answer: a CNAME is followed, and its signature counts") {
  Signed zone;
  zone.answers("alias.example. 300 IN CNAME www.example.net.");
  auto verdict = zone.judge("alias.example.");
  CHECK(verdict.status == Status::secure);
  CHECK(verdict.kind == AnswerVerdict::Kind::alias);
  CHECK(verdict.target == name("www.example.net."));
  zone.message.answer.pop_back();
  expect_fault(zone.judge("alias.example."), "rrsigs-missing", 10);
}

TEST_CASE("answer: a DNAME leads on by itself (RFC 6672)") {
  Signed zone;
  zone.answers("old.example. 300 IN DNAME new.example.net.");
  SUBCASE("with the CNAME that follows from it, which is unsigned") {
    zone.message.answer.push_back(record("a.b.old.example. 300 IN CNAME a.b.new.example.net."));
  }
  SUBCASE("without") {}
  auto verdict = zone.judge("a.b.old.example.");
  CHECK(verdict.status == Status::secure);
  CHECK(verdict.findings.empty());
  CHECK(verdict.target == name("a.b.new.example.net."));
  CHECK(alias_target(zone.message, name("a.b.old.example.")) == name("a.b.new.example.net."));
}

TEST_CASE("answer: a CNAME that says something else than the DNAME above it is data without a signature") {
  Signed zone;
  zone.answers("old.example. 300 IN DNAME new.example.net.");
  zone.message.answer.push_back(record("a.b.old.example. 300 IN CNAME evil.example.org."));
  expect_fault(zone.judge("a.b.old.example."), "rrsigs-missing", 10);
}

TEST_CASE("answer: asked for the CNAME that a DNAME makes, the DNAME's signature counts") {
  Signed zone;
  zone.answers("old.example. 200 IN DNAME new.example.net.");
  zone.message.answer.push_back(record("a.old.example. 300 IN CNAME a.new.example.net."));
  auto verdict = zone.judge("a.old.example.", dns::type::cname);
  CHECK(verdict.status == Status::secure);
  CHECK(verdict.kind == AnswerVerdict::Kind::records);
  REQUIRE(verdict.synthesized);
  CHECK(verdict.synthesized->ttl == 200);
}

TEST_CASE("answer: NXDOMAIN for an empty non-terminal is worth what is proven: the name is there") {
  Signed zone;
  zone.proves("a.example. 300 IN NSEC b.ent.example. A RRSIG NSEC");
  zone.message.rcode = dns::rcode::nxdomain;
  auto verdict = zone.judge("ent.example.");
  CHECK(verdict.status == Status::secure);
  CHECK(verdict.name_exists);
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings[0].kind.text() == "nxdomain-for-existing-name");
  CHECK(verdict.findings[0].severity == Severity::warning);
  CHECK(zone.judge("c.example.").status == Status::bogus);  // neither is proven of this one
}

TEST_CASE("answer: compact denial is told by its name, with NOERROR and with NXDOMAIN") {
  Signed zone;
  zone.proves("no.example. 300 IN NSEC \\000.no.example. RRSIG NSEC TYPE128");
  for (auto code : {dns::rcode::noerror, dns::rcode::nxdomain}) {
    zone.message.rcode = code;
    auto verdict = zone.judge("no.example.");
    CHECK(verdict.status == Status::secure);
    CHECK(verdict.compact);
    CHECK_FALSE(verdict.name_exists);
    CHECK(verdict.text.in(ede::Language::en) ==
          "proved by NSEC: the name does not exist (compact denial, RFC 9824)");
    REQUIRE(verdict.findings.size() == 1);
    CHECK(verdict.findings[0].kind.text() == "compact-denial");
    CHECK(verdict.findings[0].severity == Severity::note);
  }
}

TEST_CASE("answer: what else a reply holds of the name is a part of what is proven if it is signed") {
  Signed zone;
  zone.answers("www.example. 300 IN A 192.0.2.1").answers("www.example. 300 IN TXT signed");
  zone.message.answer.push_back(record("www.example. 300 IN AAAA 2001:db8::1"));
  auto verdict = zone.judge("www.example.");
  CHECK(verdict.status == Status::secure);
  auto covers = [&](std::uint16_t type) {
    return std::ranges::find(verdict.covered, std::pair(name("www.example."), type)) != verdict.covered.end();
  };
  CHECK(covers(dns::type::a));
  CHECK(covers(dns::type::txt));
  CHECK(!covers(dns::type::aaaa));
}

TEST_CASE("answer: a CNAME beside other records is the zone's to mend") {
  Signed zone;
  zone.answers("www.example. 300 IN A 192.0.2.1").answers("www.example. 300 IN CNAME a.example.");
  auto verdict = zone.judge("www.example.");
  CHECK(verdict.status == Status::secure);
  REQUIRE(verdict.findings.size() == 1);
  CHECK(verdict.findings[0].kind.text() == "cname-and-other-data");
  CHECK(zone.judge("www.example.", dns::type::cname).findings.empty());
}

TEST_CASE("answer: nothing signs signatures, and nobody is to blame for it") {
  Signed zone;
  zone.answers("www.example. 300 IN A 192.0.2.1");
  auto verdict = zone.judge("www.example.", dns::type::rrsig);
  CHECK(verdict.status == Status::insecure);
  CHECK(verdict.findings.empty());
}

TEST_CASE("answer: a DNAME does not redirect its owner, and is worth its signature") {
  Signed zone;
  auto dname = record("old.example. 300 IN DNAME new.example.net.");
  zone.message.answer = {dname, zone.sign(dname, noon - day)};
  CHECK(!alias_target(zone.message, name("old.example.")));
  expect_fault(zone.judge("www.old.example."), "signature-expired", 7);
}

TEST_CASE("answer: a name that a DNAME would make too long leads nowhere") {
  Signed zone;
  std::string label(60, 'x'), deep = label + "." + label + "." + label + ".";
  zone.answers("old.example. 300 IN DNAME " + deep + "example.net.");
  CHECK(!alias_target(zone.message, name(label + ".old.example.")));
}

TEST_CASE("answer: where a zone counts as unsigned, nothing is asked of its records") {
  Signed zone;
  zone.trust.status = Status::insecure;
  zone.message.answer = {record("www.example. 300 IN A 192.0.2.1")};
  auto verdict = zone.judge("www.example.");
  CHECK(verdict.status == Status::insecure);
  CHECK(verdict.findings.empty());
}

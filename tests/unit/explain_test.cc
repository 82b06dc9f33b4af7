// What an explanation is about, whose turn it names, and what it may quote.
#include "explain/explain.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "explain/values.h"
#include "explain_fixture.h"
#include "report_fixture.h"

namespace edig::explain {
using namespace fixture;
using diagnosis::Fault;
using diagnosis::Severity;
using report::fixture::holds;

namespace {

std::string section(const Explanation& explanation, std::string_view key) {
  for (const auto& one : explanation.sections) {
    if (one.key != key) continue;
    std::string text;
    for (const auto& paragraph : one.paragraphs) text += paragraph + '\n';
    for (const auto& command : one.commands) text += "$ " + command + '\n';
    return text;
  }
  return {};
}

Explanation for_user(const Case& one) { return one.explained(Audience::user, ede::Language::en); }

}  // namespace

TEST_CASE("explain: what edig found goes before what the server said") {
  auto one = found(finding("resolver-fails", Severity::error, Fault::resolver));
  one.subject.extended_errors.push_back(said(6));
  CHECK(for_user(one).topic == "resolver-fails");
  CHECK_FALSE(holds(section(for_user(one), "what"), "This is what the server says"));
  one.diagnosis.reset();
  CHECK(for_user(one).topic == "code-6");
  CHECK(holds(section(for_user(one), "what"), "We have not checked it here."));
  CHECK(holds(for_user(one).headline, "as the lookup server says"));
}

TEST_CASE("explain: whose turn it is decides whom to ask") {
  auto contact = [](const Case& one) { return section(for_user(one), "contact"); };
  auto zone = found(finding("signature-expired", Severity::error, Fault::zone));
  CHECK(contact(zone).starts_with("The people who run shop.example."));
  auto parent = found(finding("signature-expired", Severity::error, Fault::parent));
  CHECK(contact(parent).starts_with("The people who run .example have to put it right."));
  CHECK(section(parent.explained(Audience::owner, ede::Language::en), "mine")
            .starts_with("The fault is at the parent"));
  auto resolver = found(finding("resolver-fails", Severity::error, Fault::resolver));
  CHECK(contact(resolver).starts_with("The people who run the lookup server"));
  CHECK_FALSE(holds(contact(resolver), "The people who run shop.example"));
}

TEST_CASE("explain: a block is told by its kind where the server says which") {
  auto blocked = finding("blocked", Severity::error, Fault::resolver);
  CHECK(for_user(found(blocked, dns::rcode::nxdomain)).situation == "blocked");
  for (auto [code, situation] : {std::pair{15, "blocked"}, {16, "censored"}, {17, "filtered"}}) {
    blocked.info_code = static_cast<std::uint16_t>(code);
    auto one = found(blocked, dns::rcode::nxdomain);
    one.subject.extended_errors.push_back(said(*blocked.info_code));
    CHECK(for_user(one).situation == situation);
  }
}

TEST_CASE("explain: of a structured error only what may be used is quoted") {
  constexpr std::string_view json =
      R"({"c":["mailto:help@lab.example"],"j":"known to spread malware","s":1,"o":"Lab Filter","l":"en"})";
  auto quoted = [&](ede::Channel channel) {
    Case one{"structured", subject(dns::rcode::nxdomain)};
    one.subject.extended_errors.push_back(said(15, channel, json));
    auto explanation = for_user(one);
    return section(explanation, "what") + section(explanation, "contact");
  };
  for (auto part : {"help@lab.example", "known to spread malware", "Lab Filter", "harmful programs"}) {
    CAPTURE(part);
    CHECK(holds(quoted(ede::Channel::authenticated), part));
    CHECK_FALSE(holds(quoted(ede::Channel::plain), part));
  }
  CHECK(holds(quoted(ede::Channel::encrypted), "harmful programs"));
  CHECK_FALSE(holds(quoted(ede::Channel::encrypted), "Lab Filter"));
}

TEST_CASE("explain: foreign text is made harmless, and EXTRA-TEXT is for engineers only") {
  Case one{"hostile", subject()};
  one.subject.extended_errors.push_back(said(9, ede::Channel::plain, "\x1b[31mred"));
  CHECK(holds(section(one.explained(Audience::operator_, ede::Language::en), "what"), "\\x1b[31mred"));
  for (const auto& text : read_out(for_user(one))) CHECK_FALSE(holds(text, "red"));
}

TEST_CASE("explain: the TTLs that were seen say how long caches will hurt") {
  auto expired = finding("signature-expired", Severity::error, Fault::zone);
  expired.evidence.push_back({"ttl", std::int64_t{300}});
  auto one = found(expired);
  CHECK(holds(section(for_user(one), "wait"), "up to 5 minutes"));
  CHECK(holds(section(one.explained(Audience::owner, ede::Language::en), "caches"), "up to 5 minutes"));
  CHECK(holds(section(one.explained(Audience::owner, ede::Language("ja")), "caches"), "最長 5 分"));
  auto mismatch = finding("ds-matches-no-key", Severity::error, Fault::zone);
  mismatch.evidence.push_back({"ds_ttl", std::int64_t{172800}});
  CHECK(holds(section(found(mismatch).explained(Audience::owner, ede::Language::en), "caches"),
              "up to 2 days"));
}

TEST_CASE("longest: the largest unit of which there are two, rounded up") {
  auto en = [](std::int64_t seconds) { return longest(seconds, ede::Language::en); };
  CHECK(en(0) == "up to 1 minute");
  CHECK(en(61) == "up to 2 minutes");
  CHECK(en(3600) == "up to 60 minutes");
  CHECK(en(7201) == "up to 3 hours");
  CHECK(en(86400) == "up to 24 hours");
  CHECK(en(172800) == "up to 2 days");
  CHECK(longest(7200, ede::Language("ja")) == "最長 2 時間");
}

TEST_CASE("explain: commands take any name as one word") {
  auto claimed = section(code(7).explained(Audience::operator_, ede::Language::en), "check");
  CHECK(holds(claimed, "$ edig +why @192.0.2.53 www.shop.example. A"));
  CHECK_FALSE(holds(claimed, "unbound-control"));
  auto one = found(finding("signature-expired", Severity::error, Fault::zone));
  one.subject.question.name = dns::Name::parse("a;reboot.shop.example.").value();
  auto verify = section(one.explained(Audience::owner, ede::Language::en), "verify");
  CHECK(holds(verify, "$ edig +why +direct '"));
}

TEST_CASE("explain: what answers is sound, unless the answer is in doubt") {
  CHECK(for_user(sound()).headline == "Nothing is wrong with the address of www.shop.example.");
  CHECK(for_user(sound()).party == Fault::none);
  auto note = sound();
  note.diagnosis->findings.push_back(finding("ns-differ", Severity::note, Fault::zone));
  CHECK(for_user(note).situation == "sound");
  CHECK(holds(section(note.explained(Audience::owner, ede::Language::en), "also"), "edig found: evidence"));
  auto warning = found(finding("signature-expired", Severity::warning, Fault::zone), dns::rcode::noerror);
  CHECK(for_user(warning).situation == "warning");
  auto skipped = found(finding("signature-expired", Severity::error, Fault::zone), dns::rcode::noerror);
  CHECK(for_user(skipped).situation == "skips");
  CHECK(for_user(code(29, dns::rcode::noerror)).situation == "sound");
  CHECK(for_user(code(3, dns::rcode::noerror)).situation == "stale");
}

TEST_CASE("explain: of a name that is denied nobody says that it opens") {
  auto weak = found(finding("server-lame", Severity::warning, Fault::zone), dns::rcode::nxdomain);
  weak.diagnosis->status = diagnosis::Status::secure;
  CHECK(for_user(weak).headline == "There is no such name as www.shop.example.");
  CHECK(holds(section(weak.explained(Audience::owner, ede::Language::en), "also"), "edig found: evidence"));
  auto typed =
      found(finding("name-denied-for-other-types", Severity::warning, Fault::zone), dns::rcode::nxdomain);
  typed.diagnosis->status = diagnosis::Status::insecure;
  CHECK(for_user(typed).headline.starts_with("www.shop.example is there, but it has no entry of the kind"));
  auto unproven = found(finding("nsec-missing", Severity::error, Fault::zone), dns::rcode::nxdomain);
  CHECK(for_user(unproven).situation == "skips");
  CHECK(holds(for_user(unproven).headline, "the proof of that is not in order"));
  auto stale = finding("stale-answer", Severity::warning, Fault::resolver);
  stale.info_code = 19;
  auto old = found(stale, dns::rcode::nxdomain);
  CHECK(holds(for_user(old).headline, "what it knows may be out of date"));
  for (const auto& one : {unproven, old, code(19, dns::rcode::nxdomain), code(33, dns::rcode::nxdomain)})
    for (const auto& text : read_out(for_user(one))) CHECK_FALSE(holds(text, "opens"));
}

TEST_CASE("explain: a server that cannot be talked to is what it is about, whatever else is wrong") {
  auto one = found(finding("signature-expired", Severity::error, Fault::zone));
  one.subject.no_reply = Error::Kind::tls;
  CHECK(for_user(one).topic == "no-reply-tls");
  one.subject.no_reply = Error::Kind::timeout;
  CHECK(for_user(one).topic == "signature-expired");
}

TEST_CASE("explain: the line for the ticket names the evidence") {
  auto one = found(finding("signature-expired", Severity::error, Fault::zone));
  one.subject.at = std::chrono::system_clock::from_time_t(1795370400);
  one.subject.extended_errors.push_back(said(7));
  CHECK(for_user(one).reference ==
        "www.shop.example. A, SERVFAIL, EDE 7 Signature Expired, edig found signature-expired at "
        "shop.example., "
        "192.0.2.53 (UDP), 2026-11-22 18:00:00 UTC");
}

TEST_CASE("audiences by name") {
  for (auto audience : audiences) CHECK(parse_audience(name(audience)) == audience);
  CHECK_FALSE(parse_audience("admin"));
}

TEST_CASE("explain: where one server of several is at fault, that server is to be put right, not the zone") {
  auto explained = one_server(dns::rcode::noerror).explained(Audience::owner, ede::Language::en);
  auto fix = std::ranges::find(explained.sections, "fix", &Section::key);
  REQUIRE(fix != explained.sections.end());
  CHECK(fix->paragraphs.front().starts_with("Bring 192.0.2.32 up to date"));
  for (const auto& step : fix->paragraphs) CHECK(step.find("Sign the zone again") == step.npos);
  auto all_servers = finding("signature-expired", diagnosis::Severity::error, diagnosis::Fault::zone);
  auto zone = found(all_servers).explained(Audience::owner, ede::Language::en);
  fix = std::ranges::find(zone.sections, "fix", &Section::key);
  REQUIRE(fix != zone.sections.end());
  CHECK(fix->paragraphs.front() == "Sign the zone again now.");
}

}  // namespace edig::explain

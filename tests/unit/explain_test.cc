// What an explanation is about, whose turn it names, and what it may quote.
#include "explain/explain.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

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

TEST_CASE("explain: nobody is told that a device, a line or a site works: only the name was looked at") {
  std::set<std::string> texts;
  for (const auto& one : all())
    for (auto& text : read_out(told(one, Audience::user, ede::Language::en))) texts.insert(std::move(text));
  for (const auto& text : texts) {
    CAPTURE(text);
    for (auto untrue : {"our device and your line", "so does the site", "opens here", "It works now",
                        "by letter", "status page", "lookup server that you use"})
      CHECK_FALSE(holds(text, untrue));
  }
}

TEST_CASE("explain: two sentences carry the answer, then comes whose turn it is and what to do") {
  for (const auto& one : all())
    for (auto language : languages) {
      const auto& explanation = told(one, Audience::user, language);
      CAPTURE(explanation.headline);
      std::string_view stop = language == ede::Language("ja") ? "。" : ".";
      CHECK(explanation.headline.ends_with(stop));
      CHECK(explanation.headline.find(std::string(stop) + " ") == std::string::npos);
      std::vector<std::string> keys;
      for (const auto& part : explanation.sections) keys.push_back(part.key);
      CHECK(keys == std::vector<std::string>{"side", "contact", "do", "what", "avoid", "wait", "desk"});
      CHECK(explanation.sections[0].paragraphs.size() == 1);
    }
}

TEST_CASE("explain: the agent reads who was asked, how to ask the caller's own, and the browser's words") {
  auto desk = section(for_user(code(22)), "desk");
  CHECK(holds(desk, "We asked 192.0.2.53 (UDP) from this machine."));
  CHECK(holds(desk, "another lookup server (DNS server)"));
  CHECK(holds(desk, "$ edig +explain @ADDRESS www.shop.example. A"));
  CHECK(holds(desk, "address bar"));
  CHECK(holds(desk, "ERR_NAME_NOT_RESOLVED"));
  CHECK(holds(section(for_user(sound(dns::rcode::nxdomain)), "desk"), "DNS_PROBE_FINISHED_NXDOMAIN"));
  CHECK(holds(section(for_user(no_reply(Error::Kind::timeout)), "desk"), "DNS_PROBE_FINISHED_NO_INTERNET"));
  CHECK(holds(section(for_user(no_reply(Error::Kind::tls)), "desk"), "DNS_PROBE_FINISHED_BAD_SECURE_CONFIG"));
  // Chrome asks its resolver for another name, and where that is answered it says that this one does not
  // exist.
  CHECK(holds(desk, "also of one that exists"));
}

TEST_CASE("explain: who is kept from a danger learns of it first, and is not told another way to it") {
  for (auto [suberror, danger] :
       {std::pair{1, "harmful programs"}, {2, "steals passwords"}, {4, "harmful programs"}}) {
    auto told = for_user(blocked_as(suberror));
    CHECK(holds(told.headline, danger));
    CHECK(holds(section(told, "do"), "If you have typed a password there"));
    CHECK(holds(section(told, "do"), "If you have opened a file from there"));
    CHECK_FALSE(holds(section(told, "do"), "lift it"));
    CHECK(holds(section(told, "do"), "Do not open it over another line"));
  }
  CHECK(holds(section(for_user(blocked_as(5)), "do"), "lift it"));
}

TEST_CASE("explain: a certificate that is wrong keeps its reason, and clocks matter to dates only") {
  using enum CertificateFault::Kind;
  auto told = [](CertificateFault::Kind kind, std::string value) {
    return for_user(untrusted(kind, std::move(value)));
  };
  CHECK(holds(told(expired, "2026-11-24").headline, "ran out on 2026-11-24"));
  CHECK(holds(told(other_name, "elsewhere.example").headline, "names elsewhere.example"));
  for (auto kind : {expired, not_yet_valid})
    CHECK(holds(section(told(kind, "2026-11-24"), "do"), "date and time"));
  for (auto kind : {other_name, issuer, pin})
    CHECK_FALSE(holds(section(told(kind, "x"), "do"), "date and time"));
  auto owner = untrusted(expired, "2026-11-24").explained(Audience::operator_, ede::Language::en);
  CHECK(holds(section(owner, "what"), "The certificate expired on 2026-11-24."));
}

TEST_CASE("explain: silence may be the network's, and who says that nothing listens can be reached") {
  CHECK(for_user(no_reply(Error::Kind::timeout)).party == Fault::network);
  auto told = for_user(no_reply(Error::Kind::refused));
  CHECK(told.party == Fault::resolver);
  CHECK(holds(section(told, "contact"), "The people who run the lookup server"));
  for (const auto& text : read_out(told)) CHECK_FALSE(holds(text, "cable"));
}

TEST_CASE("explain: the ticket puts a server's own fault at no zone") {
  auto ticket = [](Fault fault) {
    return for_user(found(finding("resolver-fails", Severity::error, fault))).reference;
  };
  CHECK(holds(ticket(Fault::resolver), ", edig found resolver-fails, "));
  CHECK(holds(ticket(Fault::zone), ", edig found resolver-fails at shop.example., "));
}

TEST_CASE("explain: a block that is borne out is no matter of if") {
  auto blocked = finding("blocked", Severity::error, Fault::resolver);
  blocked.info_code = 15;
  auto one = found(blocked, dns::rcode::nxdomain);
  one.subject.extended_errors.push_back(said(15));
  CHECK(holds(for_user(one).headline, "is blocked on purpose"));
  CHECK(section(for_user(one), "side") == "This is a block, and no fault on your side.\n");
}

TEST_CASE("explain: what was taken out of what was given; an address needs no lookup to be opened") {
  auto site = taken_from("https://www.shop.example/", sound().subject, ede::Language::en);
  CHECK(site == "Out of “https://www.shop.example/” we took www.shop.example (A).");
  auto address = about(sound(), "1.2.0.192.in-addr.arpa.", dns::type::ptr);
  CHECK(holds(taken_from("192.0.2.1", address.subject, ede::Language::en), "opened without a lookup"));
}

TEST_CASE("explain: what is planned is told as that, and the reply is about something else") {
  auto lame = finding("server-lame", Severity::error, Fault::zone);
  lame.remedy = diagnosis::Wording(ede::Phrase{"", {"load the zone,ゾーンを設定する", 2}});
  auto one = planned(found(lame, dns::rcode::noerror));
  CHECK(holds(for_user(one).headline, "a planned change, and not about www.shop.example as it is now"));
  for (const auto& text : read_out(for_user(one))) CHECK_FALSE(holds(text, "was found"));
  auto owner = one.explained(Audience::owner, ede::Language::en);
  CHECK(owner.topic == "server-lame");
  CHECK(owner.headline == "With the planned delegation, www.shop.example would fail.");
  CHECK(section(owner, "fix") == "Put this right first: load the zone.\n");
  CHECK(section(owner, "caches").empty());
  CHECK_FALSE(holds(section(owner, "verify"), "$ edig"));
  CHECK(holds(owner.reference, "judged by a planned delegation"));
  auto well = planned(sound(dns::rcode::nxdomain)).explained(Audience::owner, ede::Language::en);
  CHECK(well.headline == "With the planned delegation, www.shop.example is found as it should be.");
}

TEST_CASE("explain: by what was asked it is a site, mail, the name of an address, a service or an entry") {
  auto headline = [](std::string_view name, std::uint16_t type) {
    auto expired = found(finding("signature-expired", Severity::error, Fault::zone));
    return for_user(about(expired, name, type)).headline;
  };
  CHECK(headline("www.shop.example.", dns::type::a).starts_with("www.shop.example does not open"));
  CHECK(headline("shop.example.", dns::type::mx).starts_with("Mail to shop.example may not get through"));
  CHECK(headline("1.2.0.192.in-addr.arpa.", dns::type::ptr).starts_with("The name of the address 192.0.2.1"));
  CHECK(
      headline("_sip._tcp.shop.example.", dns::type::srv).starts_with("The service _sip._tcp.shop.example"));
  CHECK(headline("shop.example.", dns::type::txt).starts_with("The entry (TXT) of shop.example"));
  auto denied = about(sound(dns::rcode::nxdomain), "8.8.8.8.in-addr.arpa.", dns::type::ptr);
  CHECK(for_user(denied).headline == "The address 8.8.8.8 has no name.");
  for (const auto& one : about_each_thing({denied, code(22), sound(0)}))
    for (const auto& text : read_out(for_user(one))) {
      CHECK_FALSE(holds(text, "search engine"));
      CHECK_FALSE(holds(text, "www"));
      CHECK_FALSE(holds(text, "in-addr"));
    }
  auto mail = found(finding("signature-expired", Severity::error, Fault::zone));
  CHECK(holds(section(for_user(about(mail, "shop.example.", dns::type::mx)), "do"), "kept at the sender"));
}

TEST_CASE("explain: of an alias that leads nowhere the target is named") {
  auto told = for_user(dangling(dns::rcode::nxdomain));
  CHECK(told.headline ==
        "www.shop.example is there, but it points to old.host.example, which does not exist.");
  CHECK(holds(section(told, "contact"), "The people who run www.shop.example"));
  CHECK(holds(for_user(dangling(dns::rcode::noerror)).headline, "no entry of this kind"));
}

TEST_CASE("explain: a name for use in one place is no typing error") {
  for (auto name : {"nas.local.", "intranet.", "foo.test.", "xyz.onion.", "printer.home.arpa."})
    CHECK(for_user(about(sound(dns::rcode::nxdomain), name, dns::type::a)).situation == "local");
  auto address = for_user(about(sound(dns::rcode::nxdomain), "3.2.1.10.in-addr.arpa.", dns::type::ptr));
  CHECK(address.headline.starts_with("10.1.2.3 is an address for use in one place only"));
}

TEST_CASE("explain: a name of a kind of its own is told as that") {
  auto told = [](const char* name) {
    return for_user(about(sound(dns::rcode::nxdomain), name, dns::type::a));
  };
  CHECK(told("xyz.onion.").headline == "xyz.onion opens in the Tor browser only.");
  CHECK(told("localhost.").headline == "localhost is what each device calls itself.");
  CHECK(holds(section(told("shop.test."), "what"), "kept free for tests"));
  CHECK(holds(told("shop.invalid.").headline, "never exists"));
  CHECK(holds(told("nas.local.").headline, "for use in one place only"));
}

TEST_CASE("explain: a null MX is told as what the name's people want") {
  auto told = for_user(without_mail());
  CHECK(told.headline == "shop.example takes no mail: its people have set it so.");
  CHECK(told.party == diagnosis::Fault::none);
  CHECK_FALSE(holds(section(told, "do"), "mail that tells of the failure"));
  for (auto audience : audiences)
    CHECK_FALSE(holds(without_mail().explained(audience, ede::Language::en).headline, "othing is wrong"));
}

TEST_CASE("explain: operators are told what is wrong with the certificate, and not what it may be") {
  auto mine = [](CertificateFault::Kind kind) {
    return section(untrusted(kind, "2026-11-24").explained(Audience::operator_, ede::Language::en), "mine");
  };
  CHECK(mine(CertificateFault::Kind::expired).find("has to be renewed") != std::string::npos);
  for (auto kind : {CertificateFault::Kind::not_yet_valid, CertificateFault::Kind::other_name,
                    CertificateFault::Kind::issuer, CertificateFault::Kind::pin})
    CHECK_FALSE(holds(mine(kind), "Likely: the certificate"));
}

TEST_CASE("explain: over servers that differ nobody says that nothing is wrong") {
  for (auto kind : {"serial-behind", "servers-differ", "ns-differ"}) {
    auto note = sound();
    note.diagnosis->findings.push_back(
        finding(diagnosis::FindingKind::listed(kind), Severity::note, Fault::zone));
    for (auto audience : audiences)
      CHECK_FALSE(holds(note.explained(audience, ede::Language::en).headline, "othing is wrong"));
    CHECK(for_user(note).situation == "noted");
  }
}

TEST_CASE("explain: the root reads as a name") {
  auto root = about(sound(0), ".", dns::type::mx);
  root.subject.has_records = false;
  CHECK(for_user(root).headline.starts_with("The top of the name tree has no entry"));
  for (const auto& text : read_out(for_user(root))) {
    CHECK_FALSE(holds(text, " . "));
    CHECK_FALSE(holds(text, ".."));
  }
}

TEST_CASE("explain: whose turn it is decides whom to ask") {
  auto contact = [](const Case& one) { return section(for_user(one), "contact"); };
  auto zone = found(finding("signature-expired", Severity::error, Fault::zone));
  CHECK(contact(zone).starts_with("The people who run shop.example, by phone"));
  auto parent = found(finding("signature-expired", Severity::error, Fault::parent));
  CHECK(
      contact(parent).starts_with("The people who run .example. Tell the owners of www.shop.example first"));
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
  CHECK(for_user(note).situation == "noted");
  CHECK(holds(section(note.explained(Audience::owner, ede::Language::en), "what"), "edig found: evidence"));
  auto warning = found(finding("signature-expired", Severity::warning, Fault::zone), dns::rcode::noerror);
  CHECK(for_user(warning).situation == "warning");
  auto skipped = found(finding("signature-expired", Severity::error, Fault::zone), dns::rcode::noerror);
  CHECK(for_user(skipped).situation == "skips");
  CHECK(for_user(code(29, dns::rcode::noerror)).situation == "sound");
  CHECK(for_user(code(3, dns::rcode::noerror)).situation == "stale");
}

TEST_CASE("explain: what was answered is there, though edig could not ask the zone's servers itself") {
  auto behind = finding("no-reachable-authority", Severity::error, Fault::zone);
  auto answer = found(behind, dns::rcode::noerror);
  CHECK(for_user(answer).situation == "warning");
  CHECK_FALSE(holds(for_user(answer).headline, "does not open"));
  CHECK(for_user(found(behind, dns::rcode::nxdomain)).headline ==
        "There is no such name as www.shop.example.");
  CHECK(for_user(found(behind, dns::rcode::servfail)).situation == "down");
}

TEST_CASE("explain: of a name that is denied nobody says that it opens") {
  auto weak = found(finding("server-lame", Severity::warning, Fault::zone), dns::rcode::nxdomain);
  weak.diagnosis->status = diagnosis::Status::secure;
  CHECK(for_user(weak).headline == "There is no such name as www.shop.example.");
  CHECK(holds(section(weak.explained(Audience::owner, ede::Language::en), "also"), "edig found: evidence"));
  auto typed =
      found(finding("name-denied-for-other-types", Severity::warning, Fault::zone), dns::rcode::nxdomain);
  typed.diagnosis->status = diagnosis::Status::insecure;
  CHECK(for_user(typed).headline.starts_with("www.shop.example is there, but it has no address of the kind"));
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
        "192.0.2.53 (UDP), 2026-11-22 18:00:00 UTC, edig " EDIG_VERSION);
}

TEST_CASE(
    "explain: the line for the ticket has the reason, what was given, whom a block names, and local time") {
  auto line = [](const Case& one) { return for_user(one).reference; };
  CHECK(holds(line(no_reply(Error::Kind::refused)), "no reply (nothing listens there)"));
  CHECK(holds(line(untrusted(CertificateFault::Kind::expired, "2026-11-24")),
              "no reply (TLS: certificate expired, 2026-11-24)"));
  CHECK(holds(line(blocked_as(1)),
              ", Malware, blocked by Lab Filter (listed), contact mailto:help@lab.example,"));
  auto given = sound();
  given.subject.addresses = {"192.0.2.99", "192.0.2.100"};
  CHECK(holds(line(given), ", gave 192.0.2.99 192.0.2.100,"));
  given.subject.at = std::chrono::system_clock::from_time_t(1795370400);
  setenv("TZ", "Asia/Tokyo", 1);
  tzset();
  CHECK(holds(line(given), "2026-11-22 18:00:00 UTC (2026-11-23 03:00:00 +0900)"));
  setenv("TZ", "UTC", 1);
  tzset();
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

// Subjects of explanations, made of values: one for each topic, so that tests can read all that can be said.
#pragma once

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "diagnosis/judgement/finding_kinds.h"
#include "dns/types.h"
#include "explain/explain.h"
#include "explain/topic.h"
#include "languages.h"

namespace edig::explain::fixture {

inline constexpr Audience audiences[] = {Audience::user, Audience::operator_, Audience::owner};
inline const auto languages = test::all_languages();

/// A subject and the diagnosis that it points to.
struct Case {
  std::string name;
  Subject subject;
  std::optional<diagnosis::Diagnosis> diagnosis = {};

  Explanation explained(Audience audience, ede::Language language) const {
    auto whole = subject;
    if (diagnosis) whole.diagnosis = &*diagnosis;
    return explain(whole, audience, language);
  }
  Topic topic() const {
    auto whole = subject;
    if (diagnosis) whole.diagnosis = &*diagnosis;
    return choose(whole);
  }
};

inline Subject subject(std::uint16_t rcode = dns::rcode::servfail) {
  Subject subject;
  subject.question = {dns::Name::parse("www.shop.example.").value(), dns::type::a, dns::cls::in};
  subject.server = subject.ticket_server = "192.0.2.53 (UDP)";
  subject.asked = "@192.0.2.53";
  subject.rcode = rcode;
  subject.has_records = rcode == dns::rcode::noerror;
  return subject;
}

inline ede::ExtendedError said(std::uint16_t info_code, ede::Channel channel = ede::Channel::plain,
                               std::string_view extra_text = {}) {
  Bytes data{static_cast<std::uint8_t>(info_code >> 8), static_cast<std::uint8_t>(info_code)};
  data.insert(data.end(), extra_text.begin(), extra_text.end());
  return ede::decode(data, false, channel);
}

inline Case code(std::uint16_t info_code, std::uint16_t rcode = dns::rcode::servfail) {
  Case made{"code-" + std::to_string(info_code), subject(rcode)};
  made.subject.extended_errors.push_back(said(info_code));
  return made;
}

inline Case no_reply(Error::Kind kind) {
  Case made{"no-reply-" + std::string(edig::name(kind)), subject(0)};
  made.subject.no_reply = kind;
  return made;
}

inline diagnosis::Finding finding(diagnosis::FindingKind kind, diagnosis::Severity severity,
                                  diagnosis::Fault fault) {
  return {.kind = kind,
          .info_code = {},
          .severity = severity,
          .zone = dns::Name::parse(fault == diagnosis::Fault::parent ? "example." : "shop.example.").value(),
          .rrset = {},
          .server = {},
          .fault = fault,
          .text = diagnosis::Wording(ede::Phrase{"", {"evidence,証拠", 2}}),
          .remedy = {},
          .evidence = {}};
}

/// What was found, first of all `finding`.
inline Case found(diagnosis::Finding finding, std::uint16_t rcode = dns::rcode::servfail) {
  Case made{std::string(finding.kind.text()), subject(rcode), diagnosis::Diagnosis{}};
  made.diagnosis->status = diagnosis::Status::bogus;
  made.diagnosis->findings.push_back(std::move(finding));
  return made;
}

/// A fault at one server of the zone, others being in order.
inline Case one_server(std::uint16_t rcode) {
  auto expired = finding("signature-expired", diagnosis::Severity::warning, diagnosis::Fault::zone);
  expired.server = "192.0.2.32";
  return found(std::move(expired), rcode);
}

inline Case sound(std::uint16_t rcode = dns::rcode::noerror) {
  Case made{"sound", subject(rcode), diagnosis::Diagnosis{}};
  made.diagnosis->status = diagnosis::Status::secure;
  return made;
}

/// By a planned delegation, and not by the one that is there.
inline Case planned(Case one) {
  one.diagnosis->plan = diagnosis::PlannedDelegation{.zone = dns::Name::parse("shop.example.").value()};
  return one;
}

/// What was asked for is something else.
inline Case about(Case one, std::string_view name, std::uint16_t type) {
  one.subject.question = {dns::Name::parse(name).value(), type, dns::cls::in};
  return one;
}

/// A structured error of that sub-error, from a server whose identity is verified.
inline Case blocked_as(int suberror) {
  Case made{"suberror-" + std::to_string(suberror), subject(dns::rcode::nxdomain)};
  auto json = R"({"c":["mailto:help@lab.example"],"j":"listed","o":"Lab Filter","l":"en","s":)" +
              std::to_string(suberror) + "}";
  made.subject.extended_errors.push_back(said(15, ede::Channel::authenticated, json));
  return made;
}

/// TLS failed for what is wrong with the certificate.
inline Case untrusted(CertificateFault::Kind kind, std::string value) {
  auto made = no_reply(Error::Kind::tls);
  made.subject.certificate = CertificateFault{kind, std::move(value)};
  return made;
}

/// An alias whose target is not there, or has nothing of the kind.
inline Case dangling(std::uint16_t rcode) {
  Case made{"dangling", subject(rcode)};
  made.subject.has_records = false;
  made.subject.target = dns::Name::parse("old.host.example.").value();
  return made;
}

/// Its MX says that the name takes no mail.
inline Case without_mail() {
  auto made = about(sound(), "shop.example.", dns::type::mx);
  made.subject.null_mx = true;
  return made;
}

/// Those of `cases` that differ in what decides the text, about each thing that can be asked for.
inline std::vector<Case> about_each_thing(const std::vector<Case>& cases) {
  std::vector<Case> made;
  std::set<std::string> seen;
  for (const auto& one : cases) {
    auto topic = one.topic();
    auto key =
        std::string(topic.entry.key) + '/' + std::string(topic.situation) + (topic.denied ? "/denied" : "");
    if (!seen.insert(key).second) continue;
    made.push_back(about(one, "shop.example.", dns::type::mx));
    made.push_back(about(one, "1.2.0.192.in-addr.arpa.", dns::type::ptr));
    made.push_back(about(one, "_sip._tcp.shop.example.", dns::type::srv));
    made.push_back(about(one, "shop.example.", dns::type::txt));
  }
  return made;
}

/// Every kind of finding (as an error of each party, and as a warning beside an answer), every INFO-CODE
/// (beside a failure and beside an answer), every failure without either, and what is sound.
inline std::vector<Case> made_all() {
  using diagnosis::Fault;
  using diagnosis::Severity;
  std::vector<Case> cases;
  for (const auto& kind : diagnosis::finding_kinds()) {
    auto listed = diagnosis::FindingKind::listed(kind.key);
    for (auto fault : {Fault::zone, Fault::parent, Fault::resolver, Fault::network, Fault::none}) {
      cases.push_back(found(finding(listed, Severity::error, fault)));
      cases.push_back(found(finding(listed, Severity::error, fault), dns::rcode::noerror));
      cases.push_back(found(finding(listed, Severity::warning, fault), dns::rcode::noerror));
      cases.push_back(found(finding(listed, Severity::error, fault), dns::rcode::nxdomain));
      cases.push_back(found(finding(listed, Severity::warning, fault), dns::rcode::nxdomain));
    }
  }
  for (auto rcode : {dns::rcode::servfail, dns::rcode::noerror, dns::rcode::nxdomain}) {
    for (const auto& entry : ede::info_codes()) cases.push_back(code(entry.code, rcode));
    for (std::uint16_t unknown : {std::uint16_t{1000}, std::uint16_t{50000}})
      cases.push_back(code(unknown, rcode));
  }
  for (auto severity : {Severity::error, Severity::warning})
    cases.push_back(planned(found(finding("server-lame", severity, Fault::zone))));
  cases.push_back(planned(sound()));
  for (auto claim : std::initializer_list<std::uint16_t>{4, 15, 16, 17, 35}) {
    auto kind = claim == 4 ? diagnosis::FindingKind("forged") : "blocked";
    auto blocked = found(finding(kind, Severity::error, Fault::resolver), dns::rcode::nxdomain);
    blocked.diagnosis->findings[0].info_code = claim;
    blocked.subject.extended_errors.push_back(said(claim));
    cases.push_back(blocked);
  }
  for (auto rcode : {dns::rcode::servfail, dns::rcode::noerror}) cases.push_back(one_server(rcode));
  using enum Error::Kind;
  for (auto kind :
       {timeout, refused, unreachable, closed, reset, cut, foreign_cookie, tls, http, malformed, resolve})
    cases.push_back(no_reply(kind));
  for (auto rcode : std::initializer_list<std::uint16_t>{0, 1, 2, 3, 4, 5, 9}) {
    cases.push_back({"rcode-" + std::to_string(rcode), subject(rcode)});
    cases.push_back(sound(rcode));
  }
  Case nothing{"nodata", subject(0)};
  nothing.subject.has_records = false;
  cases.push_back(nothing);
  for (int suberror = 1; suberror <= 6; ++suberror) cases.push_back(blocked_as(suberror));
  using enum CertificateFault::Kind;
  for (auto [kind, value] : {std::pair{expired, "2026-11-24"},
                             {not_yet_valid, "2026-11-30"},
                             {other_name, "elsewhere.example"},
                             {issuer, "CN=a CA"},
                             {pin, "zeC1="}})
    cases.push_back(untrusted(kind, value));
  for (auto rcode : {dns::rcode::nxdomain, dns::rcode::noerror}) cases.push_back(dangling(rcode));
  for (const auto& kind : diagnosis::finding_kinds()) {
    auto note = sound();
    note.diagnosis->findings.push_back(
        finding(diagnosis::FindingKind::listed(kind.key), Severity::note, Fault::zone));
    cases.push_back(note);
  }
  for (auto name : {"nas.local.", "xyz.onion.", "localhost.", "shop.test.", "shop.invalid."})
    cases.push_back(about(sound(dns::rcode::nxdomain), name, dns::type::a));
  cases.push_back(about(sound(dns::rcode::nxdomain), "3.2.1.10.in-addr.arpa.", dns::type::ptr));
  auto others = about_each_thing(cases);
  cases.insert(cases.end(), others.begin(), others.end());
  cases.push_back(without_mail());
  return cases;
}

/// The same ones each time.
inline const std::vector<Case>& all() {
  static const auto cases = made_all();
  return cases;
}

/// What is said of one of `all`: made once, as many tests read it.
inline const Explanation& told(const Case& one, Audience audience, ede::Language language) {
  static std::map<std::tuple<const Case*, Audience, std::ptrdiff_t>, Explanation> kept;
  auto [place, is_new] =
      kept.try_emplace({&one, audience, std::ranges::find(languages, language) - languages.begin()});
  if (is_new) place->second = one.explained(audience, language);
  return place->second;
}

/// All that is read out to a person, a heading or paragraph each: neither what is for the agent nor the
/// ticket.
inline std::vector<std::string> read_out(const Explanation& explanation) {
  std::vector<std::string> texts{explanation.headline};
  for (const auto& section : explanation.sections) {
    if (section.key == "desk") continue;
    if (section.key != "side") texts.push_back(section.heading);
    texts.insert(texts.end(), section.paragraphs.begin(), section.paragraphs.end());
  }
  return texts;
}

/// The lines of a file of tests/data that are no comments.
inline std::vector<std::string> lines(const std::string& file) {
  std::ifstream stream(std::string(EDIG_TEST_DATA) + "/" + file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);)
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  return lines;
}

}  // namespace edig::explain::fixture

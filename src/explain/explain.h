// +explain: a failure, or a sound answer, in words for the person who "can't connect", for the operator of
// the resolver, and for the owner of the zone. Where edig looked for itself (a diagnosis) the words follow
// the findings and say what is so; else they follow the server's extended errors (RFC 8914) and say whose
// claim it is. The words are in the catalogues of this room (CSV: key, en, ja), for a translator to edit.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "diagnosis/judgement/diagnosis.h"
#include "ede/extended_error.h"
#include "ede/registry.h"

namespace edig::explain {

enum class Audience { user, operator_, owner };
/// "user", "operator", "owner"
std::string_view name(Audience audience);
std::optional<Audience> parse_audience(std::string_view text);

/// What is to be explained. Texts are foreign unless said otherwise.
struct Subject {
  dns::Question question;
  std::string shown_name;     // the question's name for a person, fit to print; empty: as it is
  std::string server;         // "192.0.2.53 (UDP)", fit to print
  std::string ticket_server;  // the same in the language of the ticket
  std::string asked;          // "@192.0.2.53": how edig is told to ask it, as a shell takes it
  std::chrono::system_clock::time_point at;

  std::optional<Error::Kind> no_reply;  // why nothing came; then the rest of this paragraph is empty
  std::optional<CertificateFault> certificate = {};  // of a TLS failure
  std::uint16_t rcode = 0;
  bool has_records = false;                 // the answer holds records of the type asked for
  bool null_mx = false;                     // and they say that the name takes no mail (RFC 7505)
  std::vector<std::string> addresses = {};  // in the answer, fit to print
  std::optional<dns::Name> target = {};     // where the answer's aliases lead; nothing without an alias
  std::vector<ede::ExtendedError> extended_errors;

  const diagnosis::Diagnosis* diagnosis = nullptr;  // where edig looked for itself
};

struct Section {
  std::string key;  // side contact do what avoid wait desk; mine check nta; fix verify caches
  std::string heading;
  std::vector<std::string> paragraphs;  // without line breaks; fit to print
  bool steps = false;                   // the paragraphs are steps, in their order
  std::vector<std::string> commands;    // for a shell
};

struct Explanation {
  Audience audience = Audience::user;
  ede::Language language = ede::Language::en;
  std::string
      topic;  // what it is about: a finding's kind, "code-9", "reply-servfail", "no-reply-timeout" ...
  std::string situation;  // "seal", "blocked", "sound" ...: what decides advice and whom to contact
  diagnosis::Fault party = diagnosis::Fault::none;  // whose turn it is
  std::string headline;                             // one sentence; to users `side` is the second
  std::vector<Section> sections;
  std::string reference;  // one line for the ticket (ticket.h)
};

Explanation explain(const Subject& subject, Audience audience, ede::Language language);

/// One line: what was asked, taken out of what was given in place of a name. `given`: fit to print.
std::string taken_from(const std::string& given, const Subject& subject, ede::Language language);

/// What is wrong with a server's certificate, as a sentence: "The certificate expired on 2026-11-24."
std::string certificate_text(const CertificateFault& fault, ede::Language language);

/// What stands before `reference`: "For the ticket:".
std::string_view ticket_label(ede::Language language);

}  // namespace edig::explain

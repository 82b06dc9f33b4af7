// One address of one server of a zone, and how it did. Who answers anything with authority is alive: what it
// fails for beside that is told by question.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "diagnosis/asking/asker.h"

namespace edig::diagnosis {

struct ServerState {
  dns::Name name;
  std::string address;
  bool at_parent = false, at_child = false;  // who names it
  bool own_address = false;  // the zone itself, or the one that its name lies in, gives the address
  /// Why it is of no use; empty where it answers with authority: "timeout", "refused", "REFUSED", "not
  /// authoritative", "refers upwards", "malformed" ...
  std::string failure;
  /// What it fails for, while it answers other questions.
  struct Failing {
    dns::Question question;
    std::string why;
  };
  std::vector<Failing> failing = {};
  std::vector<std::uint16_t> says;  // INFO-CODEs in its reply
  std::optional<std::uint32_t> serial;
  std::optional<dns::Name> contact = {};  // RNAME of its SOA
  double quickest_ms = 0;                 // of its replies
  bool without_edns = false;
  /// It was asked with EDNS and the DO bit, and its replies show that it knows neither: it can give no
  /// signatures. Not where queries with EDNS were lost.
  bool without_dnssec = false;
  bool without_tcp = false;
  bool refuses_options = false;  // queries with an EDNS option get no reply, or one without EDNS
  bool cuts_replies = false;     // they end before what their headers promise, over TCP as well
  bool case_matters = false;     // what it answers in lower case it refuses or denies in mixed case
  std::vector<std::size_t> lost =
      {};  // sizes of replies that came over TCP only, each larger than what came over UDP
  const dns::Message* answer = nullptr;           // to the question
  bool refers = false;                            // it answers the question with a zone further down
  const dns::Message* keys = nullptr;             // its DNSKEY RRset
  const dns::Message* soa = nullptr;              // its SOA
  const dns::Message* soa_in_capitals = nullptr;  // and as it answers to the name in mixed case

  bool good() const { return failure.empty(); }
  /// It was not asked, for a bound was reached.
  bool unknown() const;
  /// It was not asked, for its address leads nowhere.
  bool withheld() const;
  bool no_reply() const;
  /// It answers, without authority.
  bool no_authority() const { return failure == "not authoritative"; }
  /// "ns1.example. (192.0.2.1)"
  std::string text() const;
};

/// Takes up what its answers to `asks`, all about `zone`, tell of a server.
void read_replies(ServerState& server, const dns::Name& zone, std::span<const Ask> asks, const Asker& asker);

/// Why an answer to `question` is not one with authority for `zone`; empty where it is.
std::string lameness(const Answer& answer, const dns::Name& zone, const dns::Question& question);

}  // namespace edig::diagnosis

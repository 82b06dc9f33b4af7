// check_host() of SPF (RFC 7208 section 4): may this address send mail of this domain, by which term of whose
// record, and where evaluation broke off.
//
// A look-up is void where the term's own question (of "mx" the one for MX, of "ptr" the one for PTR) has no
// answer; addresses that exchanges lack are not counted (section 4.6.4 counts terms).
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "services/spf_record.h"

namespace edig::services::spf {

inline constexpr unsigned max_lookups = 10, max_void_lookups = 2, max_exchanges = 10, max_pointers = 10;

/// Who would send.
struct Client {
  /// `address`: as text; one of IPv4 in IPv6 (RFC 4291 section 2.5.5.2) is one of IPv4. `mail_from` may be
  /// empty, or lack its local part (section 2.4, section 4.3).
  static std::optional<Client> make(std::string_view address, std::string_view mail_from, std::string helo);

  Bytes address;
  std::string sender;  // "postmaster@example.com"
  std::string helo;
  std::string receiver = "unknown";
  std::chrono::sys_seconds now = {};

  bool is_ip4() const { return address.size() == 4; }
  std::string domain() const { return sender.substr(sender.rfind('@') + 1); }
  /// The name in in-addr.arpa or ip6.arpa.
  dns::Name reverse_name() const;
  /// Of the macro with that letter, where it is the same in all records (section 7.2): not of d and p.
  std::string macro_value(char letter) const;
};

/// One record that was evaluated.
struct Visit {
  unsigned depth = 0;
  std::string through;  // the term that led here; empty: the first
  std::string domain;
  std::string record = {};  // its text; empty: there is none, or no single one
  std::optional<Outcome> outcome = {};
  std::vector<std::string> tried = {};  // its terms as far as they were evaluated; the last one decided
};

struct Evaluation {
  Outcome outcome = Outcome::none;
  std::string domain = {};  // in whose record the decision fell
  std::string term = {};    // the term that decided; empty: none did
  std::string explanation = {};
  unsigned lookups = 0, void_lookups = 0;
  std::optional<Finding> fault = {};  // why the result is an error
  std::vector<Visit> visits = {};     // in the order of evaluation
};

/// Nothing while records are missing.
std::optional<Evaluation> check_host(const Client& client, Records& records);

}  // namespace edig::services::spf

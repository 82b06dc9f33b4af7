// +trace: the way of a question from the root down, as dig walks it, and what is wrong on it. +nssearch: the
// SOA of each server of a zone. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dns/message.h"

namespace edig::report {

struct Report;

/// A name server whose address was not found, or is not asked.
struct Unplaced {
  dns::Name name;
  bool exists = true;   // nobody says that there is no such name, or no address
  std::string address;  // where it has one, which leads nowhere
};

/// What edig holds against the servers of a step.
struct Trouble {
  enum class Kind {
    no_reply,
    rcode,
    not_authoritative,
    upward,
    sideways,
    no_servers,
    own_hints,
    no_address,
    nowhere,
    ds,
    dnskey,
    endless
  };
  Kind kind = Kind::no_reply;
  std::vector<std::string> values;  // of its phrase; foreign text
};
/// "no-reply", "rcode" ...: as in the JSON and in the keys of phrases.
std::string_view name(Trouble::Kind kind);

struct Trace {
  struct Step {
    dns::Name zone;  // whose servers were asked
    /// What its reply names as next, and has no address.
    std::vector<Unplaced> unplaced = {};
    bool bad_referral = false, horizontal_referral = false;  // in dig's words
    std::vector<Trouble> troubles = {};                      // not where edig is dig
  };
  std::vector<Report> reports;  // of each step; the first is the resolver's
  std::vector<Step> steps;
  /// None of the servers that come next has an address.
  bool stranded = false;

  bool troubled() const;
};

struct NsSearch {
  dns::Name zone;               // none of its servers was asked where nothing names them
  std::vector<Report> reports;  // of each server
  std::vector<Unplaced> unplaced = {};

  /// The SOA's serial in the answer of one of them; nothing: it gave none, or had no authority to.
  std::optional<std::uint32_t> serial(std::size_t server) const;
  /// The newest of the serials (RFC 1982 section 3.2), and which servers have an older one.
  std::optional<std::uint32_t> newest() const;
  std::vector<std::size_t> behind() const;
  /// Each server gave its SOA.
  bool is_whole() const;
  /// There are servers, and none gave any reply.
  bool is_silent() const;
};

}  // namespace edig::report

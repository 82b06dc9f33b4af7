// A root, what is below it, and a resolver, all in memory: what each of them replies to each question. The
// zones are signed (make_zones), so the replies hold what real ones do; test_against_nsd.py holds that they
// are NSD's.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>

#include "diagnosis/diagnose.h"
#include "signed_zone.h"

namespace edig::verdict {

/// 2026-11-22 12:00 UTC, when the signatures hold.
inline constexpr std::chrono::sys_seconds noon{std::chrono::seconds{1795348800}};

class Universe {
 public:
  /// The folder that make_zones filled.
  explicit Universe(const std::string& folder);

  /// Octets as they come; empty: no one answers.
  Bytes reply(const diagnosis::Ask& ask) const;
  /// What the resolver has, before it validates.
  Packet resolved(const dns::Question& question) const;

  /// The zone that answers the question, and its parent; null for the root's parent.
  const SignedZone& home_of(const dns::Question& question) const;
  const SignedZone* parent_of(const SignedZone& zone) const;
  /// Whether a chain of DS leads to the zone.
  bool is_signed(const SignedZone& zone) const;

  /// The zone whose server has the address.
  const SignedZone* zone_at(const std::string& address) const;

  /// To be filled with a question and, where it is asked, the reply.
  diagnosis::Request request() const;

 private:
  std::optional<Packet> from_server(const diagnosis::Ask& ask) const;
  Packet from_resolver(const diagnosis::Ask& ask) const;
  bool fails_validation(const dns::Question& question, const Packet& packet) const;

  std::map<dns::Name, SignedZone> zones_;
  std::vector<dns::Record> anchor_, hints_;
};

/// The questions about the name at the end of each alias in the answer, the first one first.
std::vector<dns::Question> along_aliases(const dns::Question& question, const Packet& packet);

}  // namespace edig::verdict

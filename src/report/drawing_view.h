// What the pictures of the chain of trust and the list in words both tell: zone by zone its keys, the RRsets
// that were judged, and what is wrong where. A value, in the reader's language.
#pragma once

#include <string>
#include <vector>

#include "report/format.h"

namespace edig::report {

/// How a part looks: as it should be, at fault, good by itself with nothing that vouches for it, or neither.
enum class Look { good, bad, loose, plain };
std::string_view name(Look look);

struct SetView {
  const diagnosis::Link::Set* set = nullptr;
  std::vector<const diagnosis::Link::Signature*> signatures = {};  // over it
  const diagnosis::Link::Signature* telling = nullptr;             // the good one, else the first
  Look look = Look::plain;
  bool cause = false;       // the first finding is about it
  std::string label = {};   // "www.example. A"; "DNSKEY" of the zone's own name
  std::string words = {};   // "valid until 2026-12-01", "expired on 2026-11-16", "no signature (RRSIG)"
  std::string target = {};  // of an alias
  std::string hint = {};    // what the finding about it says, and of which servers
};

struct FaultView {
  std::string text, hint;
};

struct ZoneView {
  const diagnosis::Link* link = nullptr;
  std::size_t parent = 0;  // where in the chain its DS are; its own place where nothing leads to it
  std::string name = {}, words = {};
  Look look = Look::plain;
  bool cause = false;
  bool broken = false;                 // itself, and not only below a zone that is
  std::vector<FaultView> faults = {};  // what is wrong with it as a whole
  std::vector<SetView> sets = {};      // its keys, its part of the answer, the DS of the zones below
  bool trusted() const { return link->status == diagnosis::Status::secure; }
};

/// `report` has a diagnosis; the views point into it.
std::vector<ZoneView> chain_view(const Report& report, const Style& style);

/// "ECDSAP256SHA256 · 256 bits"
std::string key_details(const diagnosis::Link::Key& key, ede::Language language);
/// "KSK" with the SEP flag (RFC 4034 section 2.1.1), else "ZSK".
std::string_view key_role(const diagnosis::Link::Key& key);

}  // namespace edig::report

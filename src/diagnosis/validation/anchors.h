// Trust anchors (RFC 4033 section 2, RFC 4035 section 4.4): where chains of trust begin.
//
// The root's are built in (root-anchors.txt, from IANA's root-anchors.xml). A file may give others, at any
// name, as DS or DNSKEY records in zone-file form (also what Unbound's trust-anchor-file and
// auto-trust-anchor-file and /usr/share/dns/root.key hold), as Unbound's `trust-anchor: "..."` lines, or as
// BIND's `trust-anchors { . initial-key 257 3 8 "..."; };` and the older `trusted-keys` and `managed-keys`.
#pragma once

#include <string_view>
#include <vector>

#include "base/error.h"
#include "dns/record.h"

namespace edig::diagnosis {

struct Anchors {
  std::vector<dns::Record> records;  // DS and DNSKEY

  /// The root's, built in.
  static Anchors root();
  /// Errors: no anchor in it, or a line that is none. `text` is a file's content.
  static Result<Anchors> parse(std::string_view text);

  /// The anchors' owner closest to `name`, at or above it.
  std::optional<dns::Name> closest(const dns::Name& name) const;
  std::vector<dns::Record> at(const dns::Name& owner) const;
};

}  // namespace edig::diagnosis

// The two kinds of proof behind denial.h: sets of NSEC or NSEC3 records whose signatures are good.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "diagnosis/validation/denial.h"
#include "dns/dnssec.h"

namespace edig::diagnosis {

struct NsecRecord {
  dns::Name owner;
  dns::Nsec nsec;
};

struct Nsec3Record {
  dns::Name owner;
  dns::Nsec3 nsec3;
};

/// The verdict apart from signatures: proven, opt_out, iterations, missing or incomplete.
DenialVerdict prove_nsec(const DenialQuestion& question, const dns::Name& zone,
                         const std::vector<NsecRecord>& records);
DenialVerdict prove_nsec3(const DenialQuestion& question, const dns::Name& zone,
                          const std::vector<Nsec3Record>& records, Budget& budget);

/// Whether a record that exists at `owner` with these types is of the parent's side of a zone cut or
/// redirects what lies below, and so proves nothing about names below it (RFC 6840 section 4.1).
bool speaks_not_for_below(const dns::TypeBitmap& types);
/// Whether the record that matches the name denies `type` there.
bool denies_type(const dns::TypeBitmap& types, const DenialQuestion& question);

}  // namespace edig::diagnosis

// From verdicts to findings: the INFO-CODE (RFC 8914 section 4), whose turn it is, one sentence, the
// evidence.
#pragma once

#include <chrono>
#include <optional>

#include "diagnosis/judgement/diagnosis.h"
#include "diagnosis/validation/denial.h"
#include "diagnosis/validation/signature.h"
#include "diagnosis/validation/zone_link.h"

namespace edig::diagnosis {

/// Of an RRset that is not secure. `zone`: where it lives.
Finding rrset_finding(const RRsetVerdict& verdict, const dns::Name& zone, Fault fault,
                      std::chrono::sys_seconds now);
/// Of a zone whose keys do not follow from its DS or trust anchors, or that counts as unsigned for them.
/// `anchored`: by trust anchors, not by a DS RRset.
Finding link_finding(const LinkVerdict& verdict, const dns::Name& zone, bool anchored,
                     std::chrono::sys_seconds now);
/// Of a denial that is not proven, or that counts as unsigned.
Finding denial_finding(const DenialVerdict& verdict, const DenialQuestion& question, const dns::Name& zone,
                       Fault fault, std::chrono::sys_seconds now);

/// Of a name that is answered NXDOMAIN while the proof shows that it is there.
Finding name_exists_finding(const dns::Name& name, const dns::Name& zone);

/// Of a name that does not exist, whose zone says so in the compact way (RFC 9824).
Finding compact_denial_note(const dns::Name& name, const dns::Name& zone);

/// Of a name that has a CNAME and other records (RFC 2181 section 10.1).
Finding cname_and_other_data(const dns::Name& name, const dns::Name& zone);

/// Of a zone whose apex has a CNAME beside its SOA and NS (RFC 1034 section 3.6.2).
Finding alias_at_apex(const dns::Name& zone);

/// Why aliases lead nowhere.
enum class AliasEnd { circle, too_many, name_too_long };
/// `target`: of the last one, or its owner where it makes no name; `hops`: how many were followed.
Finding alias_finding(const dns::Name& name, const dns::Name& target, const dns::Name& zone, unsigned hops,
                      AliasEnd end);

/// What should be known of things that are good now: signatures that expire soon, keys that cannot be read,
/// DS that fit nothing, SHA-1, NSEC3 iterations.
std::optional<Finding> expiry_warning(const RRsetVerdict& verdict, const dns::Name& zone,
                                      std::chrono::sys_seconds now);
std::vector<Finding> link_notes(const LinkVerdict& verdict, const dns::Name& zone, bool anchored);
std::optional<Finding> iterations_note(const DenialVerdict& verdict, const dns::Name& zone);

/// "RRSIG by 34505/13, expired 2026-11-19 04:00 UTC": for the last line of the chain.
Wording short_text(const RRsetVerdict& verdict);

}  // namespace edig::diagnosis

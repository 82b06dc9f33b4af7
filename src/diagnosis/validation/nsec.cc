// NSEC proofs (RFC 4035 section 5.4; RFC 9824).
#include <algorithm>

#include "diagnosis/validation/proofs.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

class NsecProof {
 public:
  NsecProof(const DenialQuestion& question, const dns::Name& zone, const std::vector<NsecRecord>& records)
      : question_(question), zone_(zone), records_(records) {}

  DenialVerdict run() {
    if (records_.empty()) return verdict_;
    verdict_.state = DenialState::incomplete;
    bool proven = question_.what == Denies::name   ? name_error()
                  : question_.what == Denies::type ? no_data()
                  : question_.what == Denies::ds   ? no_ds()
                                                   : no_closer_name();
    if (proven) verdict_.state = DenialState::proven;
    return verdict_;
  }

 private:
  const NsecRecord* match(const dns::Name& name) const {
    auto found = std::ranges::find(records_, name, &NsecRecord::owner);
    return found == records_.end() ? nullptr : &*found;
  }

  // Canonical order, the last NSEC of a zone leading back to the apex.
  const NsecRecord* cover(const dns::Name& name) const {
    auto found = std::ranges::find_if(records_, [&](const NsecRecord& record) {
      if (!record.nsec.next.is_within(zone_)) return false;  // it would deny another zone's names
      bool last = record.nsec.next == zone_;
      bool inside = record.owner < name && (last || name < record.nsec.next);
      bool below = name.is_within(record.owner) && speaks_not_for_below(record.nsec.types);
      return inside && !below;
    });
    return found == records_.end() ? nullptr : &*found;
  }

  static std::size_t common_labels(const dns::Name& a, const dns::Name& b) {
    auto left = a.label_count(), right = b.label_count(), count = std::min(left, right);
    while (count > 0 && a.suffix(count) != b.suffix(count)) --count;
    return count;
  }

  // The closest encloser follows from the names on both sides of the gap.
  static dns::Name closest_encloser(const dns::Name& name, const NsecRecord& gap) {
    return name.suffix(std::max(common_labels(name, gap.owner), common_labels(name, gap.nsec.next)));
  }

  bool lacks(Lack what, const dns::Name& at) {
    verdict_.lacks = what;
    verdict_.lacks_at = at;
    return false;
  }

  bool name_error() {
    if (compact()) return true;
    const auto* gap = cover(question_.name);
    if (!gap) return lacks(Lack::cover, question_.name);
    // An empty non-terminal exists.
    if (gap->nsec.next.is_within(question_.name)) return lacks(Lack::names_below, gap->owner);
    auto wildcard = closest_encloser(question_.name, *gap).child("*");
    if (wildcard && !cover(*wildcard)) return lacks(Lack::wildcard_cover, *wildcard);
    return true;
  }

  // The record of a name that does not exist, made for the question (RFC 9824 section 3.1).
  bool compact() {
    const auto* at = match(question_.name);
    return verdict_.compact = at && at->nsec.types.has(dns::type::nxname);
  }

  bool no_data() {
    compact();
    if (const auto* at = match(question_.name)) {
      if (denies_type(at->nsec.types, question_)) return true;
      return lacks(Lack::denial_of_type, at->owner);
    }
    const auto* gap = cover(question_.name);
    if (!gap) return lacks(Lack::match, question_.name);
    if (gap->nsec.next.is_within(question_.name)) return true;  // an empty non-terminal
    auto wildcard = closest_encloser(question_.name, *gap).child("*");
    const auto* at = wildcard ? match(*wildcard) : nullptr;
    if (at && denies_type(at->nsec.types, question_)) return true;
    return lacks(Lack::match, question_.name);
  }

  bool no_ds() {
    const auto* at = match(question_.name);
    if (!at) {
      const auto* gap = cover(question_.name);
      verdict_.no_such_name = gap && !gap->nsec.next.is_within(question_.name);
      return gap != nullptr || lacks(Lack::match_or_cover, question_.name);
    }
    verdict_.delegation = at->nsec.types.has(dns::type::ns) && !at->nsec.types.has(dns::type::soa);
    return denies_type(at->nsec.types, question_) || lacks(Lack::denial_of_type, at->owner);
  }

  bool no_closer_name() {
    const auto* gap = cover(question_.name);
    if (!gap) return lacks(Lack::cover, question_.name);
    return closest_encloser(question_.name, *gap).label_count() <= question_.encloser_labels ||
           lacks(Lack::closer_name, gap->owner);
  }

  const DenialQuestion& question_;
  const dns::Name& zone_;
  const std::vector<NsecRecord>& records_;
  DenialVerdict verdict_;
};

}  // namespace

bool speaks_not_for_below(const dns::TypeBitmap& types) {
  return types.has(dns::type::dname) || (types.has(dns::type::ns) && !types.has(dns::type::soa));
}

bool denies_type(const dns::TypeBitmap& types, const DenialQuestion& question) {
  bool ds = question.what == Denies::ds || question.type == dns::type::ds;
  bool delegation = types.has(dns::type::ns) && !types.has(dns::type::soa);
  if (types.has(dns::type::cname)) return false;
  if (types.has(ds ? dns::type::ds : question.type)) return false;
  // Each side of a zone cut speaks for its own types (RFC 6840 section 4.1 and 4.4).
  if (ds) return !types.has(dns::type::soa) || question.name.is_root();
  return !delegation;
}

DenialVerdict prove_nsec(const DenialQuestion& question, const dns::Name& zone,
                         const std::vector<NsecRecord>& records) {
  return NsecProof(question, zone, records).run();
}

}  // namespace edig::diagnosis

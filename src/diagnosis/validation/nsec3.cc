// NSEC3 proofs (RFC 5155 section 8). Hashing is paid for from the budget, which bounds it (CVE-2023-50868).
#include <algorithm>

#include "diagnosis/validation/proofs.h"
#include "dns/ldns.h"
#include "dns/types.h"

namespace edig::diagnosis {
namespace {

class Nsec3Proof {
 public:
  Nsec3Proof(const DenialQuestion& question, const dns::Name& zone, const std::vector<Nsec3Record>& records,
             Budget& budget)
      : question_(question), zone_(zone), budget_(budget) {
    // Unknown hash algorithms and flags are ignored (RFC 5155 sections 8.1 and 8.2), and all have to have the
    // parameters of the first.
    for (const auto& record : records) {
      const auto& nsec3 = record.nsec3;
      if (nsec3.hash_algorithm != 1 || nsec3.flags > 1) continue;
      if (!records_.empty() &&
          (nsec3.iterations != records_[0]->nsec3.iterations || nsec3.salt != records_[0]->nsec3.salt))
        continue;
      records_.push_back(&record);
    }
  }

  DenialVerdict run() {
    verdict_.nsec3 = true;
    if (records_.empty()) return verdict_;
    verdict_.iterations = records_[0]->nsec3.iterations;
    verdict_.salt_length = records_[0]->nsec3.salt.size();
    if (verdict_.iterations > iterations_accepted_by_some) {
      verdict_.state = DenialState::iterations;
      return verdict_;
    }
    verdict_.state = DenialState::incomplete;
    bool proven = question_.what == Denies::name   ? name_error()
                  : question_.what == Denies::type ? no_data()
                  : question_.what == Denies::ds   ? no_ds()
                                                   : no_closer_name();
    if (exhausted_) verdict_.state = DenialState::not_judged;
    if (proven) verdict_.state = opt_out_ ? DenialState::opt_out : DenialState::proven;
    return verdict_;
  }

 private:
  std::optional<std::string> hash(const dns::Name& name) {
    auto key = name.lower().text();
    if (auto known = hashes_.find(key); known != hashes_.end()) return known->second;
    const auto& nsec3 = records_[0]->nsec3;
    if (!budget_.spend_hash(nsec3.iterations + 1u)) {
      exhausted_ = true;
      return std::nullopt;
    }
    auto wire = name.lower();
    dns::RdfPtr dname(ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire.wire().size(), wire.wire().data()));
    dns::RdfPtr hashed(ldns_nsec3_hash_name(dname.get(), 1, nsec3.iterations,
                                            static_cast<std::uint8_t>(nsec3.salt.size()), nsec3.salt.data()));
    if (!hashed) return std::nullopt;
    auto label = dns::Name::from(hashed.get());
    return hashes_[key] = label.is_root() ? std::string() : std::string(label.labels()[0]);
  }

  static std::string label_of(const Nsec3Record& record) {
    auto lower = record.owner.lower();
    auto labels = lower.labels();
    return labels.empty() ? std::string() : std::string(labels[0]);
  }

  // Base32hex keeps the order of what it encodes, so labels are compared as they are.
  static std::string next_label(const Nsec3Record& record) {
    dns::RdfPtr next;
    Bytes counted{static_cast<std::uint8_t>(record.nsec3.next_hash.size())};
    counted.insert(counted.end(), record.nsec3.next_hash.begin(), record.nsec3.next_hash.end());
    next.reset(ldns_rdf_new_frm_data(LDNS_RDF_TYPE_NSEC3_NEXT_OWNER, counted.size(), counted.data()));
    return dns::take_string(ldns_rdf2str(next.get()));
  }

  const Nsec3Record* match(const dns::Name& name) {
    auto wanted = hash(name);
    if (!wanted) return nullptr;
    for (const auto* record : records_)
      if (label_of(*record) == *wanted) return record;
    return nullptr;
  }

  const Nsec3Record* cover(const dns::Name& name) {
    auto wanted = hash(name);
    if (!wanted) return nullptr;
    for (const auto* record : records_) {
      auto owner = label_of(*record), next = next_label(*record);
      bool covered = owner < next ? owner < *wanted && *wanted < next : *wanted > owner || *wanted < next;
      if (covered && *wanted != owner) return record;
    }
    return nullptr;
  }

  bool lacks(Lack what, const dns::Name& at) {
    verdict_.lacks = what;
    verdict_.lacks_at = at;
    return false;
  }

  struct Encloser {
    dns::Name name, next_closer;
    const Nsec3Record* gap;
  };

  // RFC 5155 section 8.3: the closest ancestor that matches, and a record that covers the next closer name.
  std::optional<Encloser> closest_encloser() {
    auto next_closer = question_.name;
    for (auto name = question_.name.parent(); name.is_within(zone_); name = name.parent()) {
      if (const auto* at = match(name)) {
        if (speaks_not_for_below(at->nsec3.types)) return lacks(Lack::delegation_above, name), std::nullopt;
        const auto* gap = cover(next_closer);
        if (!gap) return lacks(Lack::next_closer_cover, next_closer), std::nullopt;
        return Encloser{name, next_closer, gap};
      }
      next_closer = name;
      if (name.is_root()) break;
    }
    return lacks(Lack::closest_encloser, question_.name), std::nullopt;
  }

  bool name_error() {
    if (match(question_.name)) return lacks(Lack::existing_name, question_.name);
    auto encloser = closest_encloser();
    if (!encloser) return false;
    opt_out_ = encloser->gap->nsec3.opt_out();
    auto wildcard = encloser->name.child("*");
    return !wildcard || cover(*wildcard) || lacks(Lack::wildcard_cover, *wildcard);
  }

  bool no_data() {
    if (const auto* at = match(question_.name))
      return denies_type(at->nsec3.types, question_) || lacks(Lack::denial_of_type, question_.name);
    auto encloser = closest_encloser();
    if (!encloser) return lacks(Lack::match, question_.name);
    opt_out_ = encloser->gap->nsec3.opt_out();
    auto wildcard = encloser->name.child("*");
    const auto* at = wildcard ? match(*wildcard) : nullptr;
    if (at && denies_type(at->nsec3.types, question_)) return true;
    return opt_out_ || lacks(Lack::match, question_.name);
  }

  bool no_ds() {
    if (const auto* at = match(question_.name)) {
      verdict_.delegation = at->nsec3.types.has(dns::type::ns) && !at->nsec3.types.has(dns::type::soa);
      return denies_type(at->nsec3.types, question_) || lacks(Lack::denial_of_type, question_.name);
    }
    auto encloser = closest_encloser();
    if (!encloser) return false;
    opt_out_ = encloser->gap->nsec3.opt_out();
    verdict_.no_such_name = !opt_out_;
    return true;
  }

  bool no_closer_name() {
    auto next_closer = question_.name.suffix(question_.encloser_labels + 1);
    const auto* gap = cover(next_closer);
    opt_out_ = gap && gap->nsec3.opt_out();
    return gap || lacks(Lack::next_closer_cover, next_closer);
  }

  const DenialQuestion& question_;
  const dns::Name& zone_;
  Budget& budget_;
  std::vector<const Nsec3Record*> records_;
  std::map<std::string, std::string> hashes_;
  bool opt_out_ = false;
  bool exhausted_ = false;  // hashes were left out
  DenialVerdict verdict_;
};

}  // namespace

DenialVerdict prove_nsec3(const DenialQuestion& question, const dns::Name& zone,
                          const std::vector<Nsec3Record>& records, Budget& budget) {
  return Nsec3Proof(question, zone, records, budget).run();
}

}  // namespace edig::diagnosis

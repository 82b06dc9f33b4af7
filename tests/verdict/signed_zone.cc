#include "signed_zone.h"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include "dns/dnssec.h"
#include "dns/ldns.h"
#include "dns/types.h"

namespace edig::verdict {
namespace {

Rr read_record(const std::string& line) {
  auto record = dns::parse_record(line);
  if (!record) throw std::runtime_error(line + ": " + record.error().text);
  Rr rr{.owner = wire_of(record->owner), .type = record->type, .ttl = record->ttl, .rdata = {}};
  for (std::size_t i = 0; i < ldns_rr_rd_count(record->parsed.get()); ++i) {
    const auto* field = ldns_rr_rdf(record->parsed.get(), i);
    rr.rdata.insert(rr.rdata.end(), ldns_rdf_data(field), ldns_rdf_data(field) + ldns_rdf_size(field));
  }
  return rr;
}

void append(std::vector<Rr>& section, const Set* set) {
  if (!set) return;
  for (const auto& records : {set->records, set->signatures})
    for (const auto& record : records) {
      auto same = [&](const Rr& other) { return canonical(other) == canonical(record); };
      if (std::ranges::none_of(section, same)) section.push_back(record);
    }
}

// RDATA of an NSEC3: hash algorithm, flags, iterations, then the salt with its length.
std::string hash(const dns::Name& name, const Rr& nsec3) {
  auto wire = wire_of(name.lower());
  dns::RdfPtr owner(ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire.size(), wire.data()));
  auto iterations = static_cast<std::uint16_t>(nsec3.rdata[2] << 8 | nsec3.rdata[3]);
  dns::RdfPtr hashed(
      ldns_nsec3_hash_name(owner.get(), 1, iterations, nsec3.rdata[4], nsec3.rdata.data() + 5));
  return std::string(dns::Name::from(hashed.get()).labels()[0]);
}

}  // namespace

dns::Name name_of(ByteView wire) { return *dns::Name::from_wire(wire); }
Bytes wire_of(const dns::Name& name) { return {name.wire().begin(), name.wire().end()}; }

std::optional<dns::Name> redirected(const dns::Name& name, const dns::Name& owner, const dns::Name& target) {
  auto labels = name.labels();
  std::optional<dns::Name> result = target;
  for (auto at = labels.size() - owner.label_count(); at > 0 && result; --at)
    result = result->child(labels[at - 1]);
  return result;
}

SignedZone::SignedZone(const std::string& path) {
  read(path);
  note_servers();
  for (const auto& [owner, types] : nodes_)
    if (auto found = types.find(dns::type::nsec3); found != types.end())
      nsec3_.emplace(std::string(owner.lower().labels()[0]), &found->second);
}

void SignedZone::read(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw std::runtime_error("cannot read " + path);
  for (std::string line; std::getline(file, line);) {
    auto record = read_record(line);
    auto owner = name_of(record.owner);
    if (record.type == dns::type::soa) apex_ = owner;
    bool is_signature = record.type == dns::type::rrsig;
    auto& set = nodes_[owner][is_signature ? covered(record) : record.type];
    (is_signature ? set.signatures : set.records).push_back(std::move(record));
  }
}

void SignedZone::note_servers() {
  for (const auto& ns : find(apex_, dns::type::ns)->records)
    for (const auto& record : find(name_of(ns.rdata), dns::type::a)->records) {
      std::string text;
      for (auto octet : record.rdata) text += (text.empty() ? "" : ".") + std::to_string(octet);
      addresses_.push_back(text);
    }
}

const Set* SignedZone::find(const dns::Name& owner, std::uint16_t type) const {
  auto node = nodes_.find(owner);
  if (node == nodes_.end()) return nullptr;
  auto set = node->second.find(type);
  return set == node->second.end() ? nullptr : &set->second;
}

// An owner of NSEC3 is no name of the zone; a name above others is one.
bool SignedZone::exists(const dns::Name& name) const {
  return std::ranges::any_of(nodes_, [&](const auto& node) {
    return node.first.is_within(name) && !node.second.contains(dns::type::nsec3);
  });
}

class Answering {
 public:
  Answering(const SignedZone& zone, const dns::Question& question) : zone_(zone), type_(question.type) {
    follow(question.name);
  }
  Packet take() { return std::move(packet_); }

 private:
  void follow(const dns::Name& name) {
    if (++steps_ > 16 || refer(name)) return;
    packet_.flags |= flag::aa;
    if (zone_.exists(name)) return exact(name, name);
    if (redirect(name)) return;
    auto encloser = encloser_of(name);
    auto wildcard = *encloser.child("*");
    if (zone_.nodes_.contains(wildcard)) return exact(name, wildcard);
    packet_.flags |= dns::rcode::nxdomain;
    deny(name, name, true);
  }

  // At and below a zone cut all but the DS is the child's.
  bool refer(const dns::Name& name) {
    for (auto labels = zone_.apex_.label_count() + 1; labels <= name.label_count(); ++labels) {
      auto cut = name.suffix(labels);
      const auto* ns = zone_.find(cut, dns::type::ns);
      if (!ns || (cut == name && type_ == dns::type::ds)) continue;
      append(packet_.authority(), ns);
      if (const auto* ds = zone_.find(cut, dns::type::ds))
        append(packet_.authority(), ds);
      else
        deny(cut, cut, false);
      for (const auto& server : ns->records)
        append(packet_.additional(), zone_.find(name_of(server.rdata), dns::type::a));
      return true;
    }
    return false;
  }

  // `source`: the name itself, or the wildcard that stands for it.
  void exact(const dns::Name& name, const dns::Name& source) {
    if (const auto* set = zone_.find(source, type_)) return expand(*set, name, source);
    const auto* alias = zone_.find(source, dns::type::cname);
    if (!alias) return deny(name, source, true);
    expand(*alias, name, source);
    auto target = name_of(alias->records[0].rdata);
    if (target.is_within(zone_.apex_)) follow(target);
  }

  void expand(Set set, const dns::Name& name, const dns::Name& source) {
    for (auto* records : {&set.records, &set.signatures})
      for (auto& record : *records) record.owner = wire_of(name);
    append(packet_.answer(), &set);
    if (name == source) return;
    add_cover(name, source.parent());
  }

  bool redirect(const dns::Name& name) {
    for (auto above = name.parent(); above.is_within(zone_.apex_); above = above.parent()) {
      const auto* dname = zone_.find(above, dns::type::dname);
      if (!dname) {
        if (above.is_root()) return false;
        continue;
      }
      append(packet_.answer(), dname);
      auto target = redirected(name, above, name_of(dname->records[0].rdata));
      packet_.answer().push_back({.owner = wire_of(name),
                                  .type = dns::type::cname,
                                  .ttl = dname->records[0].ttl,
                                  .rdata = wire_of(*target)});
      if (type_ != dns::type::cname && target->is_within(zone_.apex_)) follow(*target);
      return true;
    }
    return false;
  }

  dns::Name encloser_of(const dns::Name& name) const {
    auto encloser = name.parent();
    while (!zone_.exists(encloser)) encloser = encloser.parent();
    return encloser;
  }

  // `source`: where the type is missing. Both differ for a wildcard without the type.
  void deny(const dns::Name& name, const dns::Name& source, bool with_soa) {
    auto& section = packet_.authority();
    if (with_soa) append(section, zone_.find(zone_.apex_, dns::type::soa));
    if (zone_.exists(source)) add_match(source);
    if (name == source && zone_.exists(name)) return;
    auto encloser = encloser_of(name);
    add_cover(name, encloser);
    if (!zone_.nsec3_.empty()) add_match(encloser);
    if (name == source) add_cover(*encloser.child("*"), encloser);
  }

  // That `name` exists with these types; where it has no record of its own (an empty non-terminal, an
  // opt-out), what covers it.
  void add_match(const dns::Name& name) {
    if (zone_.nsec3_.empty()) {
      const auto* set = zone_.find(name, dns::type::nsec);
      return append(packet_.authority(), set ? set : nsec_before(name));
    }
    if (const auto* set = nsec3_at(name)) return append(packet_.authority(), set);
    auto encloser = name.parent();
    while (!nsec3_at(encloser)) encloser = encloser.parent();
    append(packet_.authority(), nsec3_at(encloser));
    append(packet_.authority(), nsec3_before(name.suffix(encloser.label_count() + 1)));
  }

  // That `name`, for NSEC3 the name next to the encloser on the way to it, does not exist.
  void add_cover(const dns::Name& name, const dns::Name& encloser) {
    append(packet_.authority(),
           zone_.nsec3_.empty() ? nsec_before(name) : nsec3_before(name.suffix(encloser.label_count() + 1)));
  }

  const Set* nsec_before(const dns::Name& name) const {
    const Set* last = nullptr;
    for (const auto& [owner, types] : zone_.nodes_) {
      if (owner > name) break;
      if (auto found = types.find(dns::type::nsec); found != types.end()) last = &found->second;
    }
    return last;
  }

  std::string hash_of(const dns::Name& name) const {
    return hash(name, zone_.nsec3_.begin()->second->records[0]);
  }
  const Set* nsec3_at(const dns::Name& name) const {
    auto found = zone_.nsec3_.find(hash_of(name));
    return found == zone_.nsec3_.end() ? nullptr : found->second;
  }
  const Set* nsec3_before(const dns::Name& name) const {
    auto after = zone_.nsec3_.lower_bound(hash_of(name));
    return after == zone_.nsec3_.begin() ? zone_.nsec3_.rbegin()->second : std::prev(after)->second;
  }

  const SignedZone& zone_;
  std::uint16_t type_;
  Packet packet_;
  unsigned steps_ = 0;
};

Packet SignedZone::answer(const dns::Question& question) const {
  auto packet = Answering(*this, question).take();
  packet.flags |= flag::qr;
  packet.qname = wire_of(question.name), packet.qtype = question.type, packet.qclass = question.cls;
  return packet;
}

}  // namespace edig::verdict

#include "diagnosis_zone.h"

#include <algorithm>

#include "dns/dnssec.h"
#include "dns/ldns.h"
#include "dns/types.h"

namespace edig::test {
namespace {

using std::chrono::hours;
using std::chrono::sys_seconds;

constexpr auto lifetime = hours(24 * 30);

struct Borrowed {
  explicit Borrowed(const std::vector<dns::Record>& records) : list(ldns_rr_list_new()) {
    for (const auto& each : records) ldns_rr_list_push_rr(list, const_cast<ldns_rr*>(each.parsed.get()));
  }
  ~Borrowed() { ldns_rr_list_free(list); }
  Borrowed(const Borrowed&) = delete;
  Borrowed& operator=(const Borrowed&) = delete;
  ldns_rr_list* list;
};

void append(std::vector<dns::Record>& section, const RRsetData& set) {
  section.insert(section.end(), set.records.begin(), set.records.end());
  section.insert(section.end(), set.signatures.begin(), set.signatures.end());
}

const RRsetData* find(const Zone& zone, const dns::Name& owner, std::uint16_t type) {
  auto found = zone.sets.find({owner, type});
  return found == zone.sets.end() ? nullptr : &found->second;
}

bool exists(const Zone& zone, const dns::Name& owner) {
  return std::ranges::any_of(zone.sets, [&](const auto& set) { return set.first.first.is_within(owner); });
}

// The NSEC that matches `owner` or covers it.
const RRsetData* nsec_for(const Zone& zone, const dns::Name& owner) {
  const RRsetData* last = nullptr;
  for (const auto& [key, set] : zone.sets)
    if (key.second == dns::type::nsec && (key.first <=> owner) <= 0) last = &set;
  return last;
}

void deny(const Zone& zone, const dns::Name& owner, dns::Message& message) {
  if (const auto* soa = find(zone, zone.apex, dns::type::soa)) append(message.authority, *soa);
  if (const auto* nsec = nsec_for(zone, owner)) append(message.authority, *nsec);
  if (message.rcode != dns::rcode::nxdomain) return;
  auto encloser = owner.parent();
  while (!exists(zone, encloser)) encloser = encloser.parent();
  if (const auto* nsec = nsec_for(zone, *encloser.child("*")); nsec && nsec != nsec_for(zone, owner))
    append(message.authority, *nsec);
}

}  // namespace

dns::Name name(const std::string& text) { return *dns::Name::parse(text); }
dns::Record record(const std::string& text) { return *dns::parse_record(text); }

Key::Key(const dns::Name& zone, std::uint16_t flags, std::uint8_t algorithm)
    : zone_(zone),
      key_(ldns_key_new_frm_algorithm(static_cast<ldns_signing_algorithm>(algorithm),
                                      algorithm == LDNS_SIGN_RSASHA1 ? 1024 : 256),
           ldns_key_deep_free) {
  auto wire = zone.wire();
  ldns_key_set_pubkey_owner(key_.get(), ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, wire.size(), wire.data()));
  ldns_key_set_flags(key_.get(), flags);
  ldns_key_set_keytag(key_.get(), tag());
}

dns::Record Key::dnskey() const {
  dns::RrPtr rr(ldns_key2rr(key_.get()));
  return dns::make_record(rr.get());
}

dns::Record Key::ds(int digest_type) const {
  auto key = dnskey();
  dns::RrPtr rr(ldns_key_rr2ds(key.parsed.get(), digest_type == 1 ? LDNS_SHA1 : LDNS_SHA256));
  return dns::make_record(rr.get());
}

std::uint16_t Key::tag() const { return dns::read_dnskey(dnskey())->key_tag; }

dns::Record Key::sign(const std::vector<dns::Record>& records, sys_seconds inception,
                      sys_seconds expiration) const {
  ldns_key_set_inception(key_.get(), static_cast<std::uint32_t>(inception.time_since_epoch().count()));
  ldns_key_set_expiration(key_.get(), static_cast<std::uint32_t>(expiration.time_since_epoch().count()));
  std::unique_ptr<ldns_key_list, dns::Deleter<ldns_key_list_free>> keys;
  ldns_key_list* list = ldns_key_list_new();
  ldns_key_list_push_key(list, key_.get());
  Borrowed borrowed(records);
  dns::RrListPtr signatures(ldns_sign_public(borrowed.list, list));
  std::free(list->_keys);
  std::free(list);
  return dns::make_record(ldns_rr_list_rr(signatures.get(), 0));
}

Zone::Zone(const std::string& text, bool signs, std::uint8_t algorithm)
    : apex(name(text)), is_signed(signs), ksk(apex, 257, algorithm), zsk(apex, 256, algorithm) {
  add(text + " 3600 IN SOA ns." + (apex.is_root() ? "" : text) + " host." + (apex.is_root() ? "" : text) +
      " 1 3600 900 604800 300");
  if (!signs) return;
  for (const auto& key : {ksk.dnskey(), zsk.dnskey()}) sets[{apex, dns::type::dnskey}].records.push_back(key);
}

Zone& Zone::add(const std::string& text) {
  auto added = record(text);
  sets[{added.owner, added.type}].records.push_back(added);
  return *this;
}

Zone& Zone::delegate(const Zone& child, bool with_ds) {
  add(child.apex.text() + " 3600 IN NS ns." + child.apex.text());
  if (with_ds) sets[{child.apex, dns::type::ds}].records.push_back(child.ksk.ds());
  return *this;
}

const Key& Zone::signer_of(std::uint16_t type) const { return type == dns::type::dnskey ? ksk : zsk; }

Zone& Zone::sign() {
  if (!is_signed) return *this;
  std::map<dns::Name, std::string> types;
  auto is_cut = [&](const dns::Name& owner) { return owner != apex && find(*this, owner, dns::type::ns); };
  auto is_below_cut = [&](const dns::Name& owner) {
    for (auto above = owner.parent(); above.is_within(apex) && above != apex; above = above.parent())
      if (is_cut(above)) return true;
    return false;
  };
  for (const auto& [key, set] : sets)
    if (!is_below_cut(key.first)) types[key.first] += " " + dns::type_text(key.second);
  for (auto at = types.begin(); at != types.end(); ++at) {
    auto next = std::next(at) == types.end() ? types.begin() : std::next(at);
    add(at->first.text() + " 300 IN NSEC " + next->first.text() + at->second + " RRSIG NSEC");
  }
  for (auto& [key, set] : sets) {
    if (is_below_cut(key.first)) continue;
    if (is_cut(key.first) && key.second != dns::type::ds && key.second != dns::type::nsec) continue;
    set.signatures = {signer_of(key.second).sign(set.records, noon - lifetime / 2, noon + lifetime / 2)};
  }
  return *this;
}

RRsetData& Zone::at(const std::string& owner, const std::string& type) {
  return sets.at({name(owner), *dns::parse_type(type)});
}
void Zone::drop(const std::string& owner, const std::string& type) {
  sets.erase({name(owner), *dns::parse_type(type)});
}
void Zone::drop_signatures(const std::string& owner, const std::string& type) {
  at(owner, type).signatures.clear();
}

void Zone::corrupt(const std::string& owner, const std::string& type) {
  auto& set = at(owner, type);
  // As if the records had been others when they were signed.
  auto other = set.records;
  dns::RrPtr rr(ldns_rr_clone(other[0].parsed.get()));
  auto* last = ldns_rr_rdf(rr.get(), ldns_rr_rd_count(rr.get()) - 1);
  ldns_rdf_data(last)[ldns_rdf_size(last) - 1] ^= 1;
  other[0] = dns::make_record(rr.get());
  set.signatures = {signer_of(*dns::parse_type(type)).sign(other, noon - lifetime / 2, noon + lifetime / 2)};
}

void Zone::resign(const std::string& owner, const std::string& type, sys_seconds inception,
                  sys_seconds expiration) {
  auto& set = at(owner, type);
  set.signatures = {signer_of(*dns::parse_type(type)).sign(set.records, inception, expiration)};
}

void Zone::resign_expired(const std::string& owner, const std::string& type) {
  resign(owner, type, noon - hours(24 * 33), noon - hours(24 * 3));
}

dns::Message answer(const Zone& zone, const dns::Question& question) {
  dns::Message message;
  message.header.qr = true, message.header.aa = true;
  message.questions = {question};
  message.edns = dns::Edns{.dnssec_ok = true, .options = {}};
  // The cut that the name lies below, unless the parent's side is asked for.
  for (auto cut = question.name; cut != zone.apex && cut.is_within(zone.apex); cut = cut.parent()) {
    const auto* ns = find(zone, cut, dns::type::ns);
    if (!ns || (cut == question.name && question.type == dns::type::ds)) continue;
    message.header.aa = false;
    append(message.authority, *ns);
    for (auto type : {dns::type::a, dns::type::aaaa})
      for (const auto& server : ns->records)
        if (const auto* glue = find(zone, *dns::read_target(server), type)) append(message.additional, *glue);
    return message;
  }
  auto current = question.name;
  for (int hops = 0; hops < 20; ++hops) {
    if (const auto* set = find(zone, current, question.type)) return append(message.answer, *set), message;
    const auto* alias = find(zone, current, dns::type::cname);
    if (!alias) break;
    append(message.answer, *alias);
    current = *dns::read_target(alias->records[0]);
    if (!current.is_within(zone.apex)) return message;
  }
  if (!exists(zone, current)) message.rcode = dns::rcode::nxdomain;
  deny(zone, current, message);
  return message;
}

diagnosis::Answer failure(Error::Kind kind) { return {fail(kind, "made up")}; }

diagnosis::Answer rcode(const dns::Question& question, std::uint16_t value) {
  dns::Message message;
  message.header.qr = true;
  message.questions = {question};
  message.edns = dns::Edns{.dnssec_ok = true, .options = {}};
  message.rcode = value;
  return {std::move(message)};
}

Zone& World::add(Zone zone, std::vector<std::string> addresses) {
  zone.addresses = std::move(addresses);
  auto apex = zone.apex;
  return zones.insert_or_assign(apex, std::move(zone)).first->second;
}

void World::variant(const std::string& address, Zone zone) {
  auto apex = zone.apex;
  variants_[address].insert_or_assign(apex, std::move(zone));
}

const Zone& World::closest(const dns::Name& owner) const {
  for (auto at = owner;; at = at.parent())
    if (auto found = zones.find(at); found != zones.end()) return found->second;
}

// Follows aliases across the zones, as a resolver does.
dns::Message World::resolve(const dns::Question& question) {
  auto current = question;
  dns::Message whole;
  for (int hops = 0; hops < 16; ++hops) {
    auto home =
        current.type == dns::type::ds && !current.name.is_root() ? current.name.parent() : current.name;
    auto part = answer(closest(home), current);
    if (hops == 0)
      whole = part;
    else {
      whole.answer.insert(whole.answer.end(), part.answer.begin(), part.answer.end());
      whole.authority = part.authority, whole.rcode = part.rcode;
    }
    std::optional<dns::Name> target;
    for (const auto& each : part.answer)
      if (each.type == dns::type::cname) target = dns::read_target(each);
    bool ends =
        !target || !dns::select(part.answer, *target, current.type).empty() || !part.authority.empty();
    if (ends) break;
    current.name = *target;
  }
  whole.header.aa = false, whole.header.ra = true;
  return whole;
}

diagnosis::Answer World::answer_one(const diagnosis::Ask& ask) {
  if (ask.server.empty()) {
    if (resolver)
      if (auto said = resolver(ask)) return *said;
    return {resolve(ask.question)};
  }
  if (server)
    if (auto said = server(ask)) return *said;
  const Zone* best = nullptr;
  auto home = ask.question.type == dns::type::ds && !ask.question.name.is_root() ? ask.question.name.parent()
                                                                                 : ask.question.name;
  for (const auto& [apex, zone] : zones)
    if (std::ranges::find(zone.addresses, ask.server) != zone.addresses.end() && home.is_within(apex) &&
        (!best || apex.label_count() > best->apex.label_count()))
      best = &zone;
  if (!best) return rcode(ask.question, dns::rcode::refused);
  auto others = variants_.find(ask.server);
  if (others != variants_.end())
    if (auto other = others->second.find(best->apex); other != others->second.end()) best = &other->second;
  return {answer(*best, ask.question)};
}

// About as long as it would be.
std::size_t size_of(const dns::Message& message) {
  std::size_t size = 12;
  for (const auto* section : {&message.answer, &message.authority, &message.additional})
    for (const auto& each : *section) size += 12 + each.octets().size();
  return size;
}

std::vector<diagnosis::Answer> World::fetch(std::span<const diagnosis::Ask> asks,
                                            std::chrono::steady_clock::time_point) {
  ++rounds;
  questions += static_cast<unsigned>(asks.size());
  std::vector<diagnosis::Answer> answers;
  for (const auto& ask : asks) {
    answers.push_back(answer_one(ask));
    if (auto& reply = answers.back().reply) reply->size = size_of(*reply);
  }
  return answers;
}

diagnosis::Request World::request(const std::string& text, const std::string& type) const {
  diagnosis::Request request;
  request.question = {name(text), *dns::parse_type(type), dns::cls::in};
  request.now = noon;
  request.anchors.records = {zones.at(dns::Name()).ksk.ds()};
  diagnosis::RootHints hints;
  hints.records = {record(". 3600 IN NS ns."), record("ns. 3600 IN A " + zones.at(dns::Name()).addresses[0])};
  request.hints = hints;
  request.deadline = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  return request;
}

diagnosis::Diagnosis World::diagnose(const std::string& text, const std::string& type) {
  auto asked = request(text, type);
  auto reply = answer_one({.question = asked.question, .server = {}, .cd = false});
  asked.reply = reply.reply;
  return diagnosis::diagnose(asked, *this, &work);
}

}  // namespace edig::test

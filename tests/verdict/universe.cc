#include "universe.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "dns/types.h"

namespace edig::verdict {
namespace {

// Where nothing listens.
const std::set<std::string> dead = {"192.0.2.193", "192.0.2.194", "192.0.2.210"};

dns::Name name(const char* text) { return *dns::Name::parse(text); }

dns::Name home_name(const dns::Question& question) {
  return question.type == dns::type::ds ? question.name.parent() : question.name;
}

// RFC 4035 section 3.1.1: without DO only what was asked for.
void leave_out_dnssec(Packet& packet) {
  auto unwanted = [&](const Rr& record) {
    bool dnssec =
        record.type == dns::type::rrsig || record.type == dns::type::nsec || record.type == dns::type::nsec3;
    return dnssec && record.type != packet.qtype;
  };
  for (auto& section : packet.sections) std::erase_if(section, unwanted);
  std::erase_if(packet.authority(), [](const Rr& record) { return record.type == dns::type::ds; });
}

void add_opt(Packet& packet, bool dnssec_ok) {
  packet.additional().push_back(
      {.owner = {0}, .type = dns::type::opt, .cls = 1232, .ttl = dnssec_ok ? 0x8000u : 0u, .rdata = {}});
}

}  // namespace

Universe::Universe(const std::string& folder) {
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".zone") continue;
    SignedZone zone(entry.path());
    auto apex = zone.apex();
    zones_.emplace(apex, std::move(zone));
  }
  std::ifstream file(folder + "/anchor");
  std::string line;
  if (zones_.empty() || !std::getline(file, line)) throw std::runtime_error("no zones in " + folder);
  anchor_ = {*dns::parse_record(line)};
  hints_ = {*dns::parse_record(". 3600 IN NS ns1.")};
  for (const auto& address : zones_.at(dns::Name()).addresses())
    hints_.push_back(*dns::parse_record("ns1. 3600 IN A " + address));
}

const SignedZone& Universe::home_of(const dns::Question& question) const {
  for (auto at = home_name(question);; at = at.parent())
    if (auto found = zones_.find(at); found != zones_.end()) return found->second;
}

const SignedZone* Universe::parent_of(const SignedZone& zone) const {
  if (zone.apex().is_root()) return nullptr;
  return &home_of({zone.apex(), dns::type::ds, dns::cls::in});
}

bool Universe::is_signed(const SignedZone& zone) const {
  const auto* parent = parent_of(zone);
  return !parent || (parent->find(zone.apex(), dns::type::ds) && is_signed(*parent));
}

const SignedZone* Universe::zone_at(const std::string& address) const {
  for (const auto& [apex, zone] : zones_)
    if (std::ranges::find(zone.addresses(), address) != zone.addresses().end()) return &zone;
  return nullptr;
}

Bytes Universe::reply(const diagnosis::Ask& ask) const {
  auto packet = ask.server.empty() ? from_resolver(ask) : from_server(ask);
  if (!packet) return {};
  if (ask.rd) packet->flags |= flag::rd;
  if (ask.cd) packet->flags |= flag::cd;
  if (!ask.edns || !ask.dnssec_ok) leave_out_dnssec(*packet);
  if (ask.edns) add_opt(*packet, ask.dnssec_ok);
  return encode(*packet);
}

std::optional<Packet> Universe::from_server(const diagnosis::Ask& ask) const {
  const auto* zone = zone_at(ask.server);
  if (!zone || dead.contains(ask.server)) return std::nullopt;
  if (ask.question.name.is_within(zone->apex())) return zone->answer(ask.question);
  return Packet{.flags = flag::qr | dns::rcode::refused,
                .qname = wire_of(ask.question.name),
                .qtype = ask.question.type,
                .qclass = ask.question.cls};
}

Packet Universe::from_resolver(const diagnosis::Ask& ask) const {
  auto packet = resolved(ask.question);
  packet.flags |= flag::ra;
  const auto& home = home_of(ask.question);
  bool out_of_reach =
      std::ranges::all_of(home.addresses(), [](const auto& address) { return dead.contains(address); });
  if (out_of_reach || (!ask.cd && fails_validation(ask.question, packet))) {
    packet.flags = static_cast<std::uint16_t>((packet.flags & ~15) | dns::rcode::servfail);
    for (auto& section : packet.sections) section.clear();
  } else if (!ask.cd && std::ranges::all_of(along_aliases(ask.question, packet),
                                            [&](const auto& one) { return is_signed(home_of(one)); })) {
    packet.flags |= flag::ad;
  }
  return packet;
}

// Of the zones that are broken on purpose.
bool Universe::fails_validation(const dns::Question& question, const Packet& packet) const {
  const auto& zone = home_of(question).apex();
  bool www_a = question.type == dns::type::a && question.name == zone.child("www");
  if (zone == name("wrong-ds.example.")) return true;
  if (zone == name("expired.example.") || zone == name("unsigned-a.example.")) return www_a;
  return zone == name("no-nsec.example.") && packet.answer().empty();
}

// Each part by the zone it is in. A proof that no name is closer than a wildcard goes with its part.
Packet Universe::resolved(const dns::Question& question) const {
  auto current = question;
  Packet whole;
  for (int parts = 0; parts < 16; ++parts) {
    auto part = home_of(current).answer(current);
    if (parts == 0) {
      whole = std::move(part);
    } else {
      whole.flags = part.flags;
      for (auto i : {0, 1}) {
        auto& section = whole.sections[static_cast<std::size_t>(i)];
        const auto& more = part.sections[static_cast<std::size_t>(i)];
        section.insert(section.end(), more.begin(), more.end());
      }
    }
    auto last = along_aliases(question, whole).back();
    if (last.name == current.name || home_of(last).apex() == home_of(current).apex()) break;
    current = last;
  }
  whole.flags &= static_cast<std::uint16_t>(~flag::aa);
  return whole;
}

std::vector<dns::Question> along_aliases(const dns::Question& question, const Packet& packet) {
  std::vector<dns::Question> all = {question};
  for (const auto& record : packet.answer())
    if (record.type == dns::type::cname && name_of(record.owner) == all.back().name &&
        question.type != dns::type::cname)
      all.push_back({name_of(record.rdata), question.type, question.cls});
  return all;
}

diagnosis::Request Universe::request() const {
  diagnosis::Request request;
  request.now = noon;
  request.anchors.records = anchor_;
  request.hints.emplace().records = hints_;
  return request;
}

}  // namespace edig::verdict

#include "mutation.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "dns/types.h"
#include "foreign.h"
#include "signed_zone.h"

namespace edig::verdict {
namespace {

using Kind = Mutation::Kind;

constexpr std::size_t first_flag = 2, first_count = 4, header_size = 12;
constexpr const char* section_names[] = {"answer", "authority", "additional"};

bool same_set(const Rr& a, const Rr& b) { return a.owner == b.owner && a.type == b.type; }
bool signs(const Rr& signature, const Rr& record) {
  return signature.owner == record.owner && covered(signature) == record.type;
}

std::string text_of(const Rr& record) {
  auto owner = dns::Name::from_wire(record.owner);
  auto type = record.type == dns::type::rrsig ? "RRSIG " + dns::type_text(covered(record))
                                              : dns::type_text(record.type);
  return (owner ? owner->text() : to_hex(record.owner)) + " " + type;
}

}  // namespace

Victim::Victim(Bytes wire, const std::vector<std::vector<Rr>>& elsewhere, const std::vector<Packet>& others)
    : wire_(std::move(wire)), packet_(decode(wire_)), elsewhere_(elsewhere), others_(others) {
  list_records();
  list_octets();
}

// All but the ID and the question: by these a reply is known as one.
void Victim::list_octets() {
  auto list = [&](std::size_t at) {
    auto was = wire_[at];
    std::set<int> values = {was ^ 0x01, was ^ 0x20, was ^ 0x80, 0x00, 0xff};
    values.erase(was);
    for (auto value : values)
      mutations_.push_back(
          {Kind::octet, 0, static_cast<std::uint8_t>(value), 0, static_cast<std::uint16_t>(at)});
  };
  for (auto at = first_flag; at < header_size; ++at) list(at);
  for (auto at = header_size + packet_.qname.size() + 4; at < wire_.size(); ++at) list(at);
}

void Victim::list_records() {
  for (std::uint8_t rcode = 0; rcode < 12; ++rcode)
    if (rcode != (packet_.flags & 15)) mutations_.push_back({Kind::rcode, 0, rcode});
  for (std::uint8_t section = 0; section < 3; ++section) {
    const auto& records = packet_.sections[section];
    auto list = [&](Kind kind, std::size_t index, std::size_t value = 0) {
      mutations_.push_back(
          {kind, section, static_cast<std::uint8_t>(value), static_cast<std::uint16_t>(index)});
    };
    for (std::size_t i = 0; i < records.size(); ++i) {
      for (auto kind : {Kind::remove, Kind::remove_set, Kind::remove_signatures, Kind::duplicate,
                        Kind::duplicate_in_front, Kind::garble_set})
        list(kind, i);
      for (auto size : {0, 1, 3, 17}) list(Kind::garble, i, static_cast<std::size_t>(size));
      for (std::size_t n = 0; n < foreign_records; ++n)
        for (auto kind : {Kind::foreign_behind, Kind::foreign_in_front}) list(kind, i, n);
      for (std::size_t to = 0; to < 3; ++to)
        if (to != section) list(Kind::move, i, to);
    }
    if (!records.empty()) list(Kind::clear, 0);
    for (std::size_t n = 0; n < elsewhere_.size(); ++n) list(Kind::add_set, 0, n);
  }
  for (std::size_t n = 0; n < others_.size() && n < 256; ++n)
    mutations_.push_back({Kind::transplant, 0, static_cast<std::uint8_t>(n)});
}

Bytes Victim::changed(const Mutation& mutation) const {
  if (mutation.kind == Kind::octet) {
    auto wire = wire_;
    wire[mutation.at] = mutation.value;
    return wire;
  }
  auto packet = packet_;
  auto& section = packet.sections[mutation.section];
  auto at = section.begin() + mutation.index;
  auto record = at == section.end() ? Rr() : *at;
  auto same = [&](const Rr& other) { return same_set(other, record); };
  switch (mutation.kind) {
    case Kind::octet:
      break;
    case Kind::rcode:
      packet.flags = static_cast<std::uint16_t>((packet.flags & ~15) | mutation.value);
      break;
    case Kind::remove:
      section.erase(at);
      break;
    case Kind::remove_set:
      std::erase_if(section, same);
      break;
    case Kind::remove_signatures:
      std::erase_if(section, [&](const Rr& other) { return signs(other, record); });
      break;
    case Kind::duplicate:
      section.insert(at, record);
      break;
    case Kind::duplicate_in_front:
      section.insert(section.begin(), record);
      break;
    case Kind::garble:
      at->rdata = Bytes(mutation.value, 0xff);
      break;
    case Kind::garble_set:
      at->rdata = {0xff};
      record = *at;
      std::erase_if(section, [&](const Rr& other) { return same(other) && other.rdata != record.rdata; });
      break;
    case Kind::foreign_behind:
      section.insert(at + 1, foreign(record, mutation.value));
      break;
    case Kind::foreign_in_front:
      section.insert(at, foreign(record, mutation.value));
      break;
    case Kind::move:
      section.erase(at);
      packet.sections[mutation.value].push_back(record);
      break;
    case Kind::clear:
      section.clear();
      break;
    case Kind::add_set:
      section.insert(section.end(), elsewhere_[mutation.value].begin(), elsewhere_[mutation.value].end());
      break;
    case Kind::transplant:
      packet.sections = others_[mutation.value].sections;
      packet.flags = others_[mutation.value].flags;
      break;
  }
  return encode(packet);
}

std::string Victim::place(std::size_t at) const {
  if (at < first_count) return fmt::format("octet {} of the header", at);
  if (at < header_size) return fmt::format("octet {} of the header, a count", at);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < packet_.sections[i].size(); ++j) {
      const auto& record = packet_.sections[i][j];
      if (at < record.at || at >= record.end) continue;
      auto where = fmt::format("{} {} ({}): ", section_names[i], j, text_of(record));
      if (at >= record.rdata_at) return where + fmt::format("octet {} of the RDATA", at - record.rdata_at);
      if (at + 2 >= record.rdata_at) return where + "the length";
      if (at + 6 >= record.rdata_at) return where + "the TTL";
      if (at + 8 >= record.rdata_at) return where + "the class";
      return where + (at + 10 >= record.rdata_at ? "the type" : "the owner");
    }
  return fmt::format("octet {}", at);
}

std::string Victim::text(const Mutation& mutation) const {
  if (mutation.kind == Kind::octet)
    return fmt::format("{} {:02x} -> {:02x}", place(mutation.at), wire_[mutation.at], mutation.value);
  const auto& section = packet_.sections[mutation.section];
  auto record = mutation.index < section.size() ? text_of(section[mutation.index]) : std::string();
  auto where = fmt::format("{} {} ({})", section_names[mutation.section], mutation.index, record);
  switch (mutation.kind) {
    case Kind::octet:
      break;
    case Kind::rcode:
      return "RCODE " + dns::rcode_text(mutation.value);
    case Kind::remove:
      return where + " removed";
    case Kind::remove_set:
      return where + ": its RRset removed";
    case Kind::remove_signatures:
      return where + ": its signatures removed";
    case Kind::duplicate:
      return where + " twice";
    case Kind::duplicate_in_front:
      return where + " also in front";
    case Kind::garble:
      return fmt::format("{}: RDATA of {} octets ff", where, mutation.value);
    case Kind::garble_set:
      return where + ": its RRset is one unreadable record";
    case Kind::foreign_behind:
      return where + ": behind it " + foreign_text(mutation.value);
    case Kind::foreign_in_front:
      return where + ": before it " + foreign_text(mutation.value);
    case Kind::move:
      return where + " moved to the " + section_names[mutation.value] + " section";
    case Kind::clear:
      return std::string(section_names[mutation.section]) + " section emptied";
    case Kind::add_set:
      return fmt::format("{} section: {} added, with its signature", section_names[mutation.section],
                         text_of(elsewhere_[mutation.value][0]));
    case Kind::transplant:
      return fmt::format("the sections of the reply about {} {}",
                         name_of(others_[mutation.value].qname).text(),
                         dns::type_text(others_[mutation.value].qtype));
  }
  return {};
}

}  // namespace edig::verdict

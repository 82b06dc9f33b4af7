#include "trouble.h"

#include <algorithm>
#include <functional>

#include "dns/types.h"

namespace edig::verdict {
namespace {

constexpr std::chrono::milliseconds late_by{1300};

bool is_dnssec(const Rr& record) {
  return record.type == dns::type::rrsig || record.type == dns::type::nsec || record.type == dns::type::nsec3;
}

Packet empty(const Bytes& wire) {
  auto packet = decode(wire);
  for (auto& section : packet.sections)
    std::erase_if(section, [](const Rr& record) { return record.type != dns::type::opt; });
  return packet;
}

Packet truncated(const Bytes& wire) {
  auto packet = empty(wire);
  packet.flags |= flag::tc;
  return packet;
}

Packet failed(const Bytes& wire, std::uint16_t rcode) {
  auto packet = empty(wire);
  packet.flags = static_cast<std::uint16_t>((packet.flags & ~(15 | flag::aa | flag::ad)) | rcode);
  return packet;
}

Packet without_edns(const Bytes& wire) {
  auto packet = decode(wire);
  for (auto& section : packet.sections)
    std::erase_if(section, [&](const Rr& record) {
      return record.type == dns::type::opt || (is_dnssec(record) && record.type != packet.qtype);
    });
  std::erase_if(packet.authority(), [](const Rr& record) { return record.type == dns::type::ds; });
  return packet;
}

// SplitMix64.
std::uint64_t mixed(std::uint64_t value) {
  value += 0x9e3779b97f4a7c15u;
  value = (value ^ value >> 30) * 0xbf58476d1ce4e5b9u;
  value = (value ^ value >> 27) * 0x94d049bb133111ebu;
  return value ^ value >> 31;
}

std::uint64_t hashed(std::uint64_t seed, std::string_view text) {
  for (auto octet : text) seed = mixed(seed ^ static_cast<unsigned char>(octet));
  return seed;
}

}  // namespace

std::string_view name(Trouble trouble) {
  constexpr std::string_view names[] = {"lost",    "late",     "truncated", "cut",
                                        "no EDNS", "SERVFAIL", "REFUSED",   "FORMERR"};
  return names[static_cast<std::size_t>(trouble)];
}

Coming suffer(Trouble trouble, const Bytes& wire) {
  switch (trouble) {
    case Trouble::lost:
      break;
    case Trouble::late:
      return {.wire = wire, .ms = late_by};
    case Trouble::truncated:
      return {.wire = encode(truncated(wire))};
    case Trouble::cut:
      return {.wire = Bytes(wire.begin(), wire.begin() + static_cast<std::ptrdiff_t>(wire.size() * 2 / 3))};
    case Trouble::no_edns:
      return {.wire = encode(without_edns(wire)), .without_edns = true};
    case Trouble::servfail:
      return {.wire = encode(failed(wire, dns::rcode::servfail))};
    case Trouble::refused:
      return {.wire = encode(failed(wire, dns::rcode::refused))};
    case Trouble::formerr:
      return {.wire = encode(failed(wire, dns::rcode::formerr))};
  }
  return {.wire = {}};
}

Dice::Dice(std::uint64_t seed, const diagnosis::Ask& ask, unsigned again) {
  auto flags = (ask.cd ? 1u : 0u) | (ask.edns ? 2u : 0u) | (ask.tcp ? 4u : 0u) | (ask.dnssec_ok ? 8u : 0u);
  state_ = hashed(mixed(seed), as_text(ask.question.name.lower().wire()));
  state_ = hashed(state_, ask.server);
  state_ = mixed(state_ ^ (std::uint64_t{ask.question.type} << 32 | flags << 16 | again));
}

std::uint64_t Dice::next() { return state_ = mixed(state_); }

std::optional<Coming> over_lossy_line(unsigned percent, Dice dice, const diagnosis::Ask& ask,
                                      const Bytes& wire) {
  if (ask.tcp || wire.empty()) return std::nullopt;
  auto arrives = [&] {
    bool there = !dice.falls(percent), back = !dice.falls(percent);
    return there && back;
  };
  auto tries = ask.server.empty() ? 3 : std::max(ask.sends, 2u) - 1;
  for (unsigned i = 0; i < tries; ++i)
    if (arrives()) return std::nullopt;
  bool falls_back = ask.edns && (ask.server.empty() || ask.sends > 1);
  return suffer(falls_back && arrives() ? Trouble::no_edns : Trouble::lost, wire);
}

}  // namespace edig::verdict

#include "dns/query.h"

#include <chrono>

#include "dns/tsig.h"
#include "dns/types.h"

namespace edig::dns {
namespace {

void put32(Bytes& wire, std::uint32_t value) {
  append_u16(wire, value >> 16);
  append_u16(wire, value & 0xffff);
}

unsigned header_flags(const Query& query) {
  auto bit = [](bool on, unsigned n) { return static_cast<unsigned>(on) << n; };
  return static_cast<unsigned>(query.opcode & 15) << 11 | bit(query.aa, 10) | bit(query.tc, 9) |
         bit(query.rd, 8) | bit(query.ra, 7) | bit(query.z, 6) | bit(query.ad, 5) | bit(query.cd, 4);
}

void put_question(Bytes& wire, const Question& question) {
  append(wire, question.name.wire());
  append_u16(wire, question.type);
  append_u16(wire, question.cls);
}

void put_option(Bytes& wire, std::uint16_t code, ByteView data) {
  append_u16(wire, code);
  append_u16(wire, data.size());
  append(wire, data);
}

// `behind`: how many octets follow it in the message.
void put_opt(Bytes& wire, const Edns& edns, std::uint16_t padding_block, std::size_t behind) {
  wire.push_back(0);
  append_u16(wire, type::opt);
  append_u16(wire, edns.udp_size);
  wire.push_back(0);
  wire.push_back(edns.version);
  append_u16(wire, (edns.dnssec_ok ? 0x8000u : 0u) | (edns.z & 0x7fffu));
  auto length_at = wire.size();
  append_u16(wire, 0);
  for (const auto& option : edns.options) put_option(wire, option.code, option.data);
  if (padding_block > 0) {
    auto excess = (wire.size() + 4 + behind) % padding_block;
    put_option(wire, option::padding, Bytes(excess == 0 ? 0 : padding_block - excess));
  }
  auto length = wire.size() - length_at - 2;
  wire[length_at] = static_cast<std::uint8_t>(length >> 8);
  wire[length_at + 1] = static_cast<std::uint8_t>(length);
}

// RFC 1995 section 3: of the SOA record nothing but the serial is looked at.
void put_serial(Bytes& wire, const Question& question, std::uint32_t serial) {
  constexpr std::uint16_t pointer_to_question = 0xc00c, rdata_size = 22;
  append_u16(wire, pointer_to_question);
  append_u16(wire, type::soa);
  append_u16(wire, question.cls);
  put32(wire, 0);
  append_u16(wire, rdata_size);
  constexpr std::size_t two_roots = 2;
  wire.insert(wire.end(), two_roots, 0);
  put32(wire, serial);
  constexpr std::size_t refresh_to_minimum = 16;
  wire.insert(wire.end(), refresh_to_minimum, 0);
}

std::chrono::sys_seconds now() {
  return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
}

}  // namespace

bool is_transfer(const Question& question) {
  return question.type == type::axfr || question.type == type::ixfr;
}

Bytes encode(const Query& query, std::uint16_t id) {
  Bytes wire;
  wire.reserve(query.padding_block + 128);
  append_u16(wire, id);
  append_u16(wire, header_flags(query));
  // What the serial stands in has the name of the question.
  bool question = !query.header_only, serial = question && query.serial;
  for (bool has_one : {question, false, serial, query.edns.has_value()}) append_u16(wire, has_one ? 1 : 0);
  if (question) put_question(wire, query.question);
  if (serial) put_serial(wire, query.question, *query.serial);
  if (query.edns)
    put_opt(wire, *query.edns, query.padding_block, query.tsig_key ? tsig_size(*query.tsig_key) : 0);
  if (query.tsig_key) sign(wire, *query.tsig_key, query.signing_time.value_or(now()));
  return wire;
}

}  // namespace edig::dns

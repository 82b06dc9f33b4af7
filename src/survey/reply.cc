#include "survey/reply.h"

#include <algorithm>

#include "base/ascii.h"
#include "dns/types.h"
#include "survey/query_form.h"

namespace edig::survey {
namespace {

constexpr std::uint16_t qr = 0x8000, opcode = 0x7800, tc = 0x0200, rcode_bits = 0x000f;

std::uint16_t u16(ByteView bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] << 8 | bytes[at + 1]);
}

// RFC 1035 section 4.1.4: labels, ended by the root or by a pointer.
bool skip_name(Reader& reader) {
  for (;;) {
    auto length = reader.u8();
    if (!length) return false;
    if (*length == 0) return true;
    if (*length >= 0xc0) return reader.u8().has_value();
    if (*length >= 0x40 || !reader.take(*length)) return false;
  }
}

void take_option(std::uint16_t code, ByteView data, Reply& reply) {
  if (code == dns::option::cookie && !reply.cookie) reply.cookie = data;
  if (code != dns::option::extended_error || data.size() < 2 || reply.errors.size() == max_errors) return;
  auto text = as_text(data.subspan(2));
  if (text.ends_with('\0')) text.remove_suffix(1);
  reply.errors.push_back({.info_code = u16(data, 0), .extra_text = text});
}

bool take_opt(std::uint16_t cls, std::uint32_t ttl, ByteView rdata, Reply& reply) {
  reply.edns = true;
  reply.udp_size = cls;
  reply.dnssec_ok = (ttl & 0x8000) != 0;
  reply.rcode = static_cast<std::uint16_t>((ttl >> 24) << 4 | (reply.rcode & rcode_bits));
  Reader options(rdata);
  while (options.remaining() > 0) {
    auto code = options.u16(), length = options.u16();
    auto data = length ? options.take(*length) : std::nullopt;
    if (!data) return false;
    take_option(*code, *data, reply);
  }
  return true;
}

// The types that tell what a reply amounts to.
struct Seen {
  bool wanted = false, alias = false;          // in the answer
  bool authority = false, delegation = false;  // SOA and NS in the authority section
};

std::string_view content(const Seen& seen, std::uint16_t flags) {
  constexpr std::uint16_t aa = 0x0400;
  if (seen.wanted) return "answer";
  if (seen.authority) return "nodata";
  if (seen.alias) return "alias";
  return seen.delegation && (flags & aa) == 0 ? "referral" : "nodata";
}

// Its type; nothing where it is cut.
std::optional<std::uint16_t> take_record(Reader& reader, Reply& reply) {
  auto start = reader.offset();
  if (!skip_name(reader)) return std::nullopt;
  bool root = reader.offset() == start + 1;
  auto type = reader.u16(), cls = reader.u16();
  auto ttl = reader.u32();
  auto length = ttl ? reader.u16() : std::nullopt;
  auto rdata = length ? reader.take(*length) : std::nullopt;
  if (!rdata) return std::nullopt;
  bool opt = *type == dns::type::opt && root && !reply.edns;
  if (opt && !take_opt(*cls, *ttl, *rdata, reply)) return std::nullopt;
  return type;
}

bool take_records(ByteView message, std::uint16_t wanted, Reply& reply) {
  Reader reader(message, dns::header_size);
  for (unsigned i = u16(message, 4); i > 0; --i)
    if (!skip_name(reader) || !reader.take(4)) return false;
  Seen seen;
  unsigned answers = u16(message, 6), authorities = u16(message, 8),
           records = answers + authorities + u16(message, 10);
  for (unsigned i = 0; i < records; ++i) {
    auto type = take_record(reader, reply);
    if (!type) return false;
    bool answer = i < answers, authority = !answer && i < answers + authorities;
    seen.wanted |= answer && (*type == wanted || wanted == dns::type::any);
    seen.alias |= answer && *type == dns::type::cname;
    seen.authority |= authority && *type == dns::type::soa;
    seen.delegation |= authority && *type == dns::type::ns;
  }
  reply.content = content(seen, reply.flags);
  return true;
}

bool same_question(ByteView a, ByteView b) {
  return std::ranges::equal(a, b, [](auto x, auto y) {
    return x == y || ascii::to_lower(static_cast<char>(x)) == ascii::to_lower(static_cast<char>(y));
  });
}

}  // namespace

bool is_reply_to(ByteView message, ByteView query) {
  if (message.size() < dns::header_size) return false;
  auto flags = u16(message, 2);
  if ((flags & qr) == 0 || (flags & opcode) != (u16(query, 2) & opcode)) return false;
  auto questions = u16(message, 4);
  if (questions == 0)
    return (flags & rcode_bits) != dns::rcode::noerror && (flags & rcode_bits) != dns::rcode::nxdomain;
  return questions == 1 && same_question(question_of(message), question_of(query));
}

void read_reply(ByteView message, std::uint16_t type, Reply& reply) {
  auto errors = std::move(reply.errors);
  errors.clear();
  reply = {};
  reply.errors = std::move(errors);
  reply.flags = u16(message, 2);
  reply.rcode = reply.flags & rcode_bits;
  reply.truncated = (reply.flags & tc) != 0;
  reply.malformed = !take_records(message, type, reply) && !reply.truncated;
}

Row row_of(const Reply& reply) {
  Row row;
  row.outcome = reply.malformed ? Outcome::malformed : Outcome::replied;
  row.kind = Error::Kind::malformed;
  row.flags = reply.flags;
  row.rcode = reply.rcode;
  row.content = reply.content;
  row.edns = reply.edns;
  row.udp_size = reply.udp_size;
  row.dnssec_ok = reply.dnssec_ok;
  row.errors = reply.errors;
  return row;
}

}  // namespace edig::survey

#include "report/records.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <span>
#include <utility>

#include "dns/ldns.h"
#include "report/idn_out.h"
#include "report/record_types.h"
#include "report/spelling.h"

namespace edig::report {
namespace {

using Fields = std::vector<std::string>;

// Which fields of a TYPE's RDATA are names of hosts or zones.
struct NameFields {
  std::uint16_t type;
  std::size_t first, count = 1;
};

constexpr NameFields name_fields[] = {{type::ns, 0},  {type::cname, 0}, {type::soa, 0, 2},
                                      {type::ptr, 0}, {type::mx, 1},    {type::dname, 0},
                                      {type::srv, 3}, {type::svcb, 1},  {type::https, 1}};

std::span<std::string> names_in(std::uint16_t rr_type, Fields& fields) {
  const auto* found = std::ranges::find(name_fields, rr_type, &NameFields::type);
  bool whole = found != std::end(name_fields) && found->first + found->count <= fields.size();
  return whole ? std::span(fields).subspan(found->first, found->count) : std::span<std::string>();
}

/// What stands in +nocrypto's place of a key or signature.
enum class Omission { never, omitted, key_id };

/// Which field of a TYPE's RDATA is the long one, base64 or hexadecimal. The RDATA ends with it but in TSIG.
struct Long {
  std::uint16_t type;
  std::size_t field;
  Omission omission = Omission::never;
};

constexpr Long long_fields[] = {{type::key, 3, Omission::key_id},
                                {type::eid, 0},
                                {type::nimloc, 0},
                                {type::sink, 3},
                                {type::rkey, 3, Omission::key_id},
                                {type::ta, 3, Omission::omitted},
                                {type::dlv, 3, Omission::omitted},
                                {type::cert, 3},
                                {type::ds, 3, Omission::omitted},
                                {type::sshfp, 2},
                                {type::ipseckey, 4},
                                {type::rrsig, 8, Omission::omitted},
                                {type::dnskey, 3, Omission::key_id},
                                {type::dhcid, 0},
                                {type::tlsa, 3},
                                {type::smimea, 3},
                                {type::cds, 3, Omission::omitted},
                                {type::cdnskey, 3, Omission::key_id},
                                {type::openpgpkey, 0, Omission::omitted},
                                {type::zonemd, 3, Omission::omitted},
                                {type::tsig, 4}};
constexpr Long generic = {0, 2};

const Long* long_field(std::uint16_t rr_type, const Fields& fields) {
  if (!fields.empty() && fields.front() == "\\#") return fields.size() > generic.field ? &generic : nullptr;
  const auto* found = std::ranges::find(long_fields, rr_type, &Long::type);
  constexpr std::size_t mac_size = 3;
  if (rr_type == type::tsig && fields.size() > mac_size && fields[mac_size] == "0") return nullptr;
  return found != std::end(long_fields) && found->field < fields.size() ? found : nullptr;
}

std::string join(std::span<const std::string> fields, std::string_view separator = " ") {
  return fmt::format("{}", fmt::join(fields, separator));
}

std::string broken(std::string_view text, const Layout& layout) {
  if (layout.chunk == 0) return std::string(text);
  std::string lines;
  for (; text.size() > layout.chunk; text.remove_prefix(layout.chunk))
    lines.append(text.substr(0, layout.chunk)).append(layout.line_break);
  return lines.append(text);
}

bool is_zone_key(std::uint16_t rr_type) { return rr_type == type::dnskey || rr_type == type::cdnskey; }
bool is_key(std::uint16_t rr_type) {
  return is_zone_key(rr_type) || rr_type == type::key || rr_type == type::rkey;
}

std::uint16_t raw_key_tag(const dns::Record& record) {
  auto octets = record.octets();
  return ldns_calc_keytag_raw(octets.data(), octets.size());
}

std::string omission(const dns::Record& record, Omission kind) {
  return kind == Omission::key_id ? fmt::format("[key id = {}]", raw_key_tag(record)) : "[omitted]";
}

// "; KSK; alg = ECDSAP256SHA256 ; key id = 2371" (RFC 4034 section 2, RFC 7344 section 3.2)
std::string key_comment(const dns::Record& record) {
  constexpr std::uint16_t secure_entry_point = 1, revoked = 0x80;
  auto octets = record.octets();
  Reader reader(octets);
  auto flags = reader.u16().value_or(0);
  reader.u8();
  auto algorithm = reader.u8().value_or(0);
  if (!is_zone_key(record.type))
    return fmt::format("; alg = {} ; key id = {}", algorithm_name(algorithm), raw_key_tag(record));
  return fmt::format("; {}{}; alg = {} ; key id = {}", flags & revoked ? "revoked " : "",
                     flags & secure_entry_point ? "KSK" : "ZSK", algorithm_name(algorithm),
                     raw_key_tag(record));
}

// "; 2 1 32": identifier type, digest type and length (RFC 4701 section 3.1)
std::string dhcid_comment(const dns::Record& record) {
  auto octets = record.octets();
  Reader reader(octets);
  auto identifier = reader.u16();
  auto digest = identifier ? reader.u8() : std::nullopt;
  return digest ? fmt::format(" ; {} {} {}", *identifier, *digest, reader.remaining()) : "";
}

bool has_comments(const Style& style) { return style.rr_comments.value_or(style.multiline); }

std::string multiline_soa(const Fields& fields, const Style& style, std::string_view line_break) {
  constexpr std::string_view meanings[] = {"serial", "refresh", "retry", "expire", "minimum"};
  auto text = fields[0] + ' ' + fields[1] + " (";
  for (std::size_t i = 0; i < std::size(meanings); ++i) {
    const auto& field = fields[i + 2];
    if (!has_comments(style)) {
      text.append(line_break) += field;
      continue;
    }
    std::uint32_t seconds = 0;
    std::from_chars(field.data(), field.data() + field.size(), seconds);
    text += fmt::format("{}{:<10} ; {}", line_break, field, meanings[i]);
    if (i > 0) text += fmt::format(" ({})", shown_span(seconds));
  }
  return has_comments(style) ? text.append(line_break) + ')' : text + ')';
}

// RFC 8005 section 6: the HIT, the key, and the rendezvous servers, a line each.
std::string multiline_hip(const Fields& fields, std::string_view line_break) {
  constexpr std::size_t first_line = 2;
  std::span all(fields);
  auto text = "( " + join(all.first(first_line));
  for (const auto& field : all.subspan(first_line)) text.append(line_break) += field;
  return text + " )";
}

std::string multiline_nsec3(const Fields& fields, std::string_view line_break) {
  constexpr std::size_t hash = 4;
  std::span all(fields);
  auto text = fmt::format("{} ({}{}", join(all.first(hash)), line_break, fields[hash]);
  if (fields.size() > hash + 1) text += fmt::format("{}{}", line_break, join(all.subspan(hash + 1)));
  return text + " )";
}

std::string multiline_long(const dns::Record& record, const Fields& fields, const Long& shape,
                           const Style& style, const Layout& layout) {
  std::span head = std::span(fields).first(shape.field);
  auto body = broken(fields[shape.field], layout);
  if (&shape == &generic) return fmt::format("{} ( {} )", join(head), body);
  if (head.empty())
    return fmt::format("( {} ){}", body, record.type == type::dhcid ? dhcid_comment(record) : "");
  if (record.type == type::ipseckey) return fmt::format("( {}{}{} )", join(head), layout.line_break, body);
  if (is_key(record.type) && !has_comments(style))
    return fmt::format("{} ({}{} )", join(head), layout.line_break, body);
  if (is_key(record.type))
    return fmt::format("{} ({}{}{}){}{}", join(head), layout.line_break, body, layout.line_break,
                       is_zone_key(record.type) ? " " : "", key_comment(record));
  constexpr std::size_t first_line = 4;
  if (record.type == type::rrsig)
    return fmt::format("{} ({}{}{}{} )", join(head.first(first_line)), layout.line_break,
                       join(head.subspan(first_line)), layout.line_break, body);
  auto tail = std::span(fields).subspan(shape.field + 1);
  return fmt::format("{} ({}{} ){}{}", join(head), layout.line_break, body, tail.empty() ? "" : " ",
                     join(tail));
}

std::string multiline(const dns::Record& record, const Fields& fields, const Long* shape, const Style& style,
                      const Layout& layout) {
  constexpr std::size_t soa_fields = 7, least_of_nsec3 = 5;
  if (shape) return multiline_long(record, fields, *shape, style, layout);
  if (record.type == type::soa && fields.size() == soa_fields)
    return multiline_soa(fields, style, layout.line_break);
  if (record.type == type::hip && fields.size() > 2) return multiline_hip(fields, layout.line_break);
  if (record.type == type::nsec3 && fields.size() >= least_of_nsec3)
    return multiline_nsec3(fields, layout.line_break);
  return join(fields);
}

Fields fields_of(const dns::Record& record, const Style& style) {
  if (style.unknown_format) return generic_fields(record);
  auto fields = rdata_fields(record);
  if (style.expand_aaaa && record.type == type::aaaa && record.raw.size() == 16)
    fields = {expanded_ipv6(record.raw)};
  if (style.opaque_svc_keys && (record.type == type::svcb || record.type == type::https))
    std::ranges::for_each(fields, make_svc_key_opaque);
  return fields;
}

std::string laid_out(const dns::Record& record, Fields fields, const Style& style, const Layout& layout) {
  const auto* shape = long_field(record.type, fields);
  if (shape && !style.crypto && shape->omission != Omission::never)
    fields[shape->field] = omission(record, shape->omission);
  if (style.multiline) return multiline(record, fields, shape, style, layout);
  if (shape) fields[shape->field] = broken(fields[shape->field], layout);
  auto text = join(fields);
  if (has_comments(style) && is_key(record.type) && !style.unknown_format) text += "  " + key_comment(record);
  return text;
}

}  // namespace

std::string shown_name(const dns::Name& name, const Style& style) {
  return style.idn ? with_a_labels(name.text()) : name.text();
}

std::string shown_ttl(std::uint32_t ttl, bool units) {
  if (!units) return std::to_string(ttl);
  constexpr struct {
    std::uint32_t seconds;
    char letter;
  } steps[] = {{604800, 'w'}, {86400, 'd'}, {3600, 'h'}, {60, 'm'}, {1, 's'}};
  std::string text;
  for (auto step : steps) {
    if (ttl >= step.seconds) text += std::to_string(ttl / step.seconds) + step.letter;
    ttl %= step.seconds;
  }
  return text.empty() ? "0s" : text;
}

std::string shown_span(std::uint32_t seconds) {
  constexpr struct {
    std::uint32_t seconds;
    std::string_view word;
  } steps[] = {{604800, "week"}, {86400, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
  std::string text;
  for (auto step : steps) {
    auto count = seconds / step.seconds;
    if (count > 0)
      text += fmt::format("{}{} {}{}", text.empty() ? "" : " ", count, step.word, count == 1 ? "" : "s");
    seconds %= step.seconds;
  }
  return text.empty() ? "0 seconds" : text;
}

std::string shown_rdata(const dns::Record& record, const Style& style, const Layout& layout) {
  auto fields = fields_of(record, style);
  if (style.idn)
    for (auto& name : names_in(record.type, fields)) name = with_a_labels(name);
  return laid_out(record, std::move(fields), style, layout);
}

RecordLine record_line(const dns::Record& record, const Style& style, const Layout& layout) {
  auto owner = record.owner.text();
  auto fields = fields_of(record, style);
  std::string comment;
  auto decode = [&comment](std::string& name) {
    auto unicode = to_unicode(name);
    if (unicode != name) comment += (comment.empty() ? " ; " : " ") + name;
    name = unicode;
  };
  if (style.idn) {
    decode(owner);
    std::ranges::for_each(names_in(record.type, fields), decode);
  }
  auto rdata = laid_out(record, std::move(fields), style, layout);
  rdata.insert(std::min(rdata.find('\n'), rdata.size()), comment);
  return {std::move(owner), std::move(rdata)};
}

}  // namespace edig::report

#include "dns/wire_record.h"

#include <algorithm>

#include "dns/ldns.h"
#include "dns/rdata_fields.h"
#include "dns/rdata_names.h"
#include "dns/rdata_text.h"
#include "dns/service_binding.h"
#include "dns/types.h"
#include "dns/wire_name.h"

namespace edig::dns {
namespace {

bool is_plausible(ByteView message, const WireRecord& record) {
  const auto& rdata = record.rdata;
  if (rdata.empty()) return may_lack_rdata(record.type, record.cls);
  if (record.type == type::svcb || record.type == type::https) return is_service_binding(rdata);
  return rdata_names_fit(message, record.rdata_offset, rdata.size(), record.type);
}

RrPtr wire_rr(ByteView message, const WireRecord& record) {
  ldns_rr* rr = nullptr;
  std::size_t position = record.offset;
  auto status = ldns_wire2rr(&rr, message.data(), message.size(), &position, LDNS_SECTION_ANY_NOQUESTION);
  RrPtr owner(rr);
  bool whole =
      status == LDNS_STATUS_OK && position == end_of(record) && (record.rdata.empty() || has_all_fields(*rr));
  return whole ? std::move(owner) : nullptr;
}

RrPtr empty_rr(const WireRecord& record, const Name& name) {
  RrPtr rr(ldns_rr_new());
  auto owner = name.wire();
  ldns_rr_set_owner(rr.get(), ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, owner.size(), owner.data()));
  ldns_rr_set_type(rr.get(), static_cast<ldns_rr_type>(record.type));
  ldns_rr_set_class(rr.get(), static_cast<ldns_rr_class>(record.cls));
  ldns_rr_set_ttl(rr.get(), record.ttl);
  return rr;
}

RrPtr opaque_rr(const WireRecord& record, const Name& name) {
  if (!rdata_by_fields(record.type, record.rdata)) return nullptr;
  auto rr = empty_rr(record, name);
  ldns_rr_push_rdf(rr.get(),
                   ldns_rdf_new_frm_data(LDNS_RDF_TYPE_UNKNOWN, record.rdata.size(), record.rdata.data()));
  return rr;
}

RrPtr strings_rr(const WireRecord& record, const Name& name) {
  auto rr = empty_rr(record, name);
  for (Reader reader(record.rdata); reader.remaining() > 0;) {
    auto string = reader.take(1u + reader.rest()[0]);
    if (!string) return nullptr;
    ldns_rr_push_rdf(rr.get(), ldns_rdf_new_frm_data(LDNS_RDF_TYPE_STR, string->size(), string->data()));
  }
  return rr;
}

RrPtr read_rr(ByteView message, const WireRecord& record, const Name& owner) {
  if (is_misread(record.type)) return opaque_rr(record, owner);
  if (!is_plausible(message, record)) return nullptr;
  return holds_strings(record.type) ? strings_rr(record, owner) : wire_rr(message, record);
}

}  // namespace

std::optional<std::size_t> skip_name(ByteView message, std::size_t offset) {
  while (offset < message.size()) {
    std::size_t length = message[offset];
    bool pointer = length >= 0xc0;
    offset += pointer ? 2 : 1 + length;
    if (pointer || length == 0) return offset <= message.size() ? std::optional(offset) : std::nullopt;
  }
  return std::nullopt;
}

std::optional<std::size_t> skip_questions(ByteView message) {
  constexpr std::size_t question_count_at = 4, type_and_class = 4;
  std::optional<std::size_t> offset = header_size;
  for (unsigned count = Reader(message, question_count_at).u16().value_or(0); count > 0 && offset; --count) {
    offset = skip_name(message, *offset);
    if (offset) *offset += type_and_class;
  }
  return offset;
}

std::optional<WireRecord> read_record(ByteView message, std::size_t offset) {
  constexpr std::size_t fixed_size = 10;  // TYPE, CLASS, TTL and RDLENGTH
  auto behind_owner = skip_name(message, offset);
  if (!behind_owner || message.size() - *behind_owner < fixed_size) return std::nullopt;
  const auto* at = message.data() + *behind_owner;
  auto u16 = [at](std::size_t i) { return static_cast<std::uint16_t>(at[i] << 8 | at[i + 1]); };
  WireRecord record;
  record.offset = offset, record.type = u16(0), record.cls = u16(2);
  record.ttl = std::uint32_t{u16(4)} << 16 | u16(6);
  record.rdata_offset = *behind_owner + fixed_size;
  std::size_t length = u16(8), there = message.size() - record.rdata_offset;
  record.cut_off = length > there;
  record.rdata = message.subspan(record.rdata_offset, std::min(length, there));
  return record;
}

std::shared_ptr<const ldns_rr> parse_rr(ByteView message, const WireRecord& record, const Name& owner) {
  if (record.cut_off) return nullptr;
  auto rr = read_rr(message, record, owner);
  return rr ? std::shared_ptr<const ldns_rr>(rr.release(), ldns_rr_free) : nullptr;
}

std::optional<Record> to_record(ByteView message, const WireRecord& record) {
  auto owner = read_name(message, record.offset);
  if (!owner) return std::nullopt;
  return Record{owner->name,
                record.type,
                record.cls,
                record.ttl,
                Bytes(record.rdata.begin(), record.rdata.end()),
                parse_rr(message, record, owner->name)};
}

}  // namespace edig::dns

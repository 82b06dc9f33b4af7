#include "dns/record.h"

#include "dns/ldns.h"
#include "dns/rdata_fields.h"
#include "dns/rdata_text.h"

namespace edig::dns {
namespace {

std::string generic_rdata(const Bytes& raw) {
  std::string text = "\\# " + std::to_string(raw.size());
  if (!raw.empty()) text += " " + to_hex(raw);
  return text;
}

}  // namespace

Bytes rdata_octets(const ldns_rr& rr) {
  Bytes bytes;
  for (std::size_t i = 0; i < ldns_rr_rd_count(&rr); ++i) {
    const auto* field = ldns_rr_rdf(&rr, i);
    bytes.insert(bytes.end(), ldns_rdf_data(field), ldns_rdf_data(field) + ldns_rdf_size(field));
  }
  return bytes;
}

Bytes Record::octets() const { return parsed ? rdata_octets(*parsed) : raw; }

std::string Record::rdata() const {
  if (!parsed) return generic_rdata(raw);
  auto bytes = octets();
  auto text = rdata_by_fields(type, bytes);
  if (!text) text = rdata_text(*parsed);
  return text ? *text : generic_rdata(bytes);
}

Record make_record(const ldns_struct_rr* rr) {
  Record record{.owner = Name::from(ldns_rr_owner(rr)),
                .type = static_cast<std::uint16_t>(ldns_rr_get_type(rr)),
                .cls = static_cast<std::uint16_t>(ldns_rr_get_class(rr)),
                .ttl = ldns_rr_ttl(rr),
                .raw = rdata_octets(*rr),
                .parsed = std::shared_ptr<const ldns_rr>(ldns_rr_clone(rr), ldns_rr_free)};
  return record;
}

Result<Record> parse_record(std::string_view text) {
  ldns_rr* rr = nullptr;
  std::string terminated(text);
  auto status = ldns_rr_new_frm_str(&rr, terminated.c_str(), 0, nullptr, nullptr);
  RrPtr owner(rr);
  if (status != LDNS_STATUS_OK)
    return fail(Error::Kind::usage, "not a resource record: " + std::string(ldns_get_errorstr_by_id(status)));
  return make_record(rr);
}

}  // namespace edig::dns

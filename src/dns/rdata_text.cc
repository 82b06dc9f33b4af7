#include "dns/rdata_text.h"

#include <cstdint>

#include "base/bytes.h"
#include "dns/ldns.h"
#include "dns/name.h"
#include "dns/service_binding.h"

namespace edig::dns {
namespace {

// What writes the key of a SvcParam asks for no room (the rest of ldns does), so there has to be enough from
// the start. The longest text for its octets: the two of a key in `mandatory` become "no-default-alpn,".
constexpr std::size_t text_of_an_octet = 8, least_room = 64;

ByteView view(const ldns_rdf* field) { return {ldns_rdf_data(field), ldns_rdf_size(field)}; }

// RFC 1876: there is one version, of 16 octets.
bool is_location(ByteView data) { return data.size() == 16 && data[0] == 0; }

// RFC 4034 section 4.1.2: windows in ascending order, of 1 to 32 octets.
bool is_bitmap(ByteView data) {
  int last = -1;
  for (Reader reader(data); reader.remaining() > 0;) {
    int window = *reader.u8();
    auto length = reader.u8().value_or(0);
    if (window <= last || length < 1 || length > 32 || !reader.take(length)) return false;
    last = window;
  }
  return true;
}

// RFC 4025 section 2.5: nothing, an IPv4 or IPv6 address, or a name, which is never compressed. ldns follows
// pointers all the same, from the start of the field.
bool is_gateway(std::uint8_t type, ByteView data) {
  constexpr std::uint8_t name = 3;
  return type < name || (type == name && Name::from_wire(data));
}

bool is_ipsec_key(ByteView data) { return data.size() > 3 && is_gateway(data[1], data.subspan(3)); }

bool prints_whole(const ldns_rdf* field) {
  auto data = view(field);
  switch (ldns_rdf_get_type(field)) {
    case LDNS_RDF_TYPE_LOC:
      return is_location(data);
    case LDNS_RDF_TYPE_NSEC:
      return is_bitmap(data);
    case LDNS_RDF_TYPE_APL:
    case LDNS_RDF_TYPE_AMTRELAY:
      return false;  // rdata_fields.h
    case LDNS_RDF_TYPE_IPSECKEY:
      return is_ipsec_key(data);
    case LDNS_RDF_TYPE_SVCPARAMS:
      return is_parameter_list(data);
    case LDNS_RDF_TYPE_NSEC3_NEXT_OWNER:
      return data.size() > 1;
    case LDNS_RDF_TYPE_UNKNOWN:
      return false;
    default:
      return true;
  }
}

// RFC 1035 section 3.4.2: the protocol and the ports, as numbers. ldns asks the system for their names, which
// takes a second for one record with all ports.
std::string services(ByteView data) {
  auto text = std::to_string(data[0]);
  for (std::size_t port = 0; port < (data.size() - 1) * 8; ++port)
    if (data[1 + port / 8] & (0x80u >> port % 8)) text += ' ' + std::to_string(port);
  return text;
}

std::optional<std::string> field_text(const ldns_rdf* field) {
  if (!prints_whole(field)) return std::nullopt;
  if (ldns_rdf_get_type(field) == LDNS_RDF_TYPE_WKS) return services(view(field));
  if (ldns_rdf_get_type(field) == LDNS_RDF_TYPE_DNAME) return Name::from(field).text();
  BufferPtr buffer(ldns_buffer_new(least_room + text_of_an_octet * ldns_rdf_size(field)));
  if (!buffer || ldns_rdf2buffer_str(buffer.get(), field) != LDNS_STATUS_OK) return std::nullopt;
  return std::string(as_text({ldns_buffer_begin(buffer.get()), ldns_buffer_position(buffer.get())}));
}

// RFC 8659 section 4.1 allows it, and ldns reads no field then.
bool has_empty_value(const ldns_rr& rr) {
  return ldns_rr_get_type(&rr) == LDNS_RR_TYPE_CAA && ldns_rr_rd_count(&rr) == 2;
}

}  // namespace

bool has_all_fields(const ldns_rr& rr) {
  return ldns_rr_rd_count(&rr) + has_empty_value(rr) >=
         ldns_rr_descriptor_minimum(ldns_rr_descript(static_cast<std::uint16_t>(ldns_rr_get_type(&rr))));
}

std::optional<std::string> rdata_text(const ldns_rr& rr) {
  auto count = ldns_rr_rd_count(&rr);
  if (count == 0 || !has_all_fields(rr)) return std::nullopt;
  std::string text;
  for (std::size_t i = 0; i < count; ++i) {
    auto field = field_text(ldns_rr_rdf(&rr, i));
    if (!field) return std::nullopt;
    text += (i > 0 ? " " : "") + *field;
  }
  if (has_empty_value(rr)) text += " \"\"";
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

}  // namespace edig::dns

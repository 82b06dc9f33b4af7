#include "dns/rdata_names.h"

#include <algorithm>

#include "dns/ldns.h"
#include "dns/types.h"
#include "dns/wire_name.h"

namespace edig::dns {
namespace {

constexpr std::size_t most_fields = 16;  // of a type, but for those that repeat one without end

// The size of a field that stands before a name in some type; 0 for those that none does.
std::size_t fixed_size(ldns_rdf_type field) {
  switch (field) {
    case LDNS_RDF_TYPE_INT8:
    case LDNS_RDF_TYPE_ALG:
      return 1;
    case LDNS_RDF_TYPE_INT16:
    case LDNS_RDF_TYPE_TYPE:
      return 2;
    case LDNS_RDF_TYPE_INT32:
    case LDNS_RDF_TYPE_TIME:
    case LDNS_RDF_TYPE_PERIOD:
      return 4;
    default:
      return 0;
  }
}

// RFC 8005 section 5: the names of rendezvous servers are never compressed; if they were, 64 kB could hold
// 30,000 long ones. And ldns counts fields in an octet.
bool is_rendezvous_server(const WireName& name, std::size_t offset, std::size_t index) {
  constexpr std::size_t max_fields = 256;
  return index < max_fields && name.end - offset == name.name.wire().size();
}

// RFC 8005 section 5: the lengths of the HIT and of the public key come first.
std::size_t hip_size(ByteView rest) {
  return rest.size() < 4 ? rest.size() : 4u + rest[0] + (rest[2] * 256u + rest[3]);
}

}  // namespace

bool rdata_names_fit(ByteView message, std::size_t offset, std::size_t size, std::uint16_t type) {
  const auto* descriptor = ldns_rr_descript(type);
  auto end = offset + size;
  for (std::size_t i = 0; i < ldns_rr_descriptor_maximum(descriptor) && offset < end; ++i) {
    auto field = ldns_rr_descriptor_field_type(descriptor, i);
    if (field == LDNS_RDF_TYPE_DNAME) {
      auto name = read_name(message.first(end), offset);
      if (!name || (type == LDNS_RR_TYPE_HIP && !is_rendezvous_server(*name, offset, i))) return false;
      offset = name->end;
    } else if (field == LDNS_RDF_TYPE_HIP) {
      offset += hip_size(message.subspan(offset, end - offset));
    } else if (field == LDNS_RDF_TYPE_STR) {
      offset += 1u + message[offset];
    } else if (auto fixed = fixed_size(field)) {
      offset += fixed;
    } else {
      return true;
    }
  }
  return true;
}

bool rdata_holds_names(std::uint16_t type) {
  if (type == type::svcb || type == type::https) return false;
  const auto* descriptor = ldns_rr_descript(type);
  auto fields = std::min<std::size_t>(ldns_rr_descriptor_maximum(descriptor), most_fields);
  for (std::size_t i = 0; i < fields; ++i)
    if (ldns_rr_descriptor_field_type(descriptor, i) == LDNS_RDF_TYPE_DNAME) return true;
  return false;
}

bool holds_strings(std::uint16_t type) {
  const auto* descriptor = ldns_rr_descript(type);
  constexpr std::size_t any_number = 256;
  return ldns_rr_descriptor_maximum(descriptor) > any_number &&
         ldns_rr_descriptor_field_type(descriptor, 0) == LDNS_RDF_TYPE_STR;
}

bool may_lack_rdata(std::uint16_t type, std::uint16_t cls) {
  constexpr std::uint16_t null = 10, none = 254, any = 255;
  return type == null || cls == none || cls == any || ldns_rr_descriptor_minimum(ldns_rr_descript(type)) == 0;
}

}  // namespace edig::dns

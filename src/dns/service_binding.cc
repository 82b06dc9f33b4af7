#include "dns/service_binding.h"

#include <optional>

#include "dns/name.h"

namespace edig::dns {
namespace {

// Section 7.1.1: at least one string, and none of them empty.
bool is_alpn(ByteView value) {
  for (Reader reader(value); reader.remaining() > 0;) {
    auto length = *reader.u8();
    if (length == 0 || !reader.take(length)) return false;
  }
  return !value.empty();
}

// Section 8: at least one key, in strictly increasing order, and none of them `mandatory` (0) itself.
bool is_mandatory(ByteView value) {
  unsigned last = 0;
  for (Reader reader(value); reader.remaining() > 0;) {
    auto key = reader.u16();
    if (!key || *key <= last) return false;
    last = *key;
  }
  return !value.empty();
}

bool is_list_of(std::size_t size, ByteView value) { return !value.empty() && value.size() % size == 0; }

bool has_format_of(unsigned key, ByteView value) {
  switch (key) {
    case 0:
      return is_mandatory(value);
    case 1:
      return is_alpn(value);
    case 2:  // no-default-alpn
      return value.empty();
    case 3:  // port
      return value.size() == 2;
    case 4:  // ipv4hint
      return is_list_of(4, value);
    case 6:  // ipv6hint
      return is_list_of(16, value);
    default:
      return true;
  }
}

}  // namespace

bool is_service_binding(ByteView rdata) {
  Reader reader(rdata);
  auto target = reader.u16() ? Name::from_wire(reader.rest()) : std::nullopt;
  return target && is_parameter_list(reader.rest().subspan(target->wire().size()));
}

bool is_parameter_list(ByteView data) {
  int last = -1;
  for (Reader reader(data); reader.remaining() > 0;) {
    auto key = reader.u16();
    auto length = key ? reader.u16() : std::nullopt;
    auto value = length ? reader.take(*length) : std::nullopt;
    if (!value || *key <= last || !has_format_of(*key, *value)) return false;
    last = *key;
  }
  return true;
}

}  // namespace edig::dns

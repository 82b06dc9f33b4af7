#include "dns/service_binding.h"

#include <arpa/inet.h>

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

enum Key : std::uint16_t {
  mandatory = 0,
  alpn = 1,
  no_default_alpn = 2,
  port = 3,
  ipv4hint = 4,
  ech = 5,
  ipv6hint = 6,
  dohpath = 7
};

bool has_format_of(unsigned key, ByteView value) {
  switch (key) {
    case mandatory:
      return is_mandatory(value);
    case alpn:
      return is_alpn(value);
    case no_default_alpn:
      return value.empty();
    case port:
      return value.size() == 2;
    case 4:  // ipv4hint
      return is_list_of(4, value);
    case 6:  // ipv6hint
      return is_list_of(16, value);
    default:
      return true;
  }
}

bool is_understood(ByteView keys) {
  for (Reader reader(keys); auto key = reader.u16();)
    if (*key != alpn && *key != no_default_alpn && *key != port && *key != ipv4hint && *key != ipv6hint &&
        *key != dohpath)
      return false;
  return true;
}

std::vector<std::uint16_t> read_keys(ByteView value) {
  std::vector<std::uint16_t> keys;
  for (Reader reader(value); auto key = reader.u16();) keys.push_back(*key);
  return keys;
}

void add_alpn(std::vector<std::string>& alpn, ByteView value) {
  for (Reader reader(value); auto length = reader.u8();)
    if (auto id = reader.take(*length)) alpn.emplace_back(as_text(*id));
}

void add_addresses(std::vector<std::string>& addresses, int family, std::size_t size, ByteView value) {
  for (Reader reader(value); auto address = reader.take(size);) {
    char text[INET6_ADDRSTRLEN];
    if (inet_ntop(family, address->data(), text, sizeof text)) addresses.emplace_back(text);
  }
}

void take_parameter(ServiceBinding& binding, std::uint16_t key, ByteView value) {
  binding.keys.push_back(key);
  switch (key) {
    case mandatory:
      binding.understood = is_understood(value);
      binding.mandatory = read_keys(value);
      break;
    case no_default_alpn:
      binding.no_default_alpn = true;
      break;
    case ech:
      binding.ech = true;
      break;
    case alpn:
      add_alpn(binding.alpn, value);
      break;
    case port:
      binding.port = Reader(value).u16();
      break;
    case ipv4hint:
      add_addresses(binding.addresses, AF_INET, 4, value);
      break;
    case ipv6hint:
      add_addresses(binding.addresses, AF_INET6, 16, value);
      break;
    case dohpath:
      binding.doh_path = as_text(value);
      break;
    default:
      break;
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

std::optional<ServiceBinding> ServiceBinding::parse(ByteView rdata) {
  if (!is_service_binding(rdata)) return std::nullopt;
  ServiceBinding binding;
  Reader reader(rdata);
  binding.priority = *reader.u16();
  binding.target = *Name::from_wire(reader.rest());
  reader.take(binding.target.wire().size());
  while (auto key = reader.u16())
    if (auto length = reader.u16())
      if (auto value = reader.take(*length)) take_parameter(binding, *key, *value);
  return binding;
}

}  // namespace edig::dns

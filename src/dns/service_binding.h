// RDATA of SVCB and HTTPS (RFC 9460 section 2.2), whose SvcParams ldns takes as they come.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "dns/name.h"

namespace edig::dns {

/// Whether `rdata` is a priority, a name that is not compressed, and a list of SvcParams.
bool is_service_binding(ByteView rdata);

/// Whether `data` is SvcParams to its last octet, their keys in strictly increasing order, and the values of
/// the keys that RFC 9460 defines in their format: else clients reject the record.
bool is_parameter_list(ByteView data);

/// What a client needs to reach a service.
struct ServiceBinding {
  std::uint16_t priority = 0;  // 0: an alias
  Name target;
  std::vector<std::string> alpn = {};  // foreign text, as the rest
  std::optional<std::uint16_t> port = {};
  std::vector<std::string> addresses = {};    // ipv4hint and ipv6hint
  std::string doh_path = {};                  // dohpath (RFC 9461 section 5): a URI template
  bool understood = true;                     // no key is mandatory that is not among these
  std::vector<std::uint16_t> keys = {};       // of all parameters, ascending
  std::vector<std::uint16_t> mandatory = {};  // those that a client has to understand
  bool no_default_alpn = false;
  bool ech = false;  // it has keys for Encrypted ClientHello (RFC 9848)

  /// Nothing where `rdata` is no service binding.
  static std::optional<ServiceBinding> parse(ByteView rdata);
};

}  // namespace edig::dns

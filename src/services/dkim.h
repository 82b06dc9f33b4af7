// The keys that signatures of mail are verified with (RFC 6376 section 3.6, RFC 8301, RFC 8463), as far as
// their selectors are known: selectors cannot be listed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/finding.h"

namespace edig::services {

struct DkimKey {
  enum class Type { rsa, ed25519, other };
  std::string selector;
  bool guessed = false;  // of the list of common selectors
  Type type = Type::rsa;
  int bits = 0;  // of an RSA key
  bool revoked = false;
  bool testing = false;  // t=y: as if the mail were unsigned
};

struct Dkim {
  std::vector<DkimKey> keys;  // that are there, and can be read
  Judgement judgement = {};
};

/// `selectors`: those that were given; none: common ones are guessed.
Dkim dkim(Records& records, const dns::Name& domain, std::span<const std::string> selectors);

/// Selectors that mail services and programs use when left alone: dkim-selectors.csv.
std::vector<std::string_view> common_dkim_selectors();

}  // namespace edig::services

// Domain names (RFC 1034 section 3.1, RFC 1035 section 3.1) as values in uncompressed wire format.
//
// Names compare without regard to case and sort in canonical order (RFC 4034 section 6.1). Text is the
// presentation format of RFC 1035 section 5.1: always ASCII, always with the final dot; unprintable bytes as
// \DDD.
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/error.h"

struct ldns_struct_rdf;

namespace edig::dns {

class Name {
 public:
  /// The root.
  Name() : wire_(1, '\0') {}
  /// `text` in presentation format, ASCII; a missing final dot is supplied. Errors: an empty or overlong
  /// label (63 octets), an overlong name (255 octets), a bad escape.
  static Result<Name> parse(std::string_view text);
  static Name from(const ldns_struct_rdf* dname);
  /// An uncompressed name at the front of `wire`, or nothing when it is not whole.
  static std::optional<Name> from_wire(ByteView wire);

  std::string text() const;
  ByteView wire() const { return as_bytes(wire_); }
  bool is_root() const { return wire_.size() == 1; }
  /// How many labels, the root's empty one not counted.
  std::size_t label_count() const;
  /// The labels from left to right, raw, without the root's.
  std::vector<std::string_view> labels() const;

  /// Without the leftmost label; the root's parent is the root.
  Name parent() const;
  /// The rightmost `labels` labels.
  Name suffix(std::size_t labels) const;
  /// This name with `label` put in front; nothing when that is too long.
  std::optional<Name> child(std::string_view label) const;
  /// This name's labels followed by `origin`'s; nothing when that is too long.
  std::optional<Name> under(const Name& origin) const;
  /// At or below `ancestor`.
  bool is_within(const Name& ancestor) const;
  /// In lower case (RFC 4034 section 6.2).
  Name lower() const;

  friend bool operator==(const Name& a, const Name& b);
  friend std::weak_ordering operator<=>(const Name& a, const Name& b);

 private:
  explicit Name(std::string wire) : wire_(std::move(wire)) {}
  std::string wire_;
};

}  // namespace edig::dns

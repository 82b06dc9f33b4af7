#include "dns/name.h"

#include <algorithm>

#include "base/ascii.h"
#include "dns/ldns.h"
#include "dns/name_text.h"

namespace edig::dns {
namespace {

constexpr std::size_t max_name = 255;
constexpr std::size_t max_label = 63;

// Length octets are below 64 and so never letters: folding the whole wire form folds just the labels.
using ascii::to_lower;

std::weak_ordering compare_labels(std::string_view a, std::string_view b) {
  return std::lexicographical_compare_three_way(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
    return static_cast<unsigned char>(to_lower(x)) <=> static_cast<unsigned char>(to_lower(y));
  });
}

void append_character(char c, std::string& text) {
  auto byte = static_cast<unsigned char>(c);
  if (std::string_view(".;()\\\"@$").find(c) != std::string_view::npos) {
    text += '\\';
    text += c;
  } else if (byte <= 0x20 || byte >= 0x7f) {
    const char digits[] = {'\\', static_cast<char>('0' + byte / 100), static_cast<char>('0' + byte / 10 % 10),
                           static_cast<char>('0' + byte % 10)};
    text.append(digits, 4);
  } else {
    text += c;
  }
}

std::string explain(std::string_view text, ldns_status status) {
  std::string quoted = "'" + std::string(text) + "'";
  switch (status) {
    case LDNS_STATUS_LABEL_OVERFLOW:
      return quoted + " is not a legal name (a label is longer than 63 octets)";
    case LDNS_STATUS_DOMAINNAME_OVERFLOW:
      return quoted + " is not a legal name (it is longer than 255 octets)";
    case LDNS_STATUS_EMPTY_LABEL:
      return quoted + " is not a legal name (empty label)";
    case LDNS_STATUS_SYNTAX_BAD_ESCAPE:
      return quoted + " is not a legal name (bad escape)";
    default:
      return quoted + " is not a legal name";
  }
}

}  // namespace

Result<Name> Name::parse(std::string_view text) {
  if (text.empty()) return fail(Error::Kind::usage, "the name is empty", "the root is written '.'");
  if (text.find('\0') != text.npos) return fail(Error::Kind::usage, "the name holds a NUL byte");
  if (text.starts_with('.') && text.size() > 1)
    return fail(Error::Kind::usage, explain(text, LDNS_STATUS_EMPTY_LABEL),
                "write it without the dot in front");
  ldns_rdf* rdf = nullptr;
  std::string terminated(text);
  auto status = ldns_str2rdf_dname(&rdf, terminated.c_str());
  RdfPtr owner(rdf);
  if (status != LDNS_STATUS_OK) return fail(Error::Kind::usage, explain(text, status), "check its spelling");
  return from(rdf);
}

Name Name::from(const ldns_struct_rdf* dname) {
  return Name(std::string(reinterpret_cast<const char*>(ldns_rdf_data(dname)), ldns_rdf_size(dname)));
}

std::optional<Name> Name::from_wire(ByteView wire) {
  std::size_t end = 0;
  while (end < wire.size() && end < max_name) {
    std::size_t length = wire[end];
    if (length > max_label) return std::nullopt;
    end += 1 + length;
    if (length == 0)
      return end <= max_name ? std::optional(Name(std::string(as_text(wire.first(end))))) : std::nullopt;
  }
  return std::nullopt;
}

void append_name_text(ByteView wire, std::string& text) {
  Reader reader(wire);
  if (!wire.empty() && wire[0] == 0) text += '.';
  for (auto length = reader.u8(); length && *length != 0; length = reader.u8()) {
    auto label = reader.take(*length);
    if (!label) return;
    for (char c : as_text(*label)) append_character(c, text);
    text += '.';
  }
}

std::string Name::text() const {
  std::string text;
  append_name_text(wire(), text);
  return text;
}

std::vector<std::string_view> Name::labels() const {
  std::vector<std::string_view> labels;
  for (std::size_t at = 0; wire_[at] != 0;) {
    std::size_t length = static_cast<unsigned char>(wire_[at]);
    labels.push_back(std::string_view(wire_).substr(at + 1, length));
    at += 1 + length;
  }
  return labels;
}

std::size_t Name::label_count() const { return labels().size(); }

Name Name::parent() const {
  if (is_root()) return *this;
  return Name(wire_.substr(1 + static_cast<std::size_t>(wire_[0])));
}

Name Name::suffix(std::size_t count) const {
  Name name = *this;
  for (auto excess = label_count(); excess > count; --excess) name = name.parent();
  return name;
}

std::optional<Name> Name::child(std::string_view label) const {
  if (label.empty() || label.size() > max_label || wire_.size() + label.size() + 1 > max_name)
    return std::nullopt;
  return Name(static_cast<char>(label.size()) + std::string(label) + wire_);
}

std::optional<Name> Name::under(const Name& origin) const {
  if (wire_.size() - 1 + origin.wire_.size() > max_name) return std::nullopt;
  return Name(wire_.substr(0, wire_.size() - 1) + origin.wire_);
}

bool Name::is_within(const Name& ancestor) const {
  auto own = label_count(), other = ancestor.label_count();
  return own >= other && suffix(other) == ancestor;
}

Name Name::lower() const {
  std::string folded = wire_;
  std::ranges::transform(folded, folded.begin(), to_lower);
  return Name(std::move(folded));
}

bool operator==(const Name& a, const Name& b) {
  return std::ranges::equal(a.wire_, b.wire_, {}, to_lower, to_lower);
}

std::weak_ordering operator<=>(const Name& a, const Name& b) {
  auto left = a.labels(), right = b.labels();
  return std::lexicographical_compare_three_way(left.rbegin(), left.rend(), right.rbegin(), right.rend(),
                                                compare_labels);
}

}  // namespace edig::dns

// "tag=value; tag=value": what DKIM, DMARC and their like write in TXT records (RFC 6376 section 3.2).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace edig::services {

struct TagList {
  struct Tag {
    std::string name, value;  // without the blanks around them; foreign text
  };
  std::vector<Tag> tags;               // names are in the case that they came in: it counts
  std::vector<std::string> malformed;  // what stands between semicolons and is no tag

  static TagList parse(std::string_view text);

  /// Of the first tag of that name.
  const std::string* find(std::string_view name) const;
  /// A name that stands there twice, so that the whole is invalid.
  std::optional<std::string> repeated() const;
};

/// Without blanks (space, tab, and what folds lines) at both ends.
std::string_view trimmed(std::string_view text);

}  // namespace edig::services

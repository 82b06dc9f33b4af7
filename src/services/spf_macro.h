// Macros of SPF (RFC 7208 section 7): what <domain-spec> and explanations are made of.
#pragma once

#include <cstddef>
#include <expected>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "services/finding.h"

namespace edig::services::spf {

struct SyntaxError {
  Kind kind;
  std::size_t offset;  // in the text that was read
};
inline std::unexpected<SyntaxError> wrong(Kind kind, std::size_t offset = 0) {
  return std::unexpected(SyntaxError{kind, offset});
}

/// "%{ir}": the letter in lower case, and how its value is transformed (section 7.1).
struct Macro {
  char letter = 0;
  bool url_escaped = false;  // it was a capital
  std::size_t parts = 0;     // that many from the right; 0: all
  bool reversed = false;
  std::string delimiters = ".";
};

/// <macro-string>, read.
class MacroString {
 public:
  enum class Use { domain, modifier, explanation };
  static std::expected<MacroString, SyntaxError> parse(std::string_view text, Use use);

  /// The value of a macro by its letter; nothing where it is not known yet.
  using ValueOf = std::function<std::optional<std::string>(char letter)>;
  /// Nothing where a value is not known yet.
  std::optional<std::string> expand(const ValueOf& value_of) const;

  bool has(char letter) const;
  bool ends_in_macro() const { return ends_in_macro_; }

 private:
  std::vector<std::variant<std::string, Macro>> pieces_;
  bool ends_in_macro_ = false;
};

/// <domain-spec>: a macro-string that ends in a macro or in a name of two labels at least.
std::expected<MacroString, SyntaxError> parse_domain_spec(std::string_view text);

/// The name that an expanded <domain-spec>, or the domain of a mail address, spells: octets between dots. Of
/// more than 253 octets the left labels go (section 7.3). Nothing where a label is empty or too long.
std::optional<dns::Name> name_of(std::string_view text);
/// As a macro has it: without the final dot, nothing escaped.
std::string plain(const dns::Name& name);

}  // namespace edig::services::spf

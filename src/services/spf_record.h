// The text of an SPF record (RFC 7208 sections 4.5, 4.6 and 12), read: terms, or where it is wrong.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "services/records.h"
#include "services/spf_macro.h"

namespace edig::services::spf {

/// Section 2.6, in the order of the text there.
enum class Outcome { none, neutral, pass, fail, softfail, temperror, permerror };
/// "none", "neutral" ...
std::string_view name(Outcome outcome);

struct Term {
  enum class Kind { all, include, a, mx, ptr, ip4, ip6, exists, redirect, exp, unknown };
  Kind kind = Kind::unknown;
  std::string text;                        // as it stands in the record
  Outcome outcome = Outcome::pass;         // by its qualifier
  std::optional<MacroString> domain = {};  // nothing: the domain whose record it is
  Bytes network = {};                      // of ip4 and ip6
  unsigned ip4_length = 32, ip6_length = 128;

  bool is_modifier() const { return kind >= Kind::redirect; }
  /// It is one of the ten that cost a look-up (section 4.6.4).
  bool costs_lookup() const {
    return kind == Kind::include || kind == Kind::a || kind == Kind::mx || kind == Kind::ptr ||
           kind == Kind::exists || kind == Kind::redirect;
  }
};

struct Record {
  std::string text;
  std::vector<Term> terms;

  const Term* find(Term::Kind kind) const;
  /// Where evaluation goes on when no mechanism matches (section 6.1); null: nowhere.
  const Term* redirect() const { return find(Term::Kind::all) ? nullptr : find(Term::Kind::redirect); }
};

/// Whether `text` is an SPF record at all: "v=spf1", and a space or nothing (section 4.5).
bool is_record(std::string_view text);
/// `text`: an SPF record. An error is at an offset in it.
std::expected<Record, SyntaxError> parse_record(std::string_view text);

/// The texts of the SPF records among the TXT records.
std::vector<std::string> record_texts(const Lookup& lookup);

}  // namespace edig::services::spf

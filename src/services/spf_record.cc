#include "services/spf_record.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/ascii.h"
#include "base/ip_address.h"
#include "services/txt.h"

namespace edig::services::spf {
namespace {

using TermKind = Term::Kind;

constexpr std::string_view version = "v=spf1";
constexpr std::size_t most_digits = 3;

constexpr std::array<std::pair<std::string_view, TermKind>, 8> mechanisms = {{{"all", TermKind::all},
                                                                              {"include", TermKind::include},
                                                                              {"a", TermKind::a},
                                                                              {"mx", TermKind::mx},
                                                                              {"ptr", TermKind::ptr},
                                                                              {"ip4", TermKind::ip4},
                                                                              {"ip6", TermKind::ip6},
                                                                              {"exists", TermKind::exists}}};

bool is_name_character(char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '_' || c == '.'; }

// The length of the name of a modifier in front of its "="; 0: it is none.
std::size_t modifier_name(std::string_view term) {
  auto end = static_cast<std::size_t>(std::ranges::find_if_not(term, is_name_character) - term.begin());
  return end > 0 && ascii::is_letter(term.front()) && term.substr(end).starts_with('=') ? end : 0;
}

Outcome take_qualifier(std::string_view& term) {
  constexpr std::string_view qualifiers = "+-~?";
  constexpr Outcome outcomes[] = {Outcome::pass, Outcome::fail, Outcome::softfail, Outcome::neutral};
  auto at = term.empty() ? qualifiers.npos : qualifiers.find(term.front());
  if (at == qualifiers.npos) return Outcome::pass;
  term.remove_prefix(1);
  return outcomes[at];
}

// Without leading zeros, at most `most`.
std::optional<unsigned> read_length(std::string_view digits, unsigned most) {
  if (digits.empty() || digits.size() > most_digits || (digits.size() > 1 && digits.front() == '0'))
    return std::nullopt;
  unsigned value = 0;
  for (char c : digits) {
    if (!ascii::is_digit(c)) return std::nullopt;
    value = value * 10 + static_cast<unsigned>(c - '0');
  }
  return value <= most ? std::optional(value) : std::nullopt;
}

// Takes "/" and digits off the end of `text`.
std::optional<std::string_view> take_length(std::string_view& text) {
  auto slash = text.rfind('/');
  if (slash == text.npos || !std::ranges::all_of(text.substr(slash + 1), ascii::is_digit))
    return std::nullopt;
  auto digits = text.substr(slash + 1);
  text = text.substr(0, slash);
  return digits;
}

// Reads the terms of one record. Offsets are those of the record.
class SpfParser {
 public:
  explicit SpfParser(std::string_view text) : text_(text) { record_.text = text; }

  std::expected<Record, SyntaxError> run() {
    for (auto at = version.size(); (at = text_.find_first_not_of(' ', at)) != text_.npos;) {
      auto end = std::min(text_.find(' ', at), text_.size());
      auto term = read(text_.substr(at, end - at));
      if (!term) return wrong(term.error().kind, term.error().offset + at);
      if (is_second(*term)) return wrong("spf-modifier-twice", at);
      record_.terms.push_back(std::move(*term));
      at = end;
    }
    return std::move(record_);
  }

 private:
  using ReadTerm = std::expected<Term, SyntaxError>;

  bool is_second(const Term& term) const {
    return (term.kind == TermKind::redirect || term.kind == TermKind::exp) && record_.find(term.kind);
  }

  static ReadTerm read(std::string_view text) {
    Term term{.text = std::string(text)};
    if (auto length = modifier_name(text)) return read_modifier(std::move(term), text, length);
    auto rest = text;
    term.outcome = take_qualifier(rest);
    auto begin = text.size() - rest.size();
    auto named = rest.substr(0, rest.find_first_of(":/"));
    auto found =
        std::ranges::find(mechanisms, ascii::lower(named), [](const auto& row) { return row.first; });
    if (found == mechanisms.end()) {
      auto foreign = std::ranges::find_if(text, [](char c) { return c < 0x21 || c > 0x7e; });
      if (foreign != text.end())
        return wrong("spf-bad-character", static_cast<std::size_t>(foreign - text.begin()));
      return wrong("spf-unknown-mechanism", begin);
    }
    term.kind = found->second;
    begin += named.size();
    if (auto fault = read_argument(term, text.substr(begin)))
      return wrong(fault->kind, fault->offset + begin);
    return term;
  }

  static ReadTerm read_modifier(Term term, std::string_view text, std::size_t name_length) {
    auto named = ascii::lower(text.substr(0, name_length));
    auto value = text.substr(name_length + 1);
    if (named == "redirect") term.kind = TermKind::redirect;
    if (named == "exp") term.kind = TermKind::exp;
    auto read = term.kind == TermKind::unknown ? MacroString::parse(value, MacroString::Use::modifier)
                                               : parse_domain_spec(value);
    if (!read) return wrong(read.error().kind, read.error().offset + name_length + 1);
    term.domain = std::move(*read);
    return term;
  }

  // `text`: what follows the name of the mechanism: nothing, ":..." or "/...".
  static std::optional<SyntaxError> read_argument(Term& term, std::string_view text) {
    switch (term.kind) {
      case TermKind::all:
        return text.empty() ? std::nullopt : std::optional(SyntaxError{"spf-argument", 0});
      case TermKind::ip4:
      case TermKind::ip6:
        return read_network(term, text);
      case TermKind::a:
      case TermKind::mx:
        if (auto fault = read_lengths(term, text)) return fault;
        return read_domain(term, text);
      default:
        return read_domain(term, text);
    }
  }

  static std::optional<SyntaxError> read_domain(Term& term, std::string_view text) {
    bool required = term.kind == TermKind::include || term.kind == TermKind::exists;
    if (text.empty() && !required) return std::nullopt;
    if (text.starts_with('/')) return SyntaxError{"spf-argument", 0};
    auto read = parse_domain_spec(text.substr(std::min<std::size_t>(text.size(), 1)));
    if (!read) return SyntaxError{read.error().kind, read.error().offset + 1};
    term.domain = std::move(*read);
    return std::nullopt;
  }

  // <dual-cidr-length>, off the end of `text`.
  static std::optional<SyntaxError> read_lengths(Term& term, std::string_view& text) {
    auto last = take_length(text);
    if (!last) return std::nullopt;
    bool is_ip6 = text.ends_with('/');
    if (is_ip6) {
      auto length = read_length(*last, 128);
      if (!length) return SyntaxError{"spf-bad-length", text.size() - 1};
      term.ip6_length = *length;
      text.remove_suffix(1);
      last = take_length(text);
      if (!last) return std::nullopt;
    }
    auto length = read_length(*last, 32);
    if (!length) return SyntaxError{"spf-bad-length", text.size()};
    term.ip4_length = *length;
    return std::nullopt;
  }

  static std::optional<SyntaxError> read_network(Term& term, std::string_view text) {
    bool is_ip4 = term.kind == TermKind::ip4;
    auto& bits = is_ip4 ? term.ip4_length : term.ip6_length;
    if (!text.starts_with(':')) return SyntaxError{"spf-bad-address", 0};
    auto address = text.substr(1, text.find('/') == text.npos ? text.npos : text.find('/') - 1);
    if (family_of_address(address) != (is_ip4 ? AddressFamily::v4 : AddressFamily::v6))
      return SyntaxError{"spf-bad-address", 1};
    term.network = octets_of_address(address);
    auto rest = text.substr(1 + address.size());
    if (rest.empty()) return std::nullopt;
    auto length = read_length(rest.substr(1), bits);
    if (!length) return SyntaxError{"spf-bad-length", 1 + address.size()};
    bits = *length;
    return std::nullopt;
  }

  std::string_view text_;
  Record record_;
};

}  // namespace

std::string_view name(Outcome outcome) {
  constexpr std::string_view names[] = {"none",     "neutral",   "pass",     "fail",
                                        "softfail", "temperror", "permerror"};
  return names[static_cast<std::size_t>(outcome)];
}

const Term* Record::find(Term::Kind kind) const {
  auto found = std::ranges::find(terms, kind, &Term::kind);
  return found == terms.end() ? nullptr : &*found;
}

bool is_record(std::string_view text) {
  return ascii::lower(text.substr(0, version.size())) == version &&
         (text.size() == version.size() || text[version.size()] == ' ');
}

std::expected<Record, SyntaxError> parse_record(std::string_view text) { return SpfParser(text).run(); }

std::vector<std::string> record_texts(const Lookup& lookup) {
  std::vector<std::string> texts;
  for (const auto& record : lookup.records)
    if (auto text = txt_joined(record); is_record(text)) texts.push_back(std::move(text));
  return texts;
}

}  // namespace edig::services::spf

#include "services/caa_property.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/csv.h"
#include "embedded/caa_tags_csv.h"
#include "services/tag_list.h"

namespace edig::services {
namespace {

using Property = Caa::Property;

constexpr auto& known_tags = csv::table<embedded::caa_tags_csv, 3>;
constexpr std::uint8_t critical_flag = 128;

// label *("." label), of letters, digits and inner hyphens (section 4.2).
bool is_label(std::string_view text) {
  return !text.empty() && text.front() != '-' && text.back() != '-' &&
         std::ranges::all_of(text, [](char c) { return ascii::is_alphanumeric(c) || c == '-'; });
}

bool is_issuer(std::string_view text) {
  for (std::size_t dot = 0; dot != text.npos; text.remove_prefix(dot == text.npos ? 0 : dot + 1)) {
    dot = text.find('.');
    if (!is_label(text.substr(0, dot))) return false;
  }
  return true;
}

bool is_value(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 127; });
}

// RFC 8657 section 4: labels with commas between, or none.
bool is_list_of_methods(std::string_view text) {
  if (text.empty()) return true;
  for (std::size_t comma = 0; comma != text.npos; text.remove_prefix(comma == text.npos ? 0 : comma + 1)) {
    comma = text.find(',');
    if (!is_label(text.substr(0, comma))) return false;
  }
  return true;
}

// The issuer and its parameters; whether it is of that form.
bool read_issuer(Property& property) {
  std::string_view rest = property.value;
  auto end = std::min(rest.find(';'), rest.size());
  property.issuer = ascii::lower(trimmed(rest.substr(0, end)));
  if (!property.issuer.empty() && !is_issuer(property.issuer)) return false;
  rest.remove_prefix(std::min(end + 1, rest.size()));
  while (!rest.empty()) {
    end = std::min(rest.find(';'), rest.size());
    auto part = trimmed(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (part.empty()) continue;
    auto equals = part.find('=');
    if (equals == part.npos) return false;
    auto tag = trimmed(part.substr(0, equals)), value = trimmed(part.substr(equals + 1));
    if (!is_label(tag) || !is_value(value)) return false;
    property.parameters.push_back({ascii::lower(tag), std::string(value)});
  }
  return true;
}

class PropertyJudge {
 public:
  PropertyJudge(Property& property, const dns::Question& about, Judgement& judgement)
      : property_(property), about_(about), judgement_(judgement) {}

  void judge() {
    if (!is_known_caa_tag(property_.tag))
      add(property_.critical ? Kind("caa-unknown-critical") : Kind("caa-unknown-tag"));
    else if (names_issuer(property_.tag))
      judge_issuer();
    else if (property_.tag == "iodef")
      judge_report();
  }

 private:
  void add(Kind kind, Values more = {}) {
    Values values = {{"tag", property_.tag}, {"value", property_.value}};
    std::ranges::move(more, std::back_inserter(values));
    judgement_.add({.kind = kind, .about = about_, .values = std::move(values)});
  }

  void judge_issuer() {
    if (!read_issuer(property_)) {
      property_.issuer.clear();
      return add("caa-issuer-malformed");
    }
    for (const char* tag : {"accounturi", "validationmethods"})
      if (std::ranges::count(property_.parameters, tag, &Caa::Parameter::tag) > 1) {
        property_.issuer.clear();
        return add("caa-parameter-repeated", {{"parameter", std::string(tag)}});
      }
    for (const auto& [tag, value] : property_.parameters)
      if (tag == "validationmethods" && !is_list_of_methods(value)) {
        property_.issuer.clear();
        return add("caa-methods-malformed", {{"methods", value}});
      }
  }

  void judge_report() {
    auto scheme = ascii::lower(property_.value.substr(0, property_.value.find(':')));
    if (scheme != "mailto" && scheme != "http" && scheme != "https") add("caa-report-malformed");
  }

  Property& property_;
  const dns::Question& about_;
  Judgement& judgement_;
};

}  // namespace

bool is_known_caa_tag(std::string_view tag) {
  return std::ranges::any_of(known_tags, [&](const auto& row) { return row[0] == tag; });
}

bool names_issuer(std::string_view tag) {
  return std::ranges::any_of(known_tags, [&](const auto& row) { return row[0] == tag && csv::yes(row[1]); });
}

std::optional<Property> read_caa(const dns::Record& record, const dns::Question& about,
                                 Judgement& judgement) {
  auto rdata = record.octets();
  Reader reader(rdata);
  auto flags = reader.u8(), length = reader.u8();
  auto tag = length ? reader.take(*length) : std::nullopt;
  if (!tag || !std::ranges::all_of(as_text(*tag), ascii::is_alphanumeric) || tag->empty()) {
    judgement.add({.kind = "caa-malformed", .about = about});
    return std::nullopt;
  }
  Property property{.critical = (*flags & critical_flag) != 0,
                    .tag = ascii::lower(as_text(*tag)),
                    .value = std::string(as_text(reader.rest()))};
  if ((*flags & ~critical_flag) != 0)
    judgement.add({.kind = "caa-flags",
                   .about = about,
                   .values = {{"flags", std::int64_t{*flags}}, {"tag", property.tag}}});
  PropertyJudge(property, about, judgement).judge();
  return property;
}

}  // namespace edig::services

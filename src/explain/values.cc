#include "explain/values.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/shell_word.h"
#include "diagnosis/judgement/spoken.h"
#include "dns/types.h"
#include "ede/printable.h"
#include "explain/catalogue.h"
#include "explain/thing.h"

namespace edig::explain {
namespace {

std::string word(std::string_view key, ede::Language language, const Values& values = {}) {
  auto row = find(words(), key);
  return row ? ede::fill(row->text(language), values) : std::string(key);
}

std::string without_dot(std::string text) {
  if (text.size() > 1 && text.ends_with('.')) text.pop_back();
  return text;
}

// Users have no word for what is the root zone to engineers.
std::string root_word(Reader reader) {
  return reader.audience == Audience::user ? word("root", reader.language)
                                           : diagnosis::spoken(".", reader.language);
}

// A person knows ".example" by its dot, and no zone of the reverse tree.
std::string zone_word(const dns::Name& zone, const Subject& subject, Reader reader) {
  if (zone.is_root()) return root_word(reader);
  auto address = reversed_address(subject.question.name);
  if (address && subject.question.name.is_within(zone) && zone.label_count() > 1)
    return word("address-range", reader.language, {{"name", *address}});
  auto text = without_dot(zone.lower().text());
  return zone.label_count() == 1 ? "." + text : text;
}

dns::Name zone_of(const Subject& subject, const Topic& topic) {
  return topic.finding ? topic.finding->zone : subject.question.name;
}

std::string name_word(const Subject& subject, Reader reader) {
  if (subject.question.name.is_root()) return root_word(reader);
  if (thing_of(subject.question) == Thing::address) return *reversed_address(subject.question.name);
  return without_dot(subject.shown_name.empty() ? subject.question.name.text() : subject.shown_name);
}

std::string zone_of_name(const Subject& subject, Reader reader) {
  if (thing_of(subject.question) == Thing::address)
    return word("address-range", reader.language, {{"name", name_word(subject, reader)}});
  return name_word(subject, reader);
}

// The TTL of what is at fault; where that is not known, of the other end of the link.
std::string ttl_word(const Topic& topic, std::string_view key, ede::Language language) {
  if (!topic.finding) return word("ttl-unknown", language);
  auto ttl = number_in(*topic.finding, key);
  if (!ttl) ttl = number_in(*topic.finding, key == "ttl" ? "ds_ttl" : "ttl");
  return ttl ? longest(*ttl, language) : word("ttl-unknown", language);
}

// -1 where there is none.
int code_of(const Topic& topic) {
  constexpr int none = -1;
  if (topic.error && topic.error->info_code) return *topic.error->info_code;
  if (topic.finding && topic.finding->info_code) return *topic.finding->info_code;
  return none;
}

// Addresses and numbers as people write them.
std::vector<std::string> contacts(const std::vector<std::string>& uris) {
  std::vector<std::string> texts;
  for (std::string_view uri : uris) {
    for (std::string_view scheme : {"mailto:", "tel:"})
      if (uri.starts_with(scheme)) uri.remove_prefix(scheme.size());
    texts.push_back(ede::printable(uri));
  }
  return texts;
}

std::string joined(const std::vector<std::string>& texts, ede::Language language) {
  std::string all;
  for (const auto& text : texts) ede::add_item(all, text, language);
  return all;
}

std::string remedy_word(const Topic& topic, ede::Language language) {
  auto remedy = topic.finding ? ede::printable(topic.finding->remedy.in(language)) : "";
  return remedy.empty() ? word("remedy-not-known", language) : remedy;
}

// The clauses and nouns that depend on what was asked for.
void add_nouns(Values& values, Thing thing, ede::Language language) {
  auto own = values;
  for (std::string_view slot : {"fails", "found", "sought"})
    values.emplace_back(slot, word(fmt::format("{}-{}", slot, name(thing)), language, own));
}

}  // namespace

const ede::Structured* usable_structured(const Subject& subject) {
  for (const auto& error : subject.extended_errors)
    if (error.structured && error.structured->usable) return &*error.structured;
  return nullptr;
}

std::string longest(std::int64_t seconds, ede::Language language) {
  struct Unit {
    std::int64_t seconds;
    const char *one, *many;
  };
  constexpr Unit units[] = {{86400, "day", "days"}, {3600, "hour", "hours"}, {60, "minute", "minutes"}};
  constexpr std::int64_t shortest = 60;
  seconds = std::max(seconds, shortest);
  // The largest unit of which there are two, so that 90 minutes stay 90 minutes; rounded up.
  const auto& unit = seconds >= 2 * units[0].seconds   ? units[0]
                     : seconds >= 2 * units[1].seconds ? units[1]
                                                       : units[2];
  auto count = (seconds + unit.seconds - 1) / unit.seconds;
  return word(count == 1 ? unit.one : unit.many, language, {{"count", std::to_string(count)}});
}

std::optional<std::int64_t> number_in(const diagnosis::Finding& finding, std::string_view key) {
  auto found = std::ranges::find(finding.evidence, key, &diagnosis::EvidenceItem::key);
  if (found == finding.evidence.end()) return std::nullopt;
  const auto* number = std::get_if<std::int64_t>(&found->value);
  return number ? std::optional(*number) : std::nullopt;
}

Values values_for_people(const Subject& subject, const Topic& topic, Reader reader) {
  auto language = reader.language;
  const auto* structured = is_planned(topic) ? nullptr : usable_structured(subject);
  ede::Structured none;
  const auto& words_of_server = structured ? *structured : none;
  auto code = code_of(topic);
  bool by_name = topic.finding == nullptr;
  auto name = name_word(subject, reader);
  Values values{
      {"name", name},
      {"type", dns::type_text(subject.question.type)},
      {"zone", by_name ? zone_of_name(subject, reader) : zone_word(zone_of(subject, topic), subject, reader)},
      {"zone-server", topic.finding ? ede::printable(topic.finding->server) : ""},
      {"server", subject.server},
      {"ttl", ttl_word(topic, "ttl", language)},
      {"ds-ttl", ttl_word(topic, "ds_ttl", language)},
      {"code", code < 0 ? "" : std::to_string(code)},
      {"purpose", code < 0 ? "" : std::string(ede::info_code(static_cast<std::uint16_t>(code)).purpose)},
      {"organization", ede::printable(words_of_server.organization)},
      {"justification", ede::printable(words_of_server.justification)},
      {"contact", joined(contacts(words_of_server.contact), language)},
      {"suberror", words_of_server.suberror
                       ? word(fmt::format("suberror-{}", words_of_server.suberror->code), language)
                       : ""},
      {"target", subject.target ? without_dot(subject.target->lower().text()) : ""},
      {"remedy", remedy_word(topic, language)},
      {"given", joined(subject.addresses, language)},
      {"cause", subject.certificate ? subject.certificate->value : ""}};
  add_nouns(values, thing_of(subject.question), language);
  return values;
}

Values values_for_shell(const Subject& subject, const Topic& topic) {
  return {{"name", shell_word(subject.question.name.text())},
          {"type", dns::type_text(subject.question.type)},
          {"zone", shell_word(zone_of(subject, topic).text())},
          {"parent", shell_word(zone_of(subject, topic).parent().text())},
          {"asked", subject.asked.empty() ? "" : subject.asked + " "}};
}

std::vector<std::string_view> slot_names() {
  std::vector<std::string_view> names;
  for (const auto& values :
       {values_for_people({}, {}, {Audience::user, ede::Language::en}), values_for_shell({}, {})})
    for (const auto& [name, value] : values) names.push_back(name);
  return names;
}

}  // namespace edig::explain

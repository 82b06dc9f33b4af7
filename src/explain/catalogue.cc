#include "explain/catalogue.h"

#include <fmt/format.h>

#include "embedded/explain_commands_csv.h"
#include "embedded/explain_operator_csv.h"
#include "embedded/explain_owner_csv.h"
#include "embedded/explain_user_csv.h"
#include "embedded/explain_words_csv.h"

namespace edig::explain {
namespace {

constexpr auto user = ede::catalogue<embedded::explain_user_csv>();
constexpr auto operator_ = ede::catalogue<embedded::explain_operator_csv>();
constexpr auto owner = ede::catalogue<embedded::explain_owner_csv>();
constexpr auto shared = ede::catalogue<embedded::explain_words_csv>();

constexpr auto command_table = [] {
  constexpr auto& rows = csv::table<embedded::explain_commands_csv, 2>;
  std::array<Command, rows.size()> made;
  std::ranges::transform(rows, made.begin(), [](auto& row) { return Command{row[0], row[1]}; });
  return made;
}();

const Command* find_command(std::string_view key) {
  auto found = std::ranges::find(command_table, key, &Command::key);
  return found == command_table.end() ? nullptr : &*found;
}

std::vector<const ede::Phrase*> numbered(Audience audience, std::string_view place,
                                         std::string_view section) {
  std::vector<const ede::Phrase*> rows;
  while (const auto* row =
             find(catalogue(audience), fmt::format("{}.{}.{}", place, section, rows.size() + 1)))
    rows.push_back(row);
  return rows;
}

}  // namespace

std::span<const ede::Phrase> catalogue(Audience audience) {
  switch (audience) {
    case Audience::operator_:
      return operator_;
    case Audience::owner:
      return owner;
    default:
      return user;
  }
}

std::span<const ede::Phrase> words() { return shared; }
std::span<const Command> commands() { return command_table; }

std::vector<std::string> places(const Topic& topic, Audience audience) {
  std::vector<std::string> keys;
  bool own = !(audience == Audience::user && topic.situation == "warning");
  if (own) keys.emplace_back(topic.entry->key);
  if (own && !topic.entry->like.empty()) keys.emplace_back(topic.entry->like);
  if (audience == Audience::user && topic.denied) keys.push_back(std::string(topic.situation) + "-denied");
  // A parent's fault is told by those below it, who cannot mend it themselves.
  auto party = "party-" + std::string(name(topic.party));
  if (topic.party == diagnosis::Fault::parent) keys.push_back(party);
  keys.emplace_back(topic.situation);
  if (topic.party != diagnosis::Fault::parent) keys.push_back(party);
  return keys;
}

const ede::Phrase* text_of(Audience audience, const std::vector<std::string>& places,
                           std::string_view section, bool claimed) {
  for (const auto& place : places) {
    auto key = fmt::format("{}.{}", place, section);
    const auto* row = claimed ? find(catalogue(audience), key + "-claimed") : nullptr;
    if (!row) row = find(catalogue(audience), key);
    if (row) return row;
  }
  return nullptr;
}

std::vector<const ede::Phrase*> steps_of(Audience audience, const Topic& topic, std::string_view section) {
  if (is_of_one_server(topic))
    if (auto rows = numbered(audience, "one-server", section); !rows.empty()) return rows;
  std::vector<const ede::Phrase*> own, common;
  for (const auto& place : places(topic, audience)) {
    bool is_own = place == topic.entry->key || place == topic.entry->like;
    auto& rows = is_own ? own : common;
    if (rows.empty()) rows = numbered(audience, place, section);
  }
  // A situation may have the name of a topic.
  for (const auto* row : common)
    if (std::ranges::find(own, row) == own.end()) own.push_back(row);
  return own;
}

std::vector<std::string_view> commands_of(Audience audience, const Topic& topic, std::string_view section) {
  std::vector<std::string_view> texts;
  for (auto place : {topic.entry->key, topic.entry->like, topic.situation}) {
    for (int number = 1; !place.empty(); ++number) {
      const auto* command = find_command(fmt::format("{}.{}.{}.{}", name(audience), section, place, number));
      if (!command) break;
      if (std::ranges::find(texts, command->text) == texts.end()) texts.push_back(command->text);
    }
  }
  return texts;
}

}  // namespace edig::explain

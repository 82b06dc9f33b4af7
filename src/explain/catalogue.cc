#include "explain/catalogue.h"

#include <fmt/format.h>

#include "embedded/explain_commands_csv.h"
#include "embedded/explain_operator_csv.h"
#include "embedded/explain_owner_csv.h"
#include "embedded/explain_user_csv.h"
#include "embedded/explain_words_csv.h"

namespace edig::explain {
namespace {

constexpr auto& user = ede::catalogue<embedded::explain_user_csv>;
constexpr auto& operator_ = ede::catalogue<embedded::explain_operator_csv>;
constexpr auto& owner = ede::catalogue<embedded::explain_owner_csv>;
constexpr auto& shared = ede::catalogue<embedded::explain_words_csv>;

constexpr auto& command_table = csv::table<embedded::explain_commands_csv, 2>;

std::optional<std::string_view> find_command(std::string_view key) {
  auto found = std::ranges::find(command_table, key, [](const auto& row) { return row[0]; });
  return found == command_table.end() ? std::nullopt : std::optional((*found)[1]);
}

// What was asked for cannot be had, through no fault of the asker's.
bool is_failing(std::string_view situation) {
  constexpr std::string_view failing[] = {"seal", "down", "cutoff", "resolver", "failed", "path", "unclear"};
  return std::ranges::find(failing, situation) != std::end(failing);
}

// What users have words of their own for.
std::string_view as_told_to_engineers(const Topic& topic) {
  if (topic.situation == "noted") return "warning";
  if (topic.situation == "local") return topic.denied ? "nxdomain" : "sound";
  return {};
}

std::vector<ede::Phrase> numbered(Audience audience, std::string_view place, std::string_view section) {
  std::vector<ede::Phrase> rows;
  while (auto row = find(catalogue(audience), fmt::format("{}.{}.{}", place, section, rows.size() + 1)))
    rows.push_back(*row);
  return rows;
}

}  // namespace

ede::Catalogue catalogue(Audience audience) {
  switch (audience) {
    case Audience::operator_:
      return operator_;
    case Audience::owner:
      return owner;
    default:
      return user;
  }
}

ede::Catalogue words() { return shared; }
csv::Table<2> commands() { return command_table; }

std::vector<std::string> places(const Topic& topic, Audience audience, Thing thing) {
  bool to_user = audience == Audience::user;
  if (is_planned(topic)) return {std::string(topic.situation), "planned"};
  std::vector<std::string> keys;
  auto add = [&](std::string_view place) {
    if (place.empty()) return;
    auto variant = [&](std::string_view of) { keys.push_back(fmt::format("{}-{}", place, of)); };
    if (to_user && topic.denied) variant("denied");
    if (to_user && topic.answered) variant("answered");
    if (to_user) variant(name(thing));
    keys.emplace_back(place);
  };
  if (to_user && !topic.alarm.empty()) keys.push_back(fmt::format("alarm-{}", topic.alarm));
  if (!topic.tls.empty()) keys.push_back(fmt::format("tls-{}", topic.tls));
  if (to_user && !topic.special.empty()) keys.push_back(fmt::format("special-{}", topic.special));
  if (!to_user || (topic.situation != "warning" && topic.situation != "noted")) {
    add(topic.entry.key);
    add(topic.entry.like);
  } else if (topic.situation == "noted") {
    add(fmt::format("noted-{}", topic.entry.like.empty() ? topic.entry.key : topic.entry.like));
  }
  auto party = "party-" + std::string(name(topic.party));
  // A parent's fault is told by those below it, who cannot mend it themselves.
  if (topic.party == diagnosis::Fault::parent) keys.push_back(party);
  if (to_user && is_failing(topic.situation) && thing != Thing::site)
    keys.push_back(fmt::format("failing-{}", name(thing)));
  add(topic.situation);
  if (!to_user) add(as_told_to_engineers(topic));
  if (topic.party != diagnosis::Fault::parent) keys.push_back(party);
  if (to_user && is_failing(topic.situation)) add("failing");
  return keys;
}

std::optional<ede::Phrase> text_of(Audience audience, const std::vector<std::string>& places,
                                   std::string_view section, bool claimed) {
  for (const auto& place : places) {
    auto key = fmt::format("{}.{}", place, section);
    auto row = claimed ? find(catalogue(audience), key + "-claimed") : std::nullopt;
    if (!row) row = find(catalogue(audience), key);
    if (row) return row;
  }
  return std::nullopt;
}

std::vector<ede::Phrase> steps_of(Audience audience, const Topic& topic, Thing thing,
                                  std::string_view section) {
  if (is_of_one_server(topic))
    if (auto rows = numbered(audience, "one-server", section); !rows.empty()) return rows;
  std::vector<ede::Phrase> own, common;
  for (const auto& place : places(topic, audience, thing)) {
    bool is_own = audience != Audience::user && (place == topic.entry.key || place == topic.entry.like);
    auto& rows = is_own ? own : common;
    if (rows.empty()) rows = numbered(audience, place, section);
  }
  // A situation may have the name of a topic.
  for (const auto& row : common)
    if (std::ranges::find(own, row.key, &ede::Phrase::key) == own.end()) own.push_back(row);
  return own;
}

std::vector<std::string_view> commands_of(Audience audience, const Topic& topic, std::string_view section) {
  std::vector<std::string_view> texts;
  // They would ask about what is there now.
  if (is_planned(topic) && audience != Audience::user) return texts;
  for (auto place : {topic.entry.key, topic.entry.like, topic.situation, std::string_view("any")}) {
    for (int number = 1; !place.empty(); ++number) {
      auto command = find_command(fmt::format("{}.{}.{}.{}", name(audience), section, place, number));
      if (!command) break;
      if (std::ranges::find(texts, *command) == texts.end()) texts.push_back(*command);
    }
  }
  return texts;
}

}  // namespace edig::explain

// The texts of this room: for each audience a catalogue whose keys are PLACE.SECTION, with .1, .2 ... behind
// it where the section is a list of steps. A place is a topic, a situation, party-FAULT, or "failing" for
// what all failures have in common. To users each also has variants, which go before it: PLACE-denied and
// PLACE-answered by the reply, PLACE-THING by what was asked (thing.h).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/csv.h"
#include "ede/phrase.h"
#include "explain/explain.h"
#include "explain/thing.h"
#include "explain/topic.h"

namespace edig::explain {

ede::Catalogue catalogue(Audience audience);
/// Headings and words that the audiences have in common.
ede::Catalogue words();
/// Rows of a key and a command: AUDIENCE.SECTION.TOPIC or AUDIENCE.SECTION.SITUATION, with .1, .2 ...; the
/// same in each language.
csv::Table<2> commands();

/// The keys under which a topic's texts are looked for, the most special first. Of a warning only its
/// situation speaks to the user: the topic's own words are for when it fails.
std::vector<std::string> places(const Topic& topic, Audience audience, Thing thing);

/// The text of a section, where there is one. `claimed`: a text that ends in -claimed goes first.
std::optional<ede::Phrase> text_of(Audience audience, const std::vector<std::string>& places,
                                   std::string_view section, bool claimed);
/// Its steps: those of the topic, then those of the situation.
std::vector<ede::Phrase> steps_of(Audience audience, const Topic& topic, Thing thing,
                                  std::string_view section);
std::vector<std::string_view> commands_of(Audience audience, const Topic& topic, std::string_view section);

}  // namespace edig::explain

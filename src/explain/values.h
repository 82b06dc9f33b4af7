// What the slots of the texts are filled with: names, addresses, times; all of it fit to print.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "explain/topic.h"

namespace edig::explain {

struct Reader {
  Audience audience;
  ede::Language language;
};

using Values = std::vector<std::pair<std::string_view, std::string>>;

/// {name} {type} {zone} {zone-server} {server} {ttl} {ds-ttl} {code} {purpose} {organization} {justification}
/// {contact} {suberror}, as sentences for people have them.
Values values_for_people(const Subject& subject, const Topic& topic, Reader reader);
/// {name} {type} {zone} {asked} {key-tag} as a shell takes them.
Values values_for_shell(const Subject& subject, const Topic& topic);

/// The names of all slots, for tests.
std::vector<std::string_view> slot_names();

/// The server's structured error where it may be quoted; null where there is none.
const ede::Structured* usable_structured(const Subject& subject);

/// "up to 5 minutes", "最長 5 分".
std::string longest(std::int64_t seconds, ede::Language language);
/// A finding's evidence in whole numbers.
std::optional<std::int64_t> number_in(const diagnosis::Finding& finding, std::string_view key);

}  // namespace edig::explain

// Names that the public DNS does not answer for: of this machine, link, home or network, of other naming
// systems, or for no use at all. The data is special-names.csv (IANA's registry of special-use domain names,
// RFC 6761; RFC 6303; and what networks use by habit).
#pragma once

#include "dns/name.h"
#include "ede/phrase.h"

namespace edig::diagnosis {

/// What `name` is, as what follows "is": nothing for an ordinary one.
std::optional<ede::Phrase> special_name(const dns::Name& name);

}  // namespace edig::diagnosis

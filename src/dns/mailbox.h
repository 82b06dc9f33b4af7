// Mailboxes in the DNS (RFC 1035 sections 3.3.13 and 8): the first label of an RNAME is what stands before
// the @.
#pragma once

#include <optional>
#include <string>

#include "dns/name.h"

namespace edig::dns {

/// "Action.domains@isi.edu" of "Action\.domains.isi.edu.". Nothing where the name is no mail address that can
/// be written without quotes (RFC 5322 section 3.2.3): it comes from the network, and nobody writes to such a
/// one.
std::optional<std::string> mailbox(const Name& rname);

}  // namespace edig::dns

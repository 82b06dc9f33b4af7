// The registrable domain of a name, one label below its public suffix (RFC 9499 section 7: public suffix), by
// the Public Suffix List as libpsl has it built in. libpsl is loaded when a name first asks for it.
#pragma once

#include "base/bytes.h"
#include "base/error.h"
#include "dns/name.h"

namespace edig::dns {

/// An error where libpsl, or its list, is not there.
Result<void> can_tell_registrable_domains();

/// Its wire format, as written in `name`; the whole name where it is a public suffix itself, or a single
/// label.
ByteView registrable_domain(const Name& name);

}  // namespace edig::dns

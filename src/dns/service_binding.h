// RDATA of SVCB and HTTPS (RFC 9460 section 2.2), whose SvcParams ldns takes as they come.
#pragma once

#include "base/bytes.h"

namespace edig::dns {

/// Whether `rdata` is a priority, a name that is not compressed, and a list of SvcParams.
bool is_service_binding(ByteView rdata);

/// Whether `data` is SvcParams to its last octet, their keys in strictly increasing order, and the values of
/// the keys that RFC 9460 defines in their format: else clients reject the record.
bool is_parameter_list(ByteView data);

}  // namespace edig::dns

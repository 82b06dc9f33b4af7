// The sockets that the desk listens at.
#pragma once

#include <vector>

#include "base/descriptor.h"
#include "desk/settings.h"

namespace edig::desk {

/// For no places: port 8053 of this machine, over IPv4 and IPv6, as far as it has them. Errors name the
/// place.
Result<std::vector<Descriptor>> listen_at(const std::vector<Place>& places);

}  // namespace edig::desk

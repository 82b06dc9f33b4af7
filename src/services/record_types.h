// TYPEs that nobody but the rules of services reads.
#pragma once

#include "dns/types.h"

namespace edig::services::type {

using namespace dns::type;
inline constexpr std::uint16_t tlsa = 52, caa = 257;

}  // namespace edig::services::type

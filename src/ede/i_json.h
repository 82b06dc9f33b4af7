// I-JSON (RFC 7493): JSON without what implementations read differently.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string_view>

namespace edig::ede {

inline constexpr std::size_t max_i_json_size = 65535;  // octets; an EDNS option holds no more
inline constexpr std::size_t max_i_json_depth = 16;    // objects and arrays in each other

/// `text` is one I-JSON object: JSON (RFC 8259) in UTF-8 without a byte order mark, no name twice in an
/// object, no surrogates and noncharacters in strings and names (escaped ones included), numbers that a
/// double can hold; within the bounds above. Time grows with the size of `text` (times the logarithm of the
/// number of names).
bool is_i_json_object(std::string_view text);

}  // namespace edig::ede

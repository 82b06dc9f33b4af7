#include "dns/wire_name.h"

namespace edig::dns {
namespace {

// As many as a name has labels at the most: more lead nowhere but to more work, a message full of records
// times.
constexpr int max_pointers = 127;

}  // namespace

std::optional<WireName> read_name(ByteView message, std::size_t offset) {
  Bytes wire;
  std::size_t end = 0, limit = message.size();
  int pointers = 0;
  for (std::size_t at = offset; at < message.size();) {
    std::size_t length = message[at];
    if ((length & 0xc0) == 0xc0) {
      if (at + 1 >= message.size() || ++pointers > max_pointers) return std::nullopt;
      if (end == 0) end = at + 2;
      std::size_t target = (length & 0x3f) << 8 | message[at + 1];
      limit = limit < at ? limit : at;
      if (target >= limit) return std::nullopt;
      limit = at = target;
      continue;
    }
    if (length > 63 || at + 1 + length > message.size() || wire.size() + 1 + length > 255)
      return std::nullopt;
    auto label = message.subspan(at, 1 + length);
    wire.insert(wire.end(), label.begin(), label.end());
    at += 1 + length;
    if (length == 0) {
      auto name = Name::from_wire(wire);
      if (!name) return std::nullopt;
      return WireName{*name, end != 0 ? end : at};
    }
  }
  return std::nullopt;
}

}  // namespace edig::dns

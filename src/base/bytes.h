// Bytes from the network and the one bounded way to read them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace edig {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

inline std::string_view as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}
inline ByteView as_bytes(std::string_view text) {
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

inline void append(Bytes& bytes, ByteView more) { bytes.insert(bytes.end(), more.begin(), more.end()); }
/// Big-endian; of a larger number the lower 16 bits.
inline void append_u16(Bytes& bytes, std::size_t value) {
  bytes.push_back(static_cast<std::uint8_t>(value >> 8));
  bytes.push_back(static_cast<std::uint8_t>(value));
}

/// Reads big-endian fields front to back; never past the end. A read that does not fit gives nothing and
/// leaves the position where it was.
class Reader {
 public:
  explicit Reader(ByteView bytes, std::size_t offset = 0)
      : bytes_(bytes), offset_(offset < bytes.size() ? offset : bytes.size()) {}

  std::size_t offset() const { return offset_; }
  std::size_t remaining() const { return bytes_.size() - offset_; }
  ByteView rest() const { return bytes_.subspan(offset_); }

  std::optional<ByteView> take(std::size_t count) {
    if (count > remaining()) return std::nullopt;
    auto taken = bytes_.subspan(offset_, count);
    offset_ += count;
    return taken;
  }
  std::optional<std::uint8_t> u8() { return number<std::uint8_t>(); }
  std::optional<std::uint16_t> u16() { return number<std::uint16_t>(); }
  std::optional<std::uint32_t> u32() { return number<std::uint32_t>(); }

 private:
  template <typename T>
  std::optional<T> number() {
    auto taken = take(sizeof(T));
    if (!taken) return std::nullopt;
    T value = 0;
    for (auto byte : *taken) value = static_cast<T>((std::uint64_t{value} << 8) | byte);
    return value;
  }

  ByteView bytes_;
  std::size_t offset_;
};

/// Lower-case hexadecimal, no separators.
std::string to_hex(ByteView bytes);
/// Nothing when a character is no hexadecimal digit or their number is odd.
std::optional<Bytes> from_hex(std::string_view text);

}  // namespace edig

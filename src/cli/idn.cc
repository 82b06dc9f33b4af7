#include "cli/idn.h"

#include <idn2.h>

#include <algorithm>
#include <cstdint>
#include <memory>

namespace edig::cli {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Result<std::string> label_to_ascii(std::string_view label) {
  std::string terminated(label);
  std::uint8_t* output = nullptr;
  int status = idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(terminated.c_str()), &output,
                              IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
  std::unique_ptr<std::uint8_t, decltype(&idn2_free)> owner(output, idn2_free);
  if (status == IDN2_OK) return std::string(reinterpret_cast<const char*>(output));
  return fail(Error::Kind::usage,
              "'" + terminated + "' is not an internationalised label: " + idn2_strerror(status),
              "+noidnin sends its octets as they are");
}

}  // namespace

Result<std::string> to_ascii(std::string_view name) {
  if (is_ascii(name)) return std::string(name);
  std::string ascii;
  for (std::size_t start = 0; start <= name.size();) {
    auto end = std::min(name.find('.', start), name.size());
    auto label = name.substr(start, end - start);
    if (is_ascii(label)) {
      ascii += label;
    } else {
      auto converted = label_to_ascii(label);
      if (!converted) return converted;
      ascii += *converted;
    }
    if (end < name.size()) ascii += '.';
    start = end + 1;
  }
  return ascii;
}

}  // namespace edig::cli

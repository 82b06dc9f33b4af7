#include "cli/idn.h"

#include <algorithm>

#include "base/idna.h"

namespace edig::cli {
namespace {

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
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
      auto converted = label_to_ascii(std::string(label));
      if (!converted) return converted;
      ascii += *converted;
    }
    if (end < name.size()) ascii += '.';
    start = end + 1;
  }
  return ascii;
}

}  // namespace edig::cli

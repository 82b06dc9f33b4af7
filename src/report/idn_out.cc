#include "report/idn_out.h"

#include <idn2.h>

#include <cctype>
#include <cstdint>
#include <memory>

#include "ede/printable.h"

namespace edig::report {
namespace {

struct Free {
  void operator()(void* text) const { idn2_free(text); }
};
using Text = std::unique_ptr<char, Free>;

bool is_a_label(std::string_view label) {
  auto letter = [&](std::size_t i, char wanted) { return (label[i] | 0x20) == wanted; };
  return label.size() > 4 && letter(0, 'x') && letter(1, 'n') && label.substr(2, 2) == "--";
}

bool same_label(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (std::tolower(static_cast<unsigned char>(a[i])) != std::tolower(static_cast<unsigned char>(b[i]))) return false;
  return true;
}

// Valid by IDNA2008 in both directions, and visible.
std::string label_to_unicode(const std::string& label) {
  char* converted = nullptr;
  if (idn2_to_unicode_8z8z(label.c_str(), &converted, 0) != IDN2_OK) return label;
  Text unicode(converted);
  char* back = nullptr;
  auto flags = IDN2_NONTRANSITIONAL | IDN2_NFC_INPUT;
  if (idn2_lookup_u8(reinterpret_cast<const std::uint8_t*>(unicode.get()), reinterpret_cast<std::uint8_t**>(&back),
                     flags) != IDN2_OK)
    return label;
  Text ascii(back);
  std::string_view shown = unicode.get();
  return same_label(ascii.get(), label) && ede::printable(shown) == shown ? std::string(shown) : label;
}

}  // namespace

std::string to_unicode(std::string_view name) {
  std::string shown;
  while (!name.empty()) {
    auto label = name.substr(0, name.find('.'));
    shown += is_a_label(label) ? label_to_unicode(std::string(label)) : std::string(label);
    name.remove_prefix(label.size());
    if (name.starts_with('.')) {
      shown += '.';
      name.remove_prefix(1);
    }
  }
  return shown;
}

}  // namespace edig::report

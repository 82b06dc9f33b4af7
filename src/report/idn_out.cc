#include "report/idn_out.h"

#include <algorithm>

#include "base/ascii.h"
#include "base/idna.h"
#include "ede/printable.h"

namespace edig::report {
namespace {

bool is_a_label(std::string_view label) {
  auto letter = [&](std::size_t i, char wanted) { return (label[i] | 0x20) == wanted; };
  return label.size() > 4 && letter(0, 'x') && letter(1, 'n') && label.substr(2, 2) == "--";
}

// A U-label is shown only where all of it is visible. It has no capitals (RFC 5894 section 3.1.3).
std::string shown_label(const std::string& label) {
  auto unicode = label_to_unicode(ascii::lower(label));
  return unicode && ede::printable(*unicode) == *unicode ? *unicode : label;
}

}  // namespace

std::string to_unicode(std::string_view name) {
  std::string shown;
  while (!name.empty()) {
    auto label = name.substr(0, name.find('.'));
    shown += is_a_label(label) ? shown_label(std::string(label)) : std::string(label);
    name.remove_prefix(label.size());
    if (name.starts_with('.')) {
      shown += '.';
      name.remove_prefix(1);
    }
  }
  return shown;
}

std::string with_a_labels(const std::string& name) {
  auto unicode = to_unicode(name);
  return unicode == name ? name : unicode + " (" + name + ")";
}

}  // namespace edig::report

#include "dns/mailbox.h"

#include <algorithm>

#include "base/ascii.h"

namespace edig::dns {
namespace {

// A dot-atom.
bool is_local_part(std::string_view label) {
  constexpr std::string_view more = ".!#$%&'*+-/=?^_`{|}~";
  return !label.starts_with('.') && !label.ends_with('.') && label.find("..") == label.npos &&
         std::ranges::all_of(label,
                             [&](char c) { return ascii::is_alphanumeric(c) || more.find(c) != more.npos; });
}

bool is_of_a_host(std::string_view label) {
  return std::ranges::all_of(label, [](char c) { return ascii::is_alphanumeric(c) || c == '-' || c == '_'; });
}

}  // namespace

std::optional<std::string> mailbox(const Name& rname) {
  auto labels = rname.labels();
  if (labels.size() < 2 || !is_local_part(labels.front())) return std::nullopt;
  std::string text(labels.front());
  for (std::size_t i = 1; i < labels.size(); ++i) {
    if (!is_of_a_host(labels[i])) return std::nullopt;
    text.append(i == 1 ? "@" : ".").append(labels[i]);
  }
  return text;
}

}  // namespace edig::dns

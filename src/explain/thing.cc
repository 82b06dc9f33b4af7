#include "explain/thing.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <vector>

#include "dns/types.h"

namespace edig::explain {
namespace {

// The labels before the `last` ones, the last first.
std::vector<std::string> reversed_labels(const dns::Name& name, std::size_t last) {
  std::vector<std::string> labels;
  for (auto label : name.labels()) labels.emplace_back(label);
  labels.resize(labels.size() - last);
  std::ranges::reverse(labels);
  return labels;
}

bool ends_in(const dns::Name& name, std::string_view zone) {
  return name.is_within(dns::Name::parse(zone).value());
}

// As the machine writes it, so that zeros are left out in one way.
std::optional<std::string> written(int family, const std::string& text) {
  std::array<unsigned char, sizeof(in6_addr)> octets{};
  std::array<char, INET6_ADDRSTRLEN> out{};
  if (inet_pton(family, text.c_str(), octets.data()) != 1) return std::nullopt;
  inet_ntop(family, octets.data(), out.data(), out.size());
  return out.data();
}

std::string join(const std::vector<std::string>& labels, char separator, std::size_t group) {
  std::string text;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (i > 0 && i % group == 0) text += separator;
    text += labels[i];
  }
  return text;
}

}  // namespace

std::string_view name(Thing thing) {
  constexpr std::string_view names[] = {"site", "mail", "address", "service", "record"};
  return names[static_cast<std::size_t>(thing)];
}

Thing thing_of(const dns::Question& question) {
  if (question.name.is_root()) return Thing::record;
  switch (question.type) {
    case dns::type::a:
    case dns::type::aaaa:
    case dns::type::https:
      return Thing::site;
    case dns::type::mx:
      return Thing::mail;
    case dns::type::srv:
    case dns::type::naptr:
    case dns::type::svcb:
      return Thing::service;
    case dns::type::ptr:
      return reversed_address(question.name) ? Thing::address : Thing::record;
    default:
      return Thing::record;
  }
}

std::optional<std::string> reversed_address(const dns::Name& name) {
  constexpr std::size_t nibbles = 32, octets = 4;
  if (ends_in(name, "in-addr.arpa.")) {
    auto labels = reversed_labels(name, 2);
    if (labels.size() == octets) return written(AF_INET, join(labels, '.', 1));
  } else if (ends_in(name, "ip6.arpa.")) {
    auto labels = reversed_labels(name, 2);
    if (labels.size() == nibbles) return written(AF_INET6, join(labels, ':', octets));
  }
  return std::nullopt;
}

}  // namespace edig::explain

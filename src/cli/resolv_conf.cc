#include "cli/resolv_conf.h"

#include <algorithm>

#include "cli/server_spec.h"
#include "cli/values.h"

namespace edig::cli {
namespace {

// "timeout:3" as 3, held within the bounds the C library has; others say nothing.
std::optional<int> option_value(std::string_view option, std::string_view name, int least, int most) {
  if (!option.starts_with(name) || !option.substr(name.size()).starts_with(':')) return std::nullopt;
  auto number = parse_number(option.substr(name.size() + 1), 0, 65535, name);
  if (!number) return std::nullopt;
  return std::clamp(static_cast<int>(*number), least, most);
}

void take_options(const std::vector<std::string_view>& words, ResolvConf& conf) {
  for (auto word : words) {
    if (auto ndots = option_value(word, "ndots", 0, 15)) conf.ndots = *ndots;
    if (auto timeout = option_value(word, "timeout", 1, 30)) conf.timeout = timeout;
    if (auto attempts = option_value(word, "attempts", 1, 5)) conf.attempts = attempts;
  }
}

}  // namespace

ResolvConf parse_resolv_conf(std::string_view text) {
  ResolvConf conf;
  for (auto line : split(text, "\n")) {
    auto words = split(line.substr(0, std::min(line.find_first_of("#;"), line.size())), " \t\r");
    if (words.size() < 2) continue;
    auto keyword = words.front();
    words.erase(words.begin());
    if (keyword == "nameserver" && address_family(words[0]) != AddressFamily::none)
      conf.nameservers.emplace_back(words[0]);
    else if (keyword == "search" || keyword == "domain")
      conf.search.assign(words.begin(), words.end());
    else if (keyword == "options")
      take_options(words, conf);
  }
  return conf;
}

}  // namespace edig::cli

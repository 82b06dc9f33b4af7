// Words that findings have in common: times, keys, lists.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "dns/dnssec.h"
#include "dns/message.h"

namespace edig::diagnosis {

/// "www.example. A"
std::string question_text(const dns::Question& question);
/// "2026-11-19 04:00 UTC"
std::string time_text(std::chrono::sys_seconds time);
/// "2026-11-19"
std::string date_text(std::chrono::sys_seconds time);
/// "3 days", "5 hours", "1 minute": the largest unit that is at least one, rounded down.
std::string span_text(std::chrono::seconds span);
/// "34505 (ECDSAP256SHA256)"
std::string key_text(std::uint16_t key_tag, std::uint8_t algorithm);
/// "a", "a and b", "a, b and c"
std::string list_text(const std::vector<std::string>& items);
/// "1 server", "2 servers"
std::string count_text(std::size_t count, std::string_view noun);

}  // namespace edig::diagnosis

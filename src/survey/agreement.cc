#include "survey/agreement.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::survey {
namespace {

// Of outputs that say what none can.
constexpr std::size_t most_words = 4096;

std::string result_of(const Row& row) {
  return row.outcome == Outcome::replied ? dns::rcode_text(row.rcode) : std::string(name(row.outcome));
}

std::string server_of(const Row& row) {
  auto port = row.port == 53 || row.port == 0 ? "" : '#' + std::to_string(row.port);
  return bounded(row.server) + port;
}

}  // namespace

std::uint16_t Agreement::number_of(Words& words, const std::string& word) {
  auto found = std::ranges::find(words, word);
  auto number = static_cast<std::uint16_t>(found - words.begin());
  if (found == words.end() && words.size() < most_words) words.push_back(word);
  return number;
}

void Agreement::add(const Row& row) {
  auto found = waiting_.find(row.line);
  if (found == waiting_.end()) {
    if (waiting_.size() == most_waiting) {
      ++left_out_;
      return;
    }
    found = waiting_.try_emplace(row.line).first;
  }
  found->second.emplace_back(number_of(servers_, server_of(row)), number_of(results_, result_of(row)));
  if (found->second.size() < row.servers) return;
  judge(row, waiting_.extract(found).mapped());
}

void Agreement::judge(const Row& row, const std::vector<std::pair<std::uint16_t, std::uint16_t>>& said) {
  bool all = std::ranges::all_of(said, [&](auto& one) { return one.second == said.front().second; });
  if (all) return same_.add(row);
  different_.add(row);
  Said pattern;
  for (auto [server, result] : said)
    if (server < servers_.size() && result < results_.size())
      pattern.emplace_back(servers_[server], results_[result]);
  std::ranges::sort(pattern);
  patterns_[pattern].add(row);
}

}  // namespace edig::survey

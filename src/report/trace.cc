#include "report/trace.h"

#include <algorithm>

#include "dns/dnssec.h"
#include "dns/types.h"
#include "report/report.h"

namespace edig::report {
namespace {

bool is_newer(std::uint32_t one, std::uint32_t other) { return static_cast<std::int32_t>(one - other) > 0; }

}  // namespace

std::string_view name(Trouble::Kind kind) {
  constexpr std::string_view names[] = {"no-reply",   "rcode",     "not-authoritative", "upward",  "sideways",
                                        "no-servers", "own-hints", "no-address",        "nowhere", "ds",
                                        "dnskey",     "endless"};
  return names[static_cast<std::size_t>(kind)];
}

bool Trace::troubled() const {
  return std::ranges::any_of(steps, [](const Step& step) { return !step.troubles.empty(); });
}

std::optional<std::uint32_t> NsSearch::serial(std::size_t server) const {
  const auto& reply = reports[server].exchange.reply;
  if (!reply || !reply->message.header.aa) return std::nullopt;
  auto found = dns::select(reply->message.answer, zone, dns::type::soa);
  return found.empty() ? std::nullopt : dns::read_serial(*found.front());
}

std::optional<std::uint32_t> NsSearch::newest() const {
  std::optional<std::uint32_t> newest;
  for (std::size_t i = 0; i < reports.size(); ++i)
    if (auto one = serial(i); one && (!newest || is_newer(*one, *newest))) newest = one;
  return newest;
}

std::vector<std::size_t> NsSearch::behind() const {
  std::vector<std::size_t> servers;
  auto latest = newest();
  for (std::size_t i = 0; i < reports.size(); ++i)
    if (auto one = serial(i); one && one != latest) servers.push_back(i);
  return servers;
}

bool NsSearch::is_whole() const {
  bool all_answer = true;
  for (std::size_t i = 0; i < reports.size(); ++i) all_answer &= serial(i).has_value();
  return all_answer && unplaced.empty();
}

bool NsSearch::is_silent() const {
  return !reports.empty() &&
         std::ranges::none_of(reports, [](const Report& one) { return one.exchange.reply.has_value(); });
}

}  // namespace edig::report

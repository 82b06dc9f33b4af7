#include "dns/error_report.h"

#include <algorithm>
#include <string>

namespace edig::dns {
namespace {

constexpr std::string_view marker = "_er";

bool is_report(const Name& name) {
  auto lower = name.lower();
  return !lower.is_root() && lower.labels().front() == marker;
}

}  // namespace

std::optional<Name> report_agent(const Edns& edns) {
  const auto* option = edns.find(option::report_channel);
  if (!option || option->truncated) return std::nullopt;
  auto agent = Name::from_wire(option->data);
  if (!agent || agent->wire().size() != option->data.size() || agent->is_root()) return std::nullopt;
  return agent;
}

std::optional<Name> report_name(const Question& question, std::uint16_t info_code, const Name& agent) {
  if (is_report(question.name) || question.name.is_within(agent)) return std::nullopt;
  auto name = agent.child(marker);
  if (name) name = name->child(std::to_string(info_code));
  if (name) name = question.name.under(*name);
  if (name) name = name->child(std::to_string(question.type));
  if (name) name = name->child(marker);
  return name;
}

}  // namespace edig::dns

#include "diagnosis/judgement/diagnosis.h"

#include "base/ascii.h"

namespace edig::diagnosis {

std::string_view name(Status status) {
  constexpr std::string_view names[] = {"secure", "insecure", "bogus", "indeterminate", "unresolvable"};
  return names[static_cast<std::size_t>(status)];
}

std::string_view name(Severity severity) {
  constexpr std::string_view names[] = {"error", "warning", "note"};
  return names[static_cast<std::size_t>(severity)];
}

std::string_view name(Fault fault) {
  constexpr std::string_view names[] = {"zone", "parent", "resolver", "network", "client", "none", "unknown"};
  return names[static_cast<std::size_t>(fault)];
}

std::string_view name(Link::Set::State state) {
  constexpr std::string_view names[] = {"good", "bad", "unsigned", "unlinked", "missing", "unchecked"};
  return names[static_cast<std::size_t>(state)];
}

std::string_view name(Claim claim) {
  constexpr std::string_view names[] = {"confirmed", "refined", "contradicted", "unsupported", "absent"};
  return names[static_cast<std::size_t>(claim)];
}

std::string LastRRset::in(ede::Language language) const {
  auto text = rrset;
  if (status) text += "  " + ascii::upper(std::string(name(*status)));
  if (auto told = evidence.in(language); !told.empty()) text += "  " + told;
  return text;
}

}  // namespace edig::diagnosis

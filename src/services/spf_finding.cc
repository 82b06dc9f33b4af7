#include "services/spf_finding.h"

#include "dns/types.h"

namespace edig::services::spf {

Finding finding_in(const dns::Name& domain, const dns::Name& root, Kind kind, Values values) {
  return {.kind = kind,
          .about = {domain, dns::type::txt},
          .values = std::move(values),
          .turn = turn_of(domain, root)};
}

Finding finding_in(const dns::Name& domain, const dns::Name& root, const SyntaxError& error,
                   std::string_view text) {
  auto part = text.substr(std::min(error.offset, text.size()));
  auto end = part.find(' ', part.find_first_not_of(' '));
  auto offset = static_cast<std::int64_t>(error.offset) + 1;  // as people count
  return finding_in(domain, root, error.kind,
                    {{"part", std::string(part.substr(0, end))}, {"offset", offset}});
}

void add_failure(Judgement& judgement, const dns::Name& root, const dns::Question& question,
                 const Lookup& lookup) {
  judgement.add_failure("spf-failed", question, lookup, turn_of(question.name, root));
}

}  // namespace edig::services::spf

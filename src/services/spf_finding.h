// What is found in the SPF record of a domain, or in one that it leads to.
#pragma once

#include "services/spf_macro.h"

namespace edig::services::spf {

/// On the record of `domain`, to which that of `root` leads.
Finding finding_in(const dns::Name& domain, const dns::Name& root, Kind kind, Values values = {});
/// On where its text is wrong.
Finding finding_in(const dns::Name& domain, const dns::Name& root, const SyntaxError& error,
                   std::string_view text);
/// Adds that what a term, or the record itself, needs could not be had.
void add_failure(Judgement& judgement, const dns::Name& root, const dns::Question& question,
                 const Lookup& lookup);

}  // namespace edig::services::spf

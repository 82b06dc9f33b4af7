// The failures as a table: how many of each kind, and one of each to look at.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "options.h"
#include "trial.h"
#include "workers.h"

namespace edig::verdict {

/// `name_of`: a trial's name, by which --only finds it again.
void print(const std::vector<Failure>& failures, std::size_t trials, const Options& options,
           const std::function<std::string(std::size_t)>& name_of);
/// All that was found out, and from what; with --list every octet of it.
void print(const Outcome& outcome, const std::vector<Stage::Entry>& record, const Options& options);

}  // namespace edig::verdict

// What the nets have in common: many trials, some or all of which are made, and a table of what failed.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "evidence.h"
#include "options.h"

namespace edig::verdict {

/// Trials of one diagnosis, by number.
class Trials {
 public:
  virtual ~Trials() = default;
  virtual std::size_t size() const = 0;
  /// By which --only finds it again.
  virtual std::string name_of(std::size_t number) const = 0;
  /// Nothing where what was found out is true.
  virtual std::optional<Falsehood> make(std::size_t number, const Options& options) = 0;
};

/// Makes those that the options leave, and prints what failed. Whether nothing did.
bool run(const std::vector<std::unique_ptr<Trials>>& beds, const Options& options);

/// All that was found out, and from what; with --list every octet of it.
void print(const Outcome& outcome, const std::vector<Stage::Entry>& record, const Options& options);

}  // namespace edig::verdict

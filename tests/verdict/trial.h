// One diagnosis of one question, on the stage, as `edig +why` makes it.
#pragma once

#include <string>
#include <vector>

#include "stage.h"

namespace edig::verdict {

struct Scenario {
  std::string name;
  dns::Question question;
  diagnosis::Status status;  // where nothing is changed
  bool sound = true;         // nothing is wrong then
};

/// Each shape of answer, and of what is wrong with a zone.
const std::vector<Scenario>& scenarios();

enum class Way {
  direct,    // asks the zones' servers only
  resolver,  // asks the resolver, and the servers where it has to
  alone,     // asks the resolver; the servers cannot be reached from here
};
std::string_view name(Way way);

struct Outcome {
  diagnosis::Diagnosis diagnosis;
  diagnosis::Work work;
  int exit_status = 0;
  /// The reply that is shown to the user; null where none came.
  std::shared_ptr<const Given> shown;
};

/// `hand`: on what comes, but for what does not come because of the way.
Outcome diagnose(Stage& stage, const Universe& universe, const Scenario& scenario, Way way, const Hand& hand);

/// The question that is asked by the user.
diagnosis::Ask users_ask(const Scenario& scenario);

}  // namespace edig::verdict

// What the records of a domain come to for those who depend on them: for each application its state, and why.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "services/connection.h"
#include "services/dmarc.h"
#include "services/rules.h"
#include "services/spf.h"
#include "services/spf_tree.h"

namespace edig::services {

struct Request {
  dns::Name domain;
  std::optional<spf::Client> client = {};   // who would send its mail
  std::vector<std::string> selectors = {};  // of its DKIM keys; none: common ones are guessed
};

struct Application {
  std::string_view name;  // "mx", "spf", "caa" ...
  Judgement judgement;

  /// The first of the worst of its findings; null: nothing is wrong.
  const Finding* cause() const;
  /// What it counts for in the whole. That DKIM keys are found by their selectors alone puts nothing in
  /// doubt.
  State counted() const;
};

/// Why a look-up failed that applications depend on.
struct Cause {
  dns::Question question;
  diagnosis::Diagnosis diagnosis;
};

struct Report {
  dns::Name domain;
  std::vector<Application> applications = {};
  Rules rules = {};
  std::optional<spf::Tree> spf = {};          // nothing: it was not got to the end of
  std::optional<spf::Evaluation> check = {};  // of the client; nothing: none was given
  std::optional<dmarc::Discovery> dmarc = {};
  std::optional<Connection> connection = {};  // nothing: nobody was connected to
  std::vector<Cause> causes = {};
  bool bounded = false;  // a bound of edig's own was reached
  diagnosis::Cost cost = {};

  /// The worst of what the applications count for.
  State state() const;
  /// Of the first in that state that has one; null: none has.
  const Finding* cause() const;
};

/// What does not depend on records that are missing; the rest is not evaluated.
Report judge(const Request& request, Records& records);
/// What was seen of its servers, too.
void add(Report& report, Connection connection, Records& records);
/// The questions that failed and that findings are about: one for each zone, where that is known.
std::vector<dns::Question> failures(const Report& report, const Records& records);

}  // namespace edig::services

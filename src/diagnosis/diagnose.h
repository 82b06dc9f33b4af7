// The entry to this room: from one question and the reply to it, to what is wrong and whose turn it is.
//
// Evidence is taken in rounds, each a batch of questions that are asked side by side:
//   1. through the resolver with CD=1: DS, DNSKEY and NS of every ancestor of the name, and the question
//   itself;
//   2. the same for the targets of aliases, where there are any;
//   3. addresses of the last zone's name servers and its parent's, then all of these servers themselves.
// Where the resolver does not deliver the evidence, or what it delivers is faulty, or its answer to the user
// is not borne out, the authoritative servers are asked from the root down, and what they say counts.
#pragma once

#include <chrono>
#include <optional>
#include <vector>

#include "diagnosis/anchors.h"
#include "diagnosis/budget.h"
#include "diagnosis/diagnosis.h"
#include "diagnosis/fetcher.h"
#include "diagnosis/hints.h"

namespace edig::diagnosis {

struct Request {
  dns::Question question;
  /// The reply that is to be explained, or why there was none.
  Result<dns::Message> reply = fail(Error::Kind::timeout, "not asked");
  std::vector<std::uint16_t> info_codes;  // of the reply's extended errors
  Anchors anchors = Anchors::root();
  std::optional<RootHints>
      hints;  // nothing: the resolver is asked for the root's servers, then the built-in ones
  std::chrono::sys_seconds now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  bool direct = false;  // ask only authoritative servers
  std::chrono::steady_clock::time_point deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(15);
  Limits limits;
};

/// `work`, where given, gets what was spent.
Diagnosis diagnose(const Request& request, Fetcher& fetcher, Work* work = nullptr);

}  // namespace edig::diagnosis

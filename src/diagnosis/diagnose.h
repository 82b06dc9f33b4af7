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

#include "diagnosis/asking/fetcher.h"
#include "diagnosis/judgement/diagnosis.h"
#include "diagnosis/judgement/request.h"

namespace edig::diagnosis {

/// `work`, where given, gets what was spent.
Diagnosis diagnose(const Request& request, Fetcher& fetcher, Work* work = nullptr);

}  // namespace edig::diagnosis

// Judges what each server of a zone says by itself: one bad secondary makes a failure that comes and goes.
#pragma once

#include <optional>
#include <vector>

#include "diagnosis/judgement/health.h"

namespace edig::diagnosis {

/// The faults of one server's keys and answer.
struct ServerFaults {
  const ServerState* server;
  std::vector<Finding> findings;
};

/// One entry for each good server that was judged. `trust`: the zone's, with the DS that lead to it.
std::vector<ServerFaults> judge_servers(const ZoneHealth& health, const ZoneTrust& trust,
                                        const dns::Question& question, const Context& context);

/// Puts the servers' faults beside the findings of the walk: a fault of all servers is told as such, one of
/// some names them, one that the walk did not meet becomes a warning.
void merge_servers(std::vector<Finding>& findings, const std::vector<ServerFaults>& servers,
                   const ZoneHealth& health);

/// Where each server's keys fit its own signatures and not those of another, as with two signers that do not
/// have each other's keys (RFC 8901): who takes the keys from one and the answer from the other fails.
std::optional<Finding> keys_differ(const ZoneHealth& health, const ZoneTrust& trust,
                                   const dns::Question& question, const Context& context);

/// Warnings on servers of the parent whose DS RRset differs from the others' and leads to none of the zone's
/// keys, or is not signed well, or is not there, or whose proof that there is none is not whole. `above`: the
/// parent's trust.
std::vector<Finding> judge_parents(const ZoneHealth& health, const ZoneTrust& trust, const ZoneTrust& above,
                                   const Context& context);

/// A server of the parent that gives a DS with its referral and proves that there is none, or the contrary.
std::optional<Finding> contradicting_parent(const ZoneHealth& health, const ZoneTrust& above,
                                            const Context& context);

/// A note where servers of an unsigned zone give different records under one serial.
std::vector<Finding> data_differ(const ZoneHealth& health, const dns::Question& question);

}  // namespace edig::diagnosis

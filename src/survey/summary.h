// What a survey found, all in all: the same from rows as they come and from rows read back from outputs, in
// any order. In memory that does not grow with their number.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>

#include "survey/agreement.h"
#include "survey/row.h"
#include "survey/tally.h"
#include "survey/timeline.h"

namespace edig::survey {

Class class_of(const Row& row);
/// Why a row is not fine: kind and zone of its cause, or where there is none its first INFO-CODE that counts
/// against it, its RCODE, or why no reply came: "ds-without-key example.", "EDE 9", "SERVFAIL", "timeout".
std::string cause_of(const Row& row);

struct ServerTally : Tally {
  std::array<Count, classes.size()> by_class = {};
  double ms = 0;  // of all replies together

  void add(const Row& row);
};

/// Rows that one fault explains: "212 names fail because ..."
struct CauseTally : Tally {
  std::string fault, status, text;  // of the first that came

  void add(const Row& row, const Cause& cause);
};

class Summary {
 public:
  void add(const Row& row);

  Count all = {};
  std::array<Count, classes.size()> by_class = {};
  Count recovered = {}, doubtful = {};
  bool weighted = false;  // a row weighs more or less than 1

  Top<std::uint16_t, Tally> rcodes;                               // of replies
  Top<Outcome, Tally> failures;                                   // of rows without one
  Top<std::uint16_t, Tally> info_codes;                           // a row counts once for each that it has
  Top<std::pair<std::string, std::string>, ServerTally> servers;  // address and transport
  Top<std::string, ServerTally> transports;
  Top<std::pair<std::uint16_t, std::string>, Tally> codes_by_server;  // INFO-CODE and address
  Top<std::string, Tally> zones;                                      // at fault
  Top<std::string, Tally> parties;                                    // whose turn it is
  Top<std::pair<std::string, std::string>, CauseTally> causes;        // kind and zone; of services without
                                                                      // the zone, where it is the domain's
                                                                      // own
  Timeline timeline;
  Agreement agreement;                 // of the servers, where lines are asked of several
  Top<Verdict, Tally> verdicts;        // of a preflight
  Top<std::string, Tally> would_stop;  // names that would stop resolving, by why (cause_of)
  Top<std::string, Tally> mend_first;  // zones, by the kind of what is to be mended first
  Top<std::string, Tally> services;    // domains, by the worst state of their applications
  Top<std::pair<std::string, std::string>, Tally> applications;  // the same by application and its state

  /// By a preflight something is to be mended first, or not known.
  bool has_unmended() const;
  const Count& count(Class what) const { return by_class[static_cast<std::size_t>(what)]; }

 private:
  void add_codes(const Row& row);
  void add_causes(const Row& row);
  void add_services(const Row& row);
  void add_preflight(const Row& row);
};

}  // namespace edig::survey

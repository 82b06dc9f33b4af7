// What an explanation is about: one finding, one extended error, or the reply as it is; and the situation
// that puts its reader in, which decides the advice. topics.csv says which topic puts one in which situation.
#pragma once

#include <string_view>
#include <vector>

#include "explain/explain.h"

namespace edig::explain {

/// A row of topics.csv. `like`: another topic, whose texts serve where this one has none.
struct TopicEntry {
  std::string_view key, situation, like;
};
/// All of them, for tests.
std::vector<TopicEntry> topics();

struct Topic {
  TopicEntry entry = {};
  std::string_view situation;  // as the entry has it, or "warning", "noted", "skips", "planned-..."
  diagnosis::Fault party = diagnosis::Fault::none;
  bool answered = false;          // the reply came with records of what was asked for
  bool denied = false;            // the reply came and has none
  std::string_view alarm = {};    // a danger that the block keeps the user from: "malware", "phishing"
  std::string_view tls = {};      // what of the certificate is wrong, as in CertificateFault
  std::string_view special = {};  // for use in one place: the special name that it is within, "onion"
  const diagnosis::Finding* finding = nullptr;
  const ede::ExtendedError* error = nullptr;  // what the server said, where that is all there is
};

/// Whether the zone as it is published is in order, and one of its servers serves another state of it: not
/// the zone is to be repaired, but that server.
bool is_of_one_server(const Topic& topic);

/// Whether a planned delegation was judged, of which the reply knows nothing.
bool is_planned(const Topic& topic);

/// The topic of `subject`; it points into it.
Topic choose(const Subject& subject);

}  // namespace edig::explain

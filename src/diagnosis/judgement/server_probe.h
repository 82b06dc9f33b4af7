// What each server of a zone is asked about it, in the forms that every server has to take. A server, or what
// stands before it, may drop what it does not know, where unknown EDNS options are to be ignored (RFC 6891
// section 6.1.2); it may compare names with regard to case (RFC 4343), or lose large replies (RFC 9715).
//
// So that a sound zone costs no question more, the forms are those of questions that are asked anyway: the
// SOA over UDP carries a cookie (RFC 7873), the SOA over TCP is in mixed case, as resolvers ask to guard
// against forgery. What fails is asked again in plain form, and the other way round, for one loss is no
// evidence.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "diagnosis/judgement/server_state.h"

namespace edig::diagnosis {

class ServerProbe {
 public:
  /// `question` is asked too, where its name lies in the zone.
  ServerProbe(const dns::Name& zone, const dns::Question& question, Asker& asker);

  /// About the zone, to any server, in plain form.
  Ask ask(const std::string& server, std::uint16_t type, bool tcp = false) const;
  /// Asks the servers and, with them, `others`; again where a reply was late or leaves something open.
  /// Whether anyone replied.
  bool run(std::span<const ServerState> servers, std::vector<Ask> others);
  /// What it told, when it was asked. `planned`: no parent leads to the zone yet.
  void read(ServerState& server, bool planned) const;

 private:
  bool asks_question() const { return question_.name.is_within(zone_); }
  Ask ask_question(const std::string& server) const;
  Ask with_cookie(const std::string& server, std::uint16_t type) const;
  Ask in_capitals(const std::string& server) const;
  Ask soa(const std::string& server) const;
  std::vector<Ask> over_udp(const std::string& server) const;
  std::vector<Ask> over_tcp(const std::string& server) const;
  void ask_slow_servers(std::vector<Ask> asks);
  void ask_in_plain_form(std::span<const ServerState> servers);
  void ask_with_other_cookies(std::span<const ServerState> servers);
  bool fails_over_tcp(const std::string& server) const;
  bool refuses_options(const Ask& ask) const;
  const Answer* keys(const std::string& server) const;
  void read_forms(ServerState& server) const;
  void read_sizes(ServerState& server) const;
  bool without_tcp(const std::string& server) const;

  dns::Name zone_;
  const dns::Question& question_;
  Asker& asker_;
  // Much was waited for already where the resolver is silent.
  std::chrono::milliseconds patience_, for_late_replies_;
};

/// "wWw.eXaMpLe.": every second letter a capital.
dns::Name in_mixed_case(const dns::Name& name);

}  // namespace edig::diagnosis

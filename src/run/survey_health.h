// What the servers of a survey are good for, before they are asked: one that invents answers or gives none
// would make a survey of itself.
#pragma once

#include <string>
#include <vector>

#include "survey/purpose.h"
#include "transport/client.h"

namespace edig::run {

struct ServerHealth {
  std::string name = {};  // "192.0.2.1 port 53 (UDP)"
  bool answers = false;
  std::string failure = {};  // why not, with the server's name
  /// It has an answer for a name that nobody can have made: where NXDOMAIN is due it sends people elsewhere.
  bool invents = false;
  /// It says that it validated the root's SOA (AD, RFC 4035 section 3.2.3). One that does not hides what
  /// fails to validate: such names answer as if nothing were wrong.
  bool validates = false;
};

/// One for each server, in their order. `query`: as the names will be asked.
std::vector<ServerHealth> look_at_servers(transport::Client& client, const dns::Query& query,
                                          const std::vector<transport::Server>& servers,
                                          const transport::Tactics& tactics);

/// Which of them answer anything just now: one that is silent about some names may answer others.
std::vector<bool> which_answer(transport::Client& client, const dns::Query& query,
                               const std::vector<transport::Server>& servers,
                               const transport::Tactics& tactics);

/// What the servers that are left say of names that do not exist.
enum class Trust { sound, doubtful };

struct Fit {
  Trust trust = Trust::sound;
  std::vector<bool> validates = {};  // each of the servers that are left
};

/// Leaves the servers that are fit to be asked; `told` gets a line for each thing that is wrong. An error
/// where there are none: what validation would do only those tell that validate.
Result<Fit> leave_healthy(std::vector<transport::Server>& servers, const std::vector<ServerHealth>& health,
                          survey::Purpose purpose, std::vector<std::string>& told);

}  // namespace edig::run

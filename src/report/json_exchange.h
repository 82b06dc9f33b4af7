// The members of the JSON that tell of one exchange with a server: the question, the way there, and the reply
// or why there is none.
#pragma once

#include <nlohmann/json.hpp>

#include "report/format.h"

namespace edig::report {

nlohmann::ordered_json json_question(const dns::Question& question);
nlohmann::ordered_json json_error(const Error& error);
/// Of the reply to `query`.
nlohmann::ordered_json json_extended_error(const ede::ExtendedError& error, const dns::Query& query,
                                           ede::Language language);

nlohmann::ordered_json json_problem(const dns::Problem& problem);

/// The server, what was sent, attempts, times and the TSIG's verdict.
void put_way(nlohmann::ordered_json& object, const Report& report, const Style& style);
/// The reply has to be there.
void put_reply(nlohmann::ordered_json& object, const Report& report, const Style& style);
/// All of it, with the outcome and the exit status.
void put_exchange(nlohmann::ordered_json& object, const Report& report, const Style& style);

}  // namespace edig::report

#include "cli/consistency.h"

#include <algorithm>

#include "dns/types.h"

namespace edig::cli {
namespace {

std::unexpected<Error> inconsistent(const char* text, const char* hint) {
  return fail(Error::Kind::usage, text, hint);
}

bool is_plain(const transport::Server& server) {
  return server.protocol == transport::Protocol::udp || server.protocol == transport::Protocol::tcp;
}

bool is_http(const transport::Server& server) { return transport::is_http(server.protocol); }

Result<void> check_comparison(const QuestionSettings& question, const run::Request& request) {
  if (!question.compare) return {};
  if (question.style.explain)
    return inconsistent("+explain is about one server, +compare about several",
                        "compare first, then explain what one of them says");
  if (request.servers.size() < 2)
    return inconsistent("+compare needs two or more servers",
                        "name them, as in +compare @192.0.2.1 @tls://dns.example");
  return {};
}

Result<void> check_discovery(const QuestionSettings& question, const run::Request& request) {
  if (!question.discover) return {};
  if (question.compare)
    return inconsistent("+ddr is about one resolver, +compare about several", "leave out one of them");
  if (!std::ranges::all_of(request.servers, is_plain))
    return inconsistent("+ddr asks a resolver over plain DNS for its encrypted side",
                        "leave out +tls and +https");
  return {};
}

// A plan is judged by edig itself, and no server that could be asked about it knows of it.
Result<void> check_plan(const QuestionSettings& question, const run::Request& request) {
  if (!question.why.plan.given()) return {};
  if (!request.why.on) return inconsistent("+ns and +ds are for +why", "leave out +nowhy");
  if (question.compare)
    return inconsistent("+compare asks servers, and none knows of +ns and +ds", "leave out one or the other");
  if (question.error_reporting != run::ErrorReporting::none)
    return inconsistent("+report is about what resolvers see, and none sees +ns and +ds",
                        "leave out +report");
  if (question.type == dns::type::ds)
    return inconsistent("+ns and +ds judge the zone, and DS is a record of its parent",
                        "ask for another type");
  if (std::ranges::any_of(request.names, &dns::Name::is_root))
    return inconsistent("the root has no parent that could have +ns and +ds",
                        "see +root-hints and +trust-anchor");
  return {};
}

Result<void> check_services(const LineSettings& line, const QuestionSettings& question,
                            const run::Request& request) {
  const auto& services = question.services;
  bool given =
      services.connect || services.address || !services.mail_from.empty() || !services.selectors.empty();
  if (!services.on && given)
    return inconsistent("+connect, +ip, +mail-from and +selector are for +services", "add +services");
  if (!services.mail_from.empty() && !services.address)
    return inconsistent("+mail-from needs the address that the mail comes from", "add +ip=ADDR");
  if (!services.on) return {};
  if (question.compare || asks_for_transfer(question))
    return inconsistent("+services looks at a domain, without +compare and transfers",
                        "leave out one or the other");
  bool of_survey = !line.survey.file.empty();
  if (!of_survey && std::ranges::any_of(request.names, &dns::Name::is_root))
    return inconsistent("the root sends no mail", "+services is about a domain");
  return {};
}

Result<void> check_transfer(const QuestionSettings& question, const run::Request& request) {
  if (!asks_for_transfer(question)) return {};
  if (request.why.on || question.compare || question.error_reporting != run::ErrorReporting::none)
    return inconsistent("a zone transfer is printed and nothing else",
                        "ask for the SOA to have it looked into");
  if (std::ranges::any_of(request.servers, is_http))
    return inconsistent("zones are not transferred over HTTPS", "use +tls or +tcp");
  if (question.discover)
    return inconsistent("+ddr looks for a resolver, and resolvers give no zones away",
                        "ask a server of the zone");
  return {};
}

// +trace and +nssearch.
Result<void> check_follow_up(const LineSettings& line, const QuestionSettings& question,
                             const run::Request& request) {
  if (!request.follow_up) return {};
  std::string option = request.follow_up.kind == run::FollowUp::Kind::trace ? "+trace" : "+nssearch";
  bool other = request.why.on || question.compare || question.discover || line.watch ||
               question.style.explain || question.services.on ||
               question.error_reporting != run::ErrorReporting::none;
  if (other)
    return fail(
        Error::Kind::usage,
        option + " asks on its own, without +why, +explain, +compare, +ddr, +watch, +report and +services",
        "leave out one or the other");
  if (asks_for_transfer(question))
    return fail(Error::Kind::usage, option + " does not transfer zones", "ask for another type");
  return {};
}

}  // namespace

Result<void> check_consistency(const LineSettings& line, const QuestionSettings& question,
                               const run::Request& request) {
  if (auto fits = check_follow_up(line, question, request); !fits) return fits;
  if (auto fits = check_services(line, question, request); !fits) return fits;
  for (auto check : {check_discovery, check_plan, check_transfer, check_comparison})
    if (auto fits = check(question, request); !fits) return fits;
  return {};
}

}  // namespace edig::cli

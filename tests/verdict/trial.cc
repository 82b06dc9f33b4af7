#include "trial.h"

#include "dns/types.h"
#include "report/report.h"

namespace edig::verdict {
namespace {

using diagnosis::Status;

Scenario scenario(const char* name, const char* owner, const char* type, Status status, bool sound = true) {
  return {name, {*dns::Name::parse(owner), *dns::parse_type(type), dns::cls::in}, status, sound};
}

// The rest of the report plays no part in the status.
int exit_status(const Scenario& scenario, const Given* shown, const diagnosis::Diagnosis& diagnosis) {
  transport::Exchange exchange{.peer = {},
                               .reply = fail(Error::Kind::timeout, ""),
                               .sent = {},
                               .at = {},
                               .tls = {},
                               .http = {},
                               .attempts = {}};
  if (shown && shown->message) exchange.reply = transport::Reply{*shown->message, shown->wire, false};
  auto report = report::make_report({.question = scenario.question}, std::move(exchange));
  report.diagnosis = diagnosis;
  return report::exit_status(report);
}

}  // namespace

const std::vector<Scenario>& scenarios() {
  static const std::vector<Scenario> all = {
      scenario("positive", "www.nsec.example.", "A", Status::secure),
      scenario("positive-nsec3", "www.hash.example.", "A", Status::secure),
      scenario("mx", "nsec.example.", "MX", Status::secure),
      scenario("four-zones", "www.deep.nsec.example.", "AAAA", Status::secure),
      scenario("wildcard", "any.wild.nsec.example.", "A", Status::secure),
      scenario("wildcard-nsec3", "any.wild.hash.example.", "A", Status::secure),
      scenario("nodata", "www.nsec.example.", "MX", Status::secure),
      scenario("nodata-nsec3", "www.hash.example.", "MX", Status::secure),
      scenario("nodata-wildcard", "any.wild.nsec.example.", "MX", Status::secure),
      scenario("nodata-wildcard-nsec3", "any.wild.hash.example.", "MX", Status::secure),
      scenario("nodata-empty", "ent.nsec.example.", "A", Status::secure),
      scenario("nodata-empty-nsec3", "ent.hash.example.", "A", Status::secure),
      scenario("nxdomain", "nx.nsec.example.", "A", Status::secure),
      scenario("nxdomain-nsec3", "nx.hash.example.", "A", Status::secure),
      scenario("cname", "alias.nsec.example.", "A", Status::secure),
      scenario("cname-away", "away.nsec.example.", "A", Status::secure),
      scenario("dname", "x.old.nsec.example.", "A", Status::secure),
      scenario("dname-away", "www.moved.nsec.example.", "A", Status::secure),
      scenario("ds", "deep.nsec.example.", "DS", Status::secure),
      scenario("insecure", "www.plain.nsec.example.", "A", Status::insecure),
      scenario("insecure-nsec3", "www.plain.hash.example.", "A", Status::insecure),
      scenario("insecure-opt-out", "www.plain.example.", "A", Status::insecure),
      scenario("expired", "www.expired.example.", "A", Status::bogus, false),
      scenario("wrong-ds", "www.wrong-ds.example.", "A", Status::bogus, false),
      scenario("unsigned", "www.unsigned-a.example.", "A", Status::bogus, false),
      scenario("no-nsec", "nx.no-nsec.example.", "A", Status::bogus, false),
      scenario("dead", "www.dead.example.", "A", Status::unresolvable, false),
      scenario("half-dead", "www.half-dead.example.", "A", Status::secure, false),
  };
  return all;
}

std::string_view name(Way way) {
  constexpr std::string_view names[] = {"direct", "resolver", "alone"};
  return names[static_cast<std::size_t>(way)];
}

diagnosis::Ask users_ask(const Scenario& scenario) {
  return {.question = scenario.question, .server = {}, .cd = false, .wait = std::chrono::seconds(5)};
}

Outcome diagnose(Stage& stage, const Universe& universe, const Scenario& scenario, Way way,
                 const Hand& hand) {
  stage.start([&](const diagnosis::Ask& ask, const Bytes& wire) -> std::optional<Coming> {
    if (way == Way::alone && !ask.server.empty()) return Coming{.wire = {}};
    return hand ? hand(ask, wire) : std::nullopt;
  });
  auto request = universe.request();
  request.question = scenario.question;
  request.direct = way == Way::direct;
  request.reply = stage.fetch_one(users_ask(scenario)).reply;
  Outcome outcome;
  outcome.shown = stage.record().front().given;
  outcome.diagnosis = diagnosis::diagnose(request, stage, &outcome.work);
  outcome.exit_status = exit_status(scenario, outcome.shown.get(), outcome.diagnosis);
  return outcome;
}

}  // namespace edig::verdict

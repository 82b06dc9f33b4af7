// +ns and +ds: the delegation that a zone is judged by. What is wrong with them is in cli/bad_command_lines.
#include "cli/plan_setters.h"
#include "cli_requests.h"

using namespace edig;
using namespace edig::command_line;

TEST_CASE("+ns: servers in their order, addresses as they are compared, more of one by repeating it") {
  auto why = only({"zone.example", "+ns=ns1.Zone.example/2001:DB8::1", "+ns=ns.other.example.",
                   "+ns=ns1.zone.example/192.0.2.1", "+ns=ns1.zone.example/192.0.2.1", "+ns=bücher.example"})
                 .why;
  CHECK(why.on);
  const auto& servers = why.plan.servers;
  REQUIRE(servers.size() == 3);
  CHECK(servers[0].name.text() == "ns1.Zone.example.");
  CHECK(servers[0].addresses == Texts{"192.0.2.1", "2001:db8::1"});
  CHECK(servers[1].name.text() == "ns.other.example.");
  CHECK(servers[1].addresses.empty());
  CHECK(servers[2].name.text() == "xn--bcher-kva.example.");
  CHECK_FALSE(why.plan.ds);
}

TEST_CASE("+ds: RDATA as a registrar shows it, or none") {
  const std::string digest(64, 'a'), spaced = digest.substr(0, 32) + " " + digest.substr(32);
  auto given =
      only({"zone.example", ("+ds=2371 13 2 " + spaced).c_str(), ("+ds=1 8 2 " + digest).c_str()}).why;
  CHECK(given.on);
  REQUIRE(given.plan.ds);
  CHECK(*given.plan.ds == Texts{"2371 13 2 " + digest, "1 8 2 " + digest});
  auto none = only({"zone.example", "+ds=none"}).why;
  CHECK(none.on);
  REQUIRE(none.plan.ds);
  CHECK(none.plan.ds->empty());
  CHECK_FALSE(only({"zone.example"}).why.on);
}

TEST_CASE("a plan is of the name asked for") {
  run::Plan plan;
  REQUIRE(cli::add_server(plan, "ns.zone.example/192.0.2.1"));
  REQUIRE(cli::add_ds(plan, "1 8 2 " + std::string(64, '0')));
  auto planned = run::planned_delegation(plan, *dns::Name::parse("zone.example"));
  CHECK(planned.zone.text() == "zone.example.");
  CHECK(planned.servers.size() == 1);
  REQUIRE(planned.ds);
  REQUIRE(planned.ds->size() == 1);
  CHECK(planned.ds->front().owner.text() == "zone.example.");
  CHECK(planned.ds->front().type == dns::type::ds);
}

TEST_CASE("+explain with a plan has the report of it, too") {
  CHECK(only({"zone.example", "+explain"}).style.explanation_alone);
  CHECK_FALSE(only({"zone.example", "+explain", "+ds=none"}).style.explanation_alone);
}

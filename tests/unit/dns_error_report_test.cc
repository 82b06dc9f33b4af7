#include <doctest/doctest.h>

#include "dns/error_report.h"

using namespace edig;
using namespace edig::dns;

namespace {

Name name(std::string_view text) { return *Name::parse(text); }

Edns with_channel(Bytes data, bool truncated = false) {
  Edns edns;
  edns.options = {{option::report_channel, std::move(data), truncated}};
  return edns;
}

Bytes wire(std::string_view text) {
  auto agent = name(text);
  return Bytes(agent.wire().begin(), agent.wire().end());
}

}  // namespace

TEST_CASE("the agent of the REPORT-CHANNEL option") {
  CHECK(report_agent(with_channel(wire("agent.example."))) == name("agent.example."));
  CHECK(!report_agent({}));
  CHECK(!report_agent(with_channel({})));
  CHECK(!report_agent(with_channel({0})));  // the root
  CHECK(!report_agent(with_channel({5, 'a', 'g'})));
  auto longer = wire("agent.example.");
  longer.push_back(0);
  CHECK(!report_agent(with_channel(longer)));
  CHECK(!report_agent(with_channel(wire("agent.example."), true)));
}

TEST_CASE("the name that holds a report") {
  auto agent = name("a01.agent-domain.example.");
  CHECK(report_name({name("broken.test."), 1, 1}, 7, agent)->text() ==
        "_er.1.broken.test.7._er.a01.agent-domain.example.");  // RFC 9567 section 4.1
  CHECK(report_name({name("."), 48, 1}, 9, agent)->text() == "_er.48.9._er.a01.agent-domain.example.");
  CHECK(report_name({name(R"(a\.b.test.)"), 65280, 1}, 65535, agent)->text() ==
        R"(_er.65280.a\.b.test.65535._er.a01.agent-domain.example.)");
}

TEST_CASE("no report on a report, to nobody about themselves, and none that is too long") {
  auto agent = name("agent.example.");
  CHECK(!report_name({name("_ER.1.broken.test.7._er.other.example."), 16, 1}, 9, agent));
  CHECK(!report_name({name("agent.example."), 1, 1}, 9, agent));
  CHECK(!report_name({name("www.AGENT.example."), 1, 1}, 9, agent));
  CHECK(report_name({name("example."), 1, 1}, 9, agent));
  std::string label(63, 'x');
  auto fits = name(label + "." + label + "." + label + "." + std::string(20, 'y') + ".");
  // 255 octets: _er.1. (6) the name (213) 9._er. (6) agent.example. (15), and 15 to spare
  CHECK(report_name({fits, 1, 1}, 9, agent));
  auto more = name(label + "." + label + "." + label + "." + std::string(36, 'y') + ".");
  CHECK(!report_name({more, 1, 1}, 9, agent));
}

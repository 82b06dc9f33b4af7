// A zone judged by the delegation that is planned for it, and not by its parent's.
#include <doctest/doctest.h>

#include <algorithm>

#include "diagnosis_zone.h"
#include "dns/types.h"

using namespace edig;
using namespace edig::test;
using diagnosis::Diagnosis;
using diagnosis::Fault;
using diagnosis::Finding;
using diagnosis::PlannedDelegation;
using diagnosis::Severity;
using diagnosis::Status;

namespace {

const std::string ns = "ns.new.example.", address = "192.0.2.41";

Zone new_zone() {
  Zone zone("new.example.");
  zone.add("new.example. 3600 IN NS ns.new.example.").add("ns.new.example. 3600 IN A 192.0.2.41");
  zone.add("new.example. 300 IN A 198.51.100.1").sign();
  return zone;
}

// The root, example., old.example., which example. delegates with its DS, and new.example., of which it knows
// nothing.
struct Registry {
  World world;
  Zone *tld, *old, *fresh;

  explicit Registry(bool tld_signed = true) {
    Zone leaf("old.example.");
    leaf.add("old.example. 3600 IN NS ns.old.example.").add("ns.old.example. 3600 IN A 192.0.2.31");
    leaf.add("old.example. 300 IN A 198.51.100.2").sign();
    Zone middle("example.", tld_signed);
    middle.add("example. 3600 IN NS ns.example.").add("ns.example. 3600 IN A 192.0.2.21");
    middle.add("ns.example. 3600 IN A 192.0.2.22");
    middle.delegate(leaf).add("ns.old.example. 3600 IN A 192.0.2.31").sign();
    Zone top(".");
    top.add(". 3600 IN NS ns.").add("ns. 3600 IN A 192.0.2.11");
    top.delegate(middle, tld_signed).add("ns.example. 3600 IN A 192.0.2.21");
    top.add("ns.example. 3600 IN A 192.0.2.22").sign();
    world.add(top, {"192.0.2.11"});
    tld = &world.add(middle, {"192.0.2.21", "192.0.2.22"});
    old = &world.add(leaf, {"192.0.2.31"});
    fresh = &world.add(new_zone(), {address});
  }

  Diagnosis judge(const PlannedDelegation& plan) {
    auto request = world.request(plan.zone.text());
    request.planned = plan;
    return diagnosis::diagnose(request, world);
  }
};

diagnosis::NameServer server(const std::string& its_name, std::vector<std::string> addresses = {}) {
  return {.name = name(its_name), .addresses = std::move(addresses), .trouble = {}};
}

PlannedDelegation plan_of(const Zone& zone, std::vector<diagnosis::NameServer> servers,
                          std::optional<std::vector<dns::Record>> ds = {}) {
  return {.zone = zone.apex, .servers = std::move(servers), .ds = std::move(ds)};
}

dns::Record no_ttl(dns::Record ds) {
  ds.ttl = 0;
  return ds;
}

const Finding* find(const Diagnosis& diagnosis, std::string_view kind) {
  auto found =
      std::ranges::find_if(diagnosis.findings, [&](const auto& each) { return each.kind.text() == kind; });
  return found == diagnosis.findings.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("plan: a zone that its parent does not delegate answers at its servers, and is unsigned") {
  Registry registry;
  auto diagnosis = registry.judge(plan_of(*registry.fresh, {server(ns, {address})}));
  CHECK(diagnosis.status == Status::insecure);
  CHECK(diagnosis.findings.empty());
  REQUIRE(diagnosis.plan);
  CHECK(diagnosis.plan->zone == name("new.example."));
  REQUIRE(diagnosis.chain.size() == 3);
  CHECK(diagnosis.chain[2].zone == name("new.example."));
  REQUIRE(diagnosis.proven);
  CHECK(dns::select(diagnosis.proven->answer, name("new.example."), dns::type::a).size() == 1);
}

TEST_CASE(
    "plan: with the DS of its key it is secure, with another it is bogus, and the DS is to be put right") {
  Registry registry;
  auto sound =
      registry.judge(plan_of(*registry.fresh, {server(ns, {address})}, {{registry.fresh->ksk.ds()}}));
  CHECK(sound.status == Status::secure);
  CHECK(sound.findings.empty());

  auto wrong = no_ttl(Zone("new.example.").ksk.ds());
  auto broken = registry.judge(plan_of(*registry.fresh, {server(ns, {address})}, {{wrong}}));
  CHECK(broken.status == Status::bogus);
  REQUIRE_FALSE(broken.findings.empty());
  const auto& first = broken.findings[0];
  CHECK(first.kind.text() == "ds-matches-no-key");
  CHECK(first.info_code == 9);
  CHECK(first.zone == name("new.example."));
  CHECK(first.fault == Fault::zone);
  CHECK(first.remedy.in(ede::Language::en).find("plan a DS") != std::string::npos);
  CHECK(std::ranges::none_of(first.evidence, [](const auto& item) { return item.key == "ds_ttl"; }));
}

TEST_CASE("plan: the DS that the parent has do not count where others are planned") {
  Registry registry;
  CHECK(registry.judge(plan_of(*registry.old, {})).status == Status::secure);
  CHECK(registry.judge(plan_of(*registry.old, {}, {{}})).status == Status::insecure);
  auto roll = registry.judge(plan_of(*registry.old, {}, {{Zone("old.example.").ksk.ds()}}));
  CHECK(roll.status == Status::bogus);
  CHECK(find(roll, "ds-matches-no-key"));
  // What the parent's servers have is no matter: one has the old DS still, the other the new one already.
  Zone rekeyed("old.example.");
  rekeyed.add("old.example. 3600 IN NS ns.old.example.").add("ns.old.example. 3600 IN A 192.0.2.31");
  rekeyed.add("old.example. 300 IN A 198.51.100.2").sign();
  auto ds = rekeyed.ksk.ds();
  registry.world.add(rekeyed, {"192.0.2.31"});
  auto ahead = *registry.tld;
  ahead.at("old.example.", "DS").records = {ds};
  ahead.resign("old.example.", "DS", noon - std::chrono::hours(24), noon + std::chrono::hours(240));
  registry.world.variant("192.0.2.22", ahead);
  auto rekey = registry.judge(plan_of(rekeyed, {}, {{ds}}));
  CHECK(rekey.status == Status::secure);
  CHECK(rekey.findings.empty());
}

TEST_CASE("plan: other servers are held against the DS that the parent has") {
  Registry registry;
  Zone moved("old.example.");
  moved.add("old.example. 3600 IN NS ns.old.example.").add("ns.old.example. 3600 IN A 192.0.2.41");
  moved.add("old.example. 300 IN A 198.51.100.2").sign();
  registry.world.variant(address, moved);
  registry.old->addresses.push_back(address);
  auto diagnosis = registry.judge(plan_of(moved, {server("ns.old.example.", {address})}));
  CHECK(diagnosis.status == Status::bogus);
  REQUIRE_FALSE(diagnosis.findings.empty());
  CHECK(diagnosis.findings[0].kind.text() == "ds-matches-no-key");
}

TEST_CASE("plan: trust begins at the DS, whether the zones above are signed or not; what is bogus stays so") {
  Registry unsigned_above(false);
  auto plan = plan_of(*unsigned_above.fresh, {server(ns, {address})}, {{unsigned_above.fresh->ksk.ds()}});
  CHECK(unsigned_above.judge(plan).status == Status::secure);

  Registry bogus_above;
  bogus_above.tld->resign_expired("example.", "DNSKEY");
  auto broken = bogus_above.judge(
      plan_of(*bogus_above.fresh, {server(ns, {address})}, {{bogus_above.fresh->ksk.ds()}}));
  CHECK(broken.status == Status::bogus);
  REQUIRE_FALSE(broken.findings.empty());
  CHECK(broken.findings[0].zone == name("example."));
}

TEST_CASE("plan: each server is looked at") {
  Registry registry;
  SUBCASE("one that refuses the zone") {
    auto diagnosis = registry.judge(
        plan_of(*registry.fresh, {server(ns, {address}), server("ns2.new.example.", {"192.0.2.31"})}));
    CHECK(diagnosis.status == Status::insecure);
    const auto* lame = find(diagnosis, "server-lame");
    REQUIRE(lame);
    CHECK(lame->server == "192.0.2.31");
    CHECK(lame->severity == Severity::warning);
    CHECK(lame->text.in(ede::Language::en) ==
          "one of the 2 planned servers of new.example fails: ns2.new.example (192.0.2.31): answers REFUSED");
    CHECK(lame->remedy.in(ede::Language::en) ==
          "load the zone on this server before the zone is delegated to it, or leave it out of the plan");
  }
  SUBCASE("all refuse it") {
    auto diagnosis = registry.judge(plan_of(*registry.fresh, {server(ns, {"192.0.2.31"})}));
    CHECK(diagnosis.status == Status::unresolvable);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].kind.text() == "no-reachable-authority");
    CHECK(diagnosis.findings[0].remedy.in(ede::Language::en).find("before it is delegated to them") !=
          std::string::npos);
  }
  SUBCASE("one that has the zone above, and denies this one") {
    auto diagnosis = registry.judge(plan_of(*registry.fresh, {server(ns, {"192.0.2.21"})}));
    CHECK(diagnosis.status == Status::unresolvable);
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(
        diagnosis.findings[0].text.in(ede::Language::en) ==
        "the only planned server of new.example fails: ns.new.example (192.0.2.21): has no SOA of the zone");
  }
  SUBCASE("one within the zone, without an address") {
    auto diagnosis =
        registry.judge(plan_of(*registry.fresh, {server(ns), server("ns.old.example.", {address})}));
    const auto* nowhere = find(diagnosis, "server-without-address");
    REQUIRE(nowhere);
    CHECK(nowhere->text.in(ede::Language::en) ==
          "ns.new.example, a server of new.example, leads nowhere: the plan has no address for it "
          "(+ns=NAME/ADDRESS)");
  }
  SUBCASE("all of them so") {
    auto diagnosis = registry.judge(plan_of(*registry.fresh, {server(ns)}));
    REQUIRE_FALSE(diagnosis.findings.empty());
    CHECK(diagnosis.findings[0].kind.text() == "no-reachable-authority");
    CHECK(diagnosis.findings[0].text.in(ede::Language::en).find("+ns=NAME/ADDRESS") != std::string::npos);
  }
  SUBCASE("one elsewhere, whose address is looked up") {
    // It is the server of old.example., which refuses new.example.
    auto diagnosis =
        registry.judge(plan_of(*registry.fresh, {server(ns, {address}), server("ns.old.example.")}));
    const auto* lame = find(diagnosis, "server-lame");
    REQUIRE(lame);
    CHECK(lame->server == "192.0.2.31");
    CHECK_FALSE(find(diagnosis, "server-without-address"));
  }
}

TEST_CASE("plan: names and addresses that the zone has otherwise are told of the plan, not of the parent") {
  Registry registry;
  auto other = registry.judge(plan_of(*registry.fresh, {server("ns9.new.example.", {address})}));
  const auto* names = find(other, "ns-differ");
  REQUIRE(names);
  CHECK(names->text.in(ede::Language::en) ==
        "the plan names other servers for new.example (ns9.new.example) than the zone itself "
        "(ns.new.example)");
  CHECK_FALSE(names->remedy.empty());

  registry.fresh->addresses.push_back("192.0.2.42");
  auto moved = registry.judge(plan_of(*registry.fresh, {server(ns, {"192.0.2.42"})}));
  const auto* glue = find(moved, "glue-differs");
  REQUIRE(glue);
  CHECK(glue->text.in(ede::Language::en) ==
        "the plan gives 192.0.2.42 for ns.new.example, and the zone new.example itself 192.0.2.41");
}

TEST_CASE("plan: DS for a zone that nobody delegates lead nowhere without servers, and the asker is told") {
  Registry registry;
  auto diagnosis = registry.judge(plan_of(*registry.fresh, {}, {{registry.fresh->ksk.ds()}}));
  CHECK(diagnosis.status == Status::indeterminate);
  REQUIRE_FALSE(diagnosis.findings.empty());
  CHECK(diagnosis.findings[0].kind.text() == "no-reachable-authority");
  CHECK(diagnosis.findings[0].fault == Fault::client);
  CHECK(diagnosis.findings[0].remedy.in(ede::Language::en) ==
        "name the servers that have the zone (+ns=NAME/ADDRESS)");
}

TEST_CASE("plan: no resolver is asked about it, and what one said is not held against it") {
  Registry registry;
  bool asked = false;
  registry.world.resolver = [&](const diagnosis::Ask&) -> std::optional<diagnosis::Answer> {
    asked = true;
    return std::nullopt;
  };
  auto request = registry.world.request("new.example.");
  request.planned = plan_of(*registry.fresh, {server(ns, {address})});
  request.info_codes = {9};
  auto diagnosis = diagnosis::diagnose(request, registry.world);
  CHECK_FALSE(asked);
  CHECK(diagnosis.claim == diagnosis::Claim::absent);
}

"""edig +why against the whole table of cases, through each of the four resolvers over UDP and over HTTPS, and without any of
them (+direct): the root cause, its zone and whose turn it is, and not a word about what is sound."""

import json
import os
import pathlib
import subprocess

import pytest

from edig_lab import LAB, LAB_DIR, SUCCESS, SUSPECT, TRANSPORTS, edig, way
import asking  # noqa: I100  edig_lab shows where it is

TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")
RESOLVERS = os.environ.get("EDIG_RESOLVERS", "unbound,named,kresd,pdns").split(",")
MORE_WAYS = ["direct", *(f"{resolver}/https" for resolver in RESOLVERS)]

# What comes without authority a resolver may take for an answer; without a resolver there is none.
NO_ANSWER_DIRECT = {"servers-lame"}


# Of nearly two thousand diagnoses: servers look dead for a moment where the machine itself stands still for seconds.
SECOND_LOOKS = 3


def rows_of(resolvers: list[str], ways: list[str], cases: str = "*") -> list[dict]:
    here = pathlib.Path(__file__).resolve().parent
    done = subprocess.run([str(here / "table"), "--edig", os.environ["EDIG"], "--format", "json", "--cases", cases,
                           "--resolvers", ",".join(resolvers), "--ways", ",".join(ways)],
                          capture_output=True, text=True, check=True, timeout=600)
    return json.loads(done.stdout)["rows"]


@pytest.fixture(scope="module")
def table() -> list[dict]:
    return rows_of(RESOLVERS, MORE_WAYS)


@pytest.fixture(scope="module")
def second_looks() -> list[str]:
    return []


def wrong(rows: list[dict], way: str) -> dict[str, dict]:
    return {row["case"]: {"found": row["edig"][way], "right": row["expect"]} for row in rows if not row["edig"][way]["exact"]}


@pytest.mark.parametrize("way", RESOLVERS + MORE_WAYS)
def test_the_table(table, second_looks, way):
    judged = [row for row in table if way in row["edig"]]
    assert len(judged) > 180
    excused = NO_ANSWER_DIRECT if way == "direct" else set()
    left = {case: found for case, found in wrong(judged, way).items() if case not in excused}
    second_looks += left
    assert len(second_looks) <= SECOND_LOOKS, left
    for case, found in left.items():
        again = [row for row in rows_of(RESOLVERS, MORE_WAYS, case) if way in row["edig"]]
        assert wrong(again, way) == {}, found


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_each_transport(transport):
    """The evidence comes the way the user asked."""
    sound = edig(*way("unbound", transport), *TRUST, "+why", "+json", "www.valid.example")
    assert sound.status == SUCCESS
    assert sound.json["diagnosis"]["status"] == "secure"
    assert sound.json["diagnosis"]["findings"] == []
    broken = edig(*way("unbound", transport), *TRUST, "+why", "+json", "www.rrsig-exp-a.example")
    first = broken.json["diagnosis"]["findings"][0]
    assert (first["info_code"], first["zone"], first["fault"]) == (7, "rrsig-exp-a.example.", "zone")


def test_direct_needs_no_resolver():
    broken = edig("@127.0.9.9", *TRUST, "+why", "+direct", "+json", "+timeout=1", "+tries=1", "www.rrsig-exp-a.example")
    assert broken.json["diagnosis"]["findings"][0]["info_code"] == 7


@pytest.mark.parametrize("server", ["unbound", "named", "kresd", "pdns"])
@pytest.mark.parametrize("what", ["blocked", "forged"])
def test_policy_where_no_server_of_the_zone_can_be_asked(server, what, tmp_path):
    """As in a network that lets DNS out by its resolver only: the zone is not blamed for what the resolver made up."""
    if f"{what}-{server}" not in {case["name"] for case in LAB["cases"]}:
        pytest.skip("the lab has no such case")
    hints = tmp_path / "hints"
    hints.write_text(". 3600 IN NS ns.dead.\nns.dead. 3600 IN A 127.0.20.1\n")
    asked = edig(*way(server), f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={hints}", "+why", "+json",
                 f"{what}-{server}.policy.example")
    diagnosis = asked.json["diagnosis"]
    assert diagnosis["status"] == "indeterminate"
    assert {finding["fault"] for finding in diagnosis["findings"] if finding["severity"] == "error"} == {"resolver"}


def test_a_silent_resolver_costs_six_seconds_at_the_most():
    """As the man page says, also where every server of the zone is silent, too."""
    for name, status, kind in (("valid", "secure", "resolver-silent"), ("servers-silent", "unresolvable", "no-reachable-authority")):
        asked = asking.edig("@127.0.20.2", *TRUST, "+why", "+json", f"www.{name}.example", limit=30)
        diagnosis = asked.json["diagnosis"]
        assert (diagnosis["status"], diagnosis["findings"][0]["kind"]) == (status, kind)
        assert diagnosis["cost"]["ms"] <= 6000


def test_another_clock():
    """Signatures of today are over in ten years."""
    later = edig(*way("unbound"), *TRUST, "+why", "+at=2036-01-01", "+json", "www.valid.example")
    assert later.status == SUSPECT
    assert later.json["diagnosis"]["status"] == "bogus"


def test_the_lab_has_all_cases_of_the_paper():
    assert len([case for case in LAB["cases"] if not case["via"]]) >= 63

"""edig +why against delv, wherever delv can judge: secure, insecure or bogus, of each case's own question and of what else
its zone says: that a name does not exist, that there is no such type, and its SOA. Both through a resolver that does not
validate."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from delv import DIFFERS, delv
from edig_lab import LAB, LAB_DIR, address, edig

TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")
JUDGED = {case["name"]: case for case in LAB["cases"] if not case["via"] and case["expect"]["status"] != "unresolvable"}


def questions(case: dict) -> set[tuple[str, str]]:
    own = {(case["qname"], case["qtype"])}
    if case["group"] == "hostile":  # what else a zone says that is made to hurt hangs on how much each endures
        return own
    zone = case["zone"]
    return own | {("nx-nx." + zone, "A"), ("www." + zone, "TXT"), (zone, "SOA")}


@pytest.fixture(scope="module")
def verdicts() -> dict[str, dict[tuple[str, str], tuple[str, str | None, dict]]]:
    """Case -> question -> edig's status, delv's, and all of edig's diagnosis."""
    asked = [(name, question) for name, case in JUDGED.items() for question in questions(case)]
    server = address("iterator")
    with ThreadPoolExecutor(40) as patient, ThreadPoolExecutor(8) as quick:  # delv takes 12 s where signatures are missing
        by_delv = [patient.submit(delv, server, *question) for _, question in asked]
        by_edig = [quick.submit(edig, "@" + server, *TRUST, "+why", "+json", *question) for _, question in asked]
        found: dict = {}
        for (name, question), one, other in zip(asked, by_edig, by_delv):
            diagnosis = one.result().json["diagnosis"]
            found.setdefault(name, {})[question] = (diagnosis["status"], other.result(), diagnosis)
    return found


def differing(found: dict) -> dict:
    return {question: pair[:2] for question, pair in found.items() if pair[1] and pair[0] != pair[1]}


@pytest.mark.parametrize("name", [name for name, case in JUDGED.items()
                                  if name not in DIFFERS and "server" not in case["expect"]])
def test_delv_agrees(verdicts, name):
    assert differing(verdicts[name]) == {}


@pytest.mark.parametrize("name", DIFFERS)
def test_where_delv_differs(verdicts, name):
    """An exception that is none any more goes from the list."""
    assert differing(verdicts[name])


@pytest.mark.parametrize("name", [name for name, case in JUDGED.items() if "server" in case["expect"]])
def test_one_bad_server(verdicts, name):
    """delv judges what the resolver got from one of the servers; where that was the bad one, edig names it."""
    for question in differing(verdicts[name]):
        servers = [finding.get("server", "") for finding in verdicts[name][question][2]["findings"]]
        assert any(JUDGED[name]["expect"]["server"] in server for server in servers)


def test_delv_judges_most(verdicts):
    judged = [pair[1] for found in verdicts.values() for pair in found.values() if pair[1]]
    assert len(judged) > 500 and {"secure", "insecure", "bogus"} <= set(judged)

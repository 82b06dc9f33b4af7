"""+preflight=validation where replies are lost or the server does what none should: what is not known is not fine."""

import subprocess

import pytest

from asking import EDIG, environment, survey_rows
from messages import AD, CD, QR_RD_RA, SERVFAIL, ede, reply

LOST = None


def asks_unchecked(query) -> bool:
    return bool(query.wire[3] & CD)


def validating(script):
    """Answers what a survey begins with as a resolver does that validates."""
    def answer(query):
        if query.labels == []:
            return [reply(query, flags=QR_RD_RA | AD)]
        if query.labels[0].startswith("edig-"):
            return [reply(query, answer=[], rcode=3)]
        return script(query)
    return answer


@pytest.fixture
def preflight(stage, tmp_path):
    def run(script, *names, words=()):
        path = tmp_path / "names"
        path.write_text("".join(name + "\n" for name in names or ("a.valid",)))
        host = stage.host().udp(validating(script))
        done = subprocess.run([EDIG, "-r", "+rate=0", f"@{host.address}", f"+survey={path}", "+preflight=validation", *words],
                              capture_output=True, text=True, timeout=120, check=False, env=environment())
        return done.returncode, survey_rows(done.stdout), host
    return run


def says(unchecked, checked, copies_cd=True):
    """A server that gives each of the two questions this RCODE, or no reply."""
    def script(query):
        rcode = unchecked if asks_unchecked(query) else checked
        if rcode is LOST:
            return []
        return [reply(query, rcode=rcode, flags=QR_RD_RA | (CD if copies_cd and asks_unchecked(query) else 0))]
    return script


@pytest.mark.parametrize("unchecked, checked, verdict, status", [
    (0, 0, "works", 0), (0, SERVFAIL, "stops", 3), (3, SERVFAIL, "stops", 3), (SERVFAIL, SERVFAIL, "fails", 0),
    (0, 3, "unknown", 3), (SERVFAIL, 0, "unknown", 3), (0, 5, "unknown", 3)])
def test_verdicts(preflight, unchecked, checked, verdict, status):
    code, rows, _ = preflight(says(unchecked, checked))
    assert (code, rows[1]["preflight"]["verdict"]) == (status, verdict)
    assert rows[1]["rcode"]["value"] == checked
    assert rows[1]["preflight"]["unvalidated"]["rcode"]["value"] == unchecked


@pytest.mark.parametrize("unchecked, checked", [(LOST, 0), (0, LOST)])
def test_one_reply_tells_nothing(preflight, unchecked, checked):
    code, rows, _ = preflight(says(unchecked, checked))
    assert (code, rows[1]["preflight"]["verdict"]) == (3, "unknown")
    assert ("error" in rows[1]) == (checked is LOST)
    assert ("error" in rows[1]["preflight"]["unvalidated"]) == (unchecked is LOST)


def test_a_server_that_knows_no_cd_has_not_told_twice_that_it_fails(preflight):
    _, rows, _ = preflight(says(SERVFAIL, SERVFAIL, copies_cd=False))
    assert rows[1]["preflight"]["verdict"] == "unknown"


def test_a_server_that_answers_what_it_knows_to_be_bogus_does_not_make_it_work(preflight):
    _, rows, _ = preflight(lambda query: [reply(query, options=ede(6), flags=QR_RD_RA | (CD if asks_unchecked(query) else 0))])
    assert rows[1]["preflight"]["verdict"] == "unknown"


def test_a_failure_that_is_over_when_it_is_asked_again_does_not_count(preflight):
    failed = set()

    def script(query):
        first = query.labels[0] not in failed and not asks_unchecked(query)
        if first:
            failed.add(query.labels[0])
        return says(0, SERVFAIL if first else 0)(query)
    code, rows, _ = preflight(script, *(f"n{i}.valid" for i in range(20)))
    assert code == 0 and len(rows) == 20
    for row in rows.values():
        assert (row["preflight"]["verdict"], row["recovered"]) == ("works", True)


def test_both_questions_go_to_one_server_once_each(preflight):
    code, rows, host = preflight(says(0, 0), *(f"n{i}.valid" for i in range(200)), words=["+parallel=10"])
    assert code == 0 and len(rows) == 200
    asked = [(query.labels[0], asks_unchecked(query)) for query in host.queries if query.labels and query.labels[0].startswith("n")]
    assert sorted(asked) == sorted((f"n{i}", unchecked) for i in range(200) for unchecked in (True, False))


def test_what_a_lossy_server_loses_is_not_taken_for_fine(preflight):
    """A third of all replies is lost: whatever a row says, it has seen."""
    def script(query):
        if query.number % 3 == 0:
            return []
        bogus = query.labels[0].startswith("bad")
        return says(0, SERVFAIL if bogus else 0)(query)
    _, rows, _ = preflight(script, *(f"{'bad' if i % 4 == 0 else 'n'}{i}.valid" for i in range(100)))
    assert len(rows) == 100
    for line, row in rows.items():
        assert row["preflight"]["verdict"] in ("unknown", "stops" if (line - 1) % 4 == 0 else "works")
    assert sum(row["preflight"]["verdict"] == "unknown" for row in rows.values()) < 10

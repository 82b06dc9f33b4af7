"""+survey with several servers, or one that counts: whom it asks again, and that who falls silent holds up no other."""

import json
import subprocess
import time

import pytest

from asking import EDIG, environment
from messages import AD, QR_RD_RA, REFUSED, SERVFAIL, reply
from surveying import is_check, survey


def refuses(query):
    return [reply(query)] if is_check(query) else [reply(query, answer=[], rcode=REFUSED)]


@pytest.mark.parametrize("refusing", [1, 2, 4])
@pytest.mark.parametrize("rate", [0, 1000])
def test_what_one_server_refuses_another_is_asked_for(stage, names, refusing, rate):
    """Chance decides who is asked first, and then each is asked until one finds nothing wrong, also where another could be
    asked sooner (projectdiscovery/dnsx#708)."""
    hosts = [stage.host().udp(refuses) for _ in range(refusing)] + [stage.host().udp(lambda query: [reply(query)])]
    _, rows = survey(f"+rate={rate}", *(f"@{host.address}" for host in hosts), names(*(f"n{i}.valid" for i in range(60))))
    assert {row["rcode"]["name"] for row in rows.values()} == {"NOERROR"}
    assert any(row.get("recovered") for row in rows.values())


def test_what_all_refuse_so_many_are_asked_about(stage, names):
    hosts = [stage.host().udp(refuses) for _ in range(8)]
    _, rows = survey(*(f"@{host.address}" for host in hosts), names(*(f"n{i}.valid" for i in range(40))))
    assert len(rows) == 40
    assert {row["rcode"]["name"] for row in rows.values()} == {"REFUSED"}
    assert sum(not is_check(query) for host in hosts for query in host.queries) == 40 * 5


def test_a_reply_counts_for_more_than_the_silence_of_another(stage, names):
    silent = stage.host().udp(lambda query: [reply(query)] if is_check(query) else [])
    _, rows = survey(f"@{stage.host().udp(refuses).address}", f"@{silent.address}", names("a.valid", "b.valid"), limit=90)
    assert [row["rcode"]["name"] for row in rows.values()] == ["REFUSED"] * 2
    assert any(not is_check(query) for query in silent.queries)


def test_a_failure_that_is_not_said_again_is_no_success_of_who_does_not_validate(stage, names):
    """A validating server fails once and then falls silent: what it said stands, and the other is not asked in its place."""
    failed = set()

    def validating(query):
        if is_check(query):
            return [reply(query, flags=QR_RD_RA | AD)]
        if query.labels[0] in failed:
            return []
        failed.add(query.labels[0])
        return [reply(query, answer=[], rcode=SERVFAIL)]
    other = stage.host().udp(lambda query: [reply(query)])
    _, rows = survey(f"@{stage.host().udp(validating).address}", f"@{other.address}", names(*(f"n{i}.valid" for i in range(8))), limit=90)
    assert failed and len(rows) == 8
    for row in rows.values():
        right = "SERVFAIL" if row["question"]["name"].split(".")[0] in failed else "NOERROR"
        assert row["rcode"]["name"] == right and "recovered" not in row


def test_a_server_that_counts_questions_has_forgotten_the_first_pass(stage, names):
    """It refuses where there were more than 100 in the second before (blechschmidt/massdns#132, #117)."""
    lately = []

    def script(query):
        now = time.monotonic()
        lately[:] = [at for at in lately if at > now - 1] + [now]
        return [reply(query, answer=[], rcode=REFUSED)] if len(lately) > 100 and not is_check(query) else [reply(query)]
    host = stage.host().udp(script)
    _, rows = survey("+rate=500", f"@{host.address}", names(*(f"n{i}.valid" for i in range(300))))
    assert len(rows) == 300
    assert {row["rcode"]["name"] for row in rows.values()} == {"NOERROR"}
    assert any(row.get("recovered") for row in rows.values())


def test_of_servers_that_are_compared_one_that_goes_silent_holds_up_no_other(stage, names):
    """Each of its lines has its row; the others' names do not wait for it."""
    silent_from = 100

    def script(query):
        return [reply(query)] if query.number < silent_from else []
    dying, sound = stage.host().udp(script), stage.host().udp(lambda query: [reply(query)])
    done = subprocess.run([EDIG, "-r", "+rate=0", "+compare", "+parallel=400", f"@{dying.address}", f"@{sound.address}",
                           names(*(f"n{i}.valid" for i in range(1500)))],
                          capture_output=True, text=True, timeout=300, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    rows = [json.loads(line) for line in done.stdout.splitlines()]
    assert len({(row["line"], row["server"]["address"]) for row in rows}) == len(rows) == 3000
    of_sound = [row for row in rows if row["server"]["address"] == sound.address]
    assert {row["outcome"] for row in of_sound} == {"answer"}
    assert {row["error"]["kind"] for row in rows if "error" in row} == {"timeout"}

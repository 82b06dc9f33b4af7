"""+trace and +nssearch among real servers: what is wrong with the way to a name, beside the words of dig."""

import os

import pytest

from edig_lab import FAILURE, NO_REPLY, SUCCESS, SUSPECT, edig

TROUBLES = {
    "www.valid.example": (SUCCESS, []),
    "nx.valid.example": (SUCCESS, []),
    "www.unsigned.example": (SUCCESS, []),
    "www.servers-refuse.example": (FAILURE, ["rcode", "rcode"]),
    "www.servers-upward.example": (SUSPECT, ["upward"]),
    "www.servers-lame.example": (SUSPECT, ["not-authoritative"]),
    "www.no-ksk.example": (SUSPECT, ["ds"]),
    "www.ds-bogus-digest-value.example": (SUSPECT, ["ds"]),
    "www.servers-silent.example": (NO_REPLY, ["no-reply"]),
}


def troubles(value: dict) -> list[str]:
    return [trouble["kind"] for step in value["trace"]["steps"] for trouble in step.get("troubles", [])]


@pytest.mark.parametrize("name", TROUBLES)
def test_what_is_wrong_on_the_way(name):
    done = edig("+trace", "+json", "+time=1", "+tries=1", name)
    assert (done.status, troubles(done.json)) == TROUBLES[name]
    zones = [step["zone"] for step in done.json["trace"]["steps"]]
    assert zones[:3] == [".", ".", "example."]
    assert done.json["question"]["name"] == name + "."


def test_the_text_is_dig_s_and_ends_with_the_way_on():
    text = edig("+trace", "www.servers-upward.example").text
    assert "\n;; Received " in text
    assert "refers to the root zone, which is no way down to the name: it is lame.\n" in text
    assert text.endswith(" www.servers-upward.example\n") and ";; To find out why: edig +why @" in text
    assert ";; To find out why" not in edig("+trace", "www.valid.example").text


def test_a_resolver_that_leads_nowhere_is_walked_around():
    """As those do that refuse what is not recursive, or know no root, or are silent."""
    for server in (os.environ["LAB_REFUSING"], "127.0.0.99"):
        done = edig("+trace", "+json", "+time=1", "+tries=1", "@" + server, "www.valid.example")
        assert troubles(done.json)[-1] == "own-hints"
        assert done.status == SUSPECT and done.json["answer"]
    assert ";; The walk goes on from the servers of the root" in edig("+trace", "@127.0.0.99", "www.valid.example").text


def test_past_a_lame_server_to_the_next():
    """Whichever of the two is asked first, the walk ends with an answer."""
    for _ in range(6):
        last = edig("+trace", "+json", "www.one-lame.example").json
        assert last["flags"] == ["qr", "aa"]


def test_a_server_without_recursion_is_enough():
    assert edig("+trace", "+json", "@127.0.10.1", "www.valid.example").status == SUCCESS


def test_glue_that_leads_nowhere_is_not_followed():
    done = edig("+trace", "+json", "--config=", "www.v4-loopback.example")
    assert "nowhere" in troubles(done.json)


def test_the_soa_of_each_server():
    found = edig("+nssearch", "+json", "www.valid.example")
    assert found.status == SUCCESS
    search = found.json["nssearch"]
    assert search["zone"] == "valid.example." and len(search["servers"]) == 2
    assert len({server["serial"] for server in search["servers"]}) == 1
    assert "behind" not in search


def test_a_server_without_authority_is_told():
    found = edig("+nssearch", "one-lame.example")
    assert found.status == SUSPECT
    assert "(ns2.one-lame.example): no authority (AA).\n" in found.text

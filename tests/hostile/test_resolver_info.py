"""RESINFO (RFC 9606): what a failing resolver says that it can tell of, asked beside the rest and worth no waiting."""

import struct

import pytest

from asking import SANITIZED, edig
from messages import NXDOMAIN, QR_RD_RA, ede, message, name, opt, record
from signed import AA, QR, World
from test_blame import DAY, checks, failing, kinds, spoil_times

RESINFO = 261
RD = 0x0100


@pytest.fixture(name="world")
def fixture_world(stage, tmp_path):
    world = World(stage, tmp_path)
    spoil_times(world.zone, -30 * DAY)
    return world


def texts(*strings: bytes) -> bytes:
    return b"".join(bytes([len(text)]) + text for text in strings)


def about(world) -> list:
    return [query for query in world.resolver.queries if query.rdtype == RESINFO]


def serve(world, *rdatas: bytes, flags: int = QR | AA, options: bytes = b"") -> None:
    """The resolver fails where it validates, and says this of itself."""
    def script(query):
        if query.rdtype == RESINFO:
            answer = [record(name("resolver.arpa."), RESINFO, rdata) for rdata in rdatas]
            return message(query.identity, query.question, answer, additional=[opt()], flags=flags)
        if query.labels and checks(query):
            return message(query.identity, query.question, rcode=2, flags=QR_RD_RA, additional=[opt(options)])
        return world.resolvers_reply(query)
    world.at_resolver = script


def test_a_listed_error_that_was_not_sent(world):
    serve(world, texts(b"qnamemin", b"exterr=6-8,22", b"infourl=https://resolver.example/"))
    asked = world.why("www.valid.")
    diagnosis = asked.json["diagnosis"]
    assert diagnosis["findings"][0]["info_code"] == 7
    assert diagnosis["resolver_info"] == {"qnamemin": True, "infourl": "https://resolver.example/",
                                          "exterr": [{"first": 6, "last": 8}, {"first": 22, "last": 22}]}
    (note,) = [finding for finding in diagnosis["findings"] if finding["kind"] == "listed-error-not-sent"]
    assert (note["severity"], note["fault"]) == ("note", "resolver")
    (query,) = about(world)
    assert not struct.unpack_from("!H", query.wire, 2)[0] & RD
    assert [label.lower() for label in query.labels] == ["resolver", "arpa"]


SILENT = {
    "lists nothing": dict(rdatas=[texts(b"qnamemin")]),
    "lists others": dict(rdatas=[texts(b"exterr=15-17")]),
    "not authoritative": dict(rdatas=[texts(b"exterr=7")], flags=QR),
    "two records": dict(rdatas=[texts(b"exterr=7"), texts(b"exterr=7-8")]),
    "backwards": dict(rdatas=[texts(b"exterr=8-6")]),
    "past the end": dict(rdatas=[b"\xffexterr=7"]),
    "denies": dict(rdatas=[], flags=QR | AA | NXDOMAIN),
    "sends another": dict(rdatas=[texts(b"exterr=7")], options=ede(6)),
}


@pytest.mark.parametrize("case", SILENT)
def test_who_promised_nothing_is_held_to_nothing(world, case):
    given = dict(SILENT[case])
    serve(world, *given.pop("rdatas"), **given)
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["findings"][0]["info_code"] == 7
    assert "listed-error-not-sent" not in kinds(diagnosis)
    assert len(about(world)) == 1


def test_hostile_lists(world):
    """All codes there are, and a page whose address would move a terminal's cursor."""
    serve(world, texts(b"exterr=1-65535", b"infourl=https://a\x1b[2J\xe2\x80\xae\xff/"))
    asked = world.why("www.valid.")
    assert asked.json["diagnosis"]["resolver_info"]["exterr"] == [{"first": 1, "last": 65535}]
    shown = edig(*world.options(), "www.valid.")
    assert "EDE 1-65535" in shown.text and "\x1b[2J" not in shown.said


def test_nobody_waits_for_it(world):
    """It is dropped, and would be waited for for 1.5 s; all else is answered at once."""
    serve(world)
    script = world.at_resolver
    world.at_resolver = lambda query: None if query.rdtype == RESINFO else script(query)
    diagnosis = world.why("www.valid.").json["diagnosis"]
    assert diagnosis["findings"][0]["info_code"] == 7
    assert len(about(world)) == 1
    assert SANITIZED or diagnosis["cost"]["ms"] < 1500


def test_a_name_in_order_is_asked_no_question_more(stage, tmp_path):
    world = World(stage, tmp_path)
    assert world.why("www.valid.").json["diagnosis"]["status"] == "secure"
    assert not about(world)


def test_a_resolver_that_fails_for_all(world):
    world.at_resolver = failing
    world.why("www.valid.")
    assert len(about(world)) == 1

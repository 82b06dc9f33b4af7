"""What other DNS tools were told of in public: replies that crashed them, misled them or kept them busy, made again.

Each test names the report, as repository#number; those about signed zones are in test_reports_signed.py.
"""

import struct

import pytest

from asking import FAILURE, NO_REPLY, SANITIZED, SUCCESS, edig, in_all_formats, measured
from messages import (A, CNAME, GOOD_ADDRESS, NAME_OF_QUESTION, address_record, framed, message, name, record,
                      reply)
from stage import After

NAPTR, HINFO, PTR, SVCB, HTTPS, CAA = 35, 13, 12, 64, 65, 257
FORGED = "203.0.113.66"


def parameter(key: int, value: bytes, length: int | None = None) -> bytes:
    """A SvcParam (RFC 9460 section 2.2); `length` lies."""
    return struct.pack("!HH", key, len(value) if length is None else length) + value


def rdatas(value):
    return [shown["rdata"].lower() for shown in value["answer"]]


def as_it_came(rdata: bytes) -> str:
    """The form of RFC 3597."""
    return f"\\# {len(rdata)} {rdata.hex()}".rstrip()


def answered(stage, rdtype, *answer):
    """The reply of these records, in all formats."""
    host = stage.host().udp(lambda query: [reply(query, answer=answer)])
    return in_all_formats(f"@{host.address}", "www.valid.", f"TYPE{rdtype}")


# ---- octets of a record ----

H1 = b"\0\1\0"    # priority 1, target "."
BAD_HTTPS = {
    "hickory-dns/hickory-dns#1464 a value longer than RDATA": H1 + parameter(1, b"\2h2", 255),
    "hickory-dns/hickory-dns#1464 the longest value": H1 + parameter(1, b"\2h2") + parameter(3, b"", 65535),
    "hickory-dns/hickory-dns#1464 a key alone": H1 + b"\0\1",
    "PowerDNS/pdns#16710 a key twice": H1 + parameter(3, b"\x01\xbb") + parameter(3, b"\x20\xfb"),
    "PowerDNS/pdns#16710 keys out of order": H1 + parameter(3, b"\x01\xbb") + parameter(1, b"\2h2"),
    "PowerDNS/pdns#16710 a string longer than its list": H1 + parameter(1, b"\x09h2"),
    "PowerDNS/pdns#16710 half a port": H1 + parameter(3, b"\1"),
    "PowerDNS/pdns#16710 hints of three octets": H1 + parameter(4, b"\1\2\3"),
}


@pytest.mark.parametrize("kind", BAD_HTTPS)
@pytest.mark.parametrize("rdtype", [SVCB, HTTPS])
def test_service_parameters_that_are_none(stage, kind, rdtype):
    """hickory-dns/hickory-dns#1464, PowerDNS/pdns#16710: shown as octets and named, and the record after it is read."""
    rdata = BAD_HTTPS[kind]
    runs = answered(stage, rdtype, record(NAME_OF_QUESTION, rdtype, rdata), address_record())
    assert rdatas(runs["json"].json) == [as_it_came(rdata), GOOD_ADDRESS]
    assert len(runs["json"].json["problems"]) == 1
    assert "malformed" in runs["text"].said and GOOD_ADDRESS in runs["text"].text


@pytest.mark.parametrize("end", range(1, 12))
def test_a_message_that_ends_inside_a_service_parameter(stage, end):
    """pymumu/smartdns#2238: RDLENGTH promises 40 octets, and the message ends within priority, target, key or value."""
    rdata = (H1 + parameter(1, b"\2h2\2h3"))[:end]

    def script(query):
        return [reply(query, answer=[address_record(), record(NAME_OF_QUESTION, HTTPS, rdata, length=40)], additional=[])]
    host = stage.host().udp(script)
    value = in_all_formats(f"@{host.address}", "www.valid.", "HTTPS")["json"].json
    assert rdatas(value)[0] == GOOD_ADDRESS
    assert all(shown == as_it_came(rdata) for shown in rdatas(value)[1:])
    assert value["problems"]


def test_types_that_nobody_asked_for(stage):
    """systemd/systemd#30661: good records of new, unknown and reserved types beside the answer."""
    https = H1 + parameter(1, b"\2h2") + parameter(3, b"\x01\xbb")
    answer = [address_record(), *[record(NAME_OF_QUESTION, rdtype, https) for rdtype in (HTTPS, SVCB, 65400, 0, 65535)]]
    runs = answered(stage, A, *answer)
    assert [shown["type"] for shown in runs["json"].json["answer"]] == ["A", "HTTPS", "SVCB", "TYPE65400", "TYPE0", "TYPE65535"]
    assert rdatas(runs["json"].json)[3:] == [as_it_came(https)] * 3
    assert "h2" in rdatas(runs["json"].json)[1]


SHORT_RDATA = {
    "TXT of no octets": (16, b""),
    "TXT longer than RDATA": (16, b"\xffa"),
    "TXT whose second string is": (16, b"\1a\5bc"),
    "CAA with a tag beyond RDATA": (CAA, b"\0\xffissue"),
    "CAA without a tag": (CAA, b"\0"),
    "HINFO of one octet": (HINFO, b"\1"),
    "HINFO with half a string": (HINFO, b"\1a\5b"),
    "NAPTR cut off in its flags": (NAPTR, b"\0\1\0\1\xff"),
}


@pytest.mark.parametrize("kind", SHORT_RDATA)
def test_strings_longer_than_their_record(stage, kind):
    """zmap/zmap#962: a length that is not there, or that leads beyond the record, is not read past it."""
    rdtype, rdata = SHORT_RDATA[kind]
    runs = answered(stage, rdtype, record(NAME_OF_QUESTION, rdtype, rdata), address_record())
    assert rdatas(runs["json"].json) == [as_it_came(rdata), GOOD_ADDRESS]
    assert runs["json"].json["problems"]


def test_strings_that_are_empty(stage):
    """zmap/zmap#962, the other side: strings of no octets are strings."""
    good = {16: b"\0", NAPTR: b"\0\1\0\1\0\0\0\0", HINFO: b"\0\0"}
    for rdtype, rdata in good.items():
        value = answered(stage, rdtype, record(NAME_OF_QUESTION, rdtype, rdata))["json"].json
        assert "problems" not in value and '""' in value["answer"][0]["rdata"], value


@pytest.mark.parametrize("rcode, taken", [(0, False), (1, True), (2, True), (4, True), (5, True)])
def test_a_header_and_nothing_else(stage, rcode, taken):
    """openziti/desktop-edge-win#408, miekg/dns#1375: no question at all is an error's right, and no answer's."""
    host = stage.host().udp(lambda query: [message(query.identity, b"", rcode=rcode)])
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+noednsnegotiation")
    value = runs["json"].json
    assert runs["json"].status == (FAILURE if taken else NO_REPLY)
    assert taken and value["rcode"]["value"] == rcode or value["error"]["kind"] == "timeout" and value["dropped"] == 1


def test_no_try_has_a_reply(stage):
    """projectdiscovery/dnsx#156: where every try fails there is no message to look into."""
    host = stage.host().udp(lambda query: [query.wire[:length] for length in (0, 1, 2, 11)])
    for options in ([], ["+why"], ["+explain"], ["+compare", f"@{stage.host().address}"], ["+short"]):
        asked = edig(f"@{host.address}", "www.valid.", "+json", "+tries=2", "+timeout=0.2", "+deadline=1", *options)
        assert asked.status == NO_REPLY, asked


def test_an_empty_datagram_closes_nothing(stage):
    """openwrt/packages#21376: of no octets, from the right address, and 200 ms before the reply."""
    host = stage.host().udp(lambda query: [b"", After(0.2, reply(query))])
    value = edig(f"@{host.address}", "www.valid.", "+json").json
    assert rdatas(value) == [GOOD_ADDRESS]
    assert value["dropped"] == 1
    assert len(host.queries) == 1


# ---- names ----

def over_tcp(stage, wire_of):
    async def script(stream):
        while True:
            await stream.send(framed(wire_of(await stream.query())))
    return stage.host().tcp(script)


def pointer(offset: int) -> bytes:
    return struct.pack("!H", 0xc000 | offset)


def ladder(query, rungs, records):
    """A record whose RDATA is pointers, each to the one before it, and records that all begin at the last of them."""
    head = message(query.identity, query.question)
    start = len(head) + 11
    rdata = b"\0\0" + b"".join(pointer(start + 2 * rung) for rung in range(rungs - 1))
    first = record(b"\0", 65280, rdata)
    top = pointer(min(start + 2 * (rungs - 1), 0x3fff))
    again = record(top, A, b"\xc0\0\2\1")
    count = min(records, (65535 - len(head) - len(first)) // len(again))
    return message(query.identity, query.question, [first] + [again] * count), count


@pytest.mark.parametrize("rungs, readable", [(30, True), (8000, False)])
def test_a_ladder_of_pointers(stage, rungs, readable):
    """flatcar/Flatcar#2199: each pointer leads back, so none is a loop, and all of them together are still much work."""
    host = over_tcp(stage, lambda query: ladder(query, rungs, 3000)[0])
    asked, taken = measured(f"@{host.address}", "www.valid.", "+tcp", "+json", "+timeout=5")
    value = asked.json
    if readable:
        assert {shown["name"] for shown in value["answer"]} == {"."} and len(value["answer"]) == 3001
        assert "problems" not in value
    else:
        assert value["problems"]
    assert SANITIZED or taken.cpu < 1, taken


def test_a_question_that_points_to_itself(stage):
    """freeswitch/sofia-sip#338: there is no name to compare, so it is no reply."""
    question = NAME_OF_QUESTION + struct.pack("!HH", 1, 1)
    host = stage.host().udp(lambda query: [reply(query, question=question), reply(query)])
    value = edig(f"@{host.address}", "www.valid.", "+json").json
    assert rdatas(value) == [GOOD_ADDRESS] and value["dropped"] == 1


def test_two_names_that_point_at_each_other(stage):
    """fortra/impacket#543, Badcow/DNS#129: two pointers in the RDATA of one record, an owner leads to them."""
    def script(query):
        start = len(message(query.identity, query.question)) + 11
        loop = record(b"\0", 65280, pointer(start + 2) + pointer(start))
        return [reply(query, answer=[loop, record(pointer(start), A, b"\xc0\0\2\1")], additional=[])]
    host = stage.host().udp(script)
    value = in_all_formats(f"@{host.address}", "www.valid.")["json"].json
    assert len(value["answer"]) == 1
    assert value["problems"]


def test_many_labels_behind_few_pointers(stage):
    """mfontanini/libtins#551, mirage/ocaml-dns#127: 34 labels are no loop, nor is a pointer to a pointer."""
    owner = "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa."

    def script(query):
        start = len(message(query.identity, query.question)) + 12
        to_question = record(NAME_OF_QUESTION, PTR, pointer(12 + 2 * 32))    # its ip6.arpa.
        return [reply(query, answer=[to_question, record(NAME_OF_QUESTION, PTR, pointer(start))])]
    host = stage.host().udp(script)
    value = in_all_formats(f"@{host.address}", owner, "PTR")["json"].json
    assert [shown["name"] for shown in value["answer"]] == [owner] * 2
    assert rdatas(value) == ["ip6.arpa."] * 2
    assert "problems" not in value


ODD_LABELS = {
    b"exa.mple": r"exa\.mple", b"a\0b": r"a\000b", b"\\": r"\\", b'"': r'\"', b" ": r"\032", b";": r"\;", b"@": r"\@",
    b"$": r"\$", b"(": r"\(", b"\xff" * 63: r"\255" * 63,
}


@pytest.mark.parametrize("label", ODD_LABELS)
def test_odd_labels_keep_their_octets(stage, label):
    """razvandimescu/numa#54, MiniDNS/minidns#115, openthread/openthread#13187, dnsimple/dns_erlang#28: what edig prints
    of a name is that name again when it is asked for."""
    wire = bytes([len(label)]) + label + b"\5valid\0"
    host = stage.host().udp(lambda query: [reply(query, answer=[
        record(NAME_OF_QUESTION, CNAME, wire), record(wire, A, b"\xc0\0\2\1")])])
    alias, address = edig(f"@{host.address}", "www.valid.", "+json").json["answer"]
    assert alias["rdata"] == address["name"]
    assert alias["rdata"].endswith(".valid.")
    assert edig(f"@{host.address}", "--", address["name"]).status == SUCCESS
    assert host.queries[-1].question[:-4] == wire


def test_names_that_look_alike_are_not_the_same(stage):
    """MiniDNS/minidns#115: a dot inside a label is not between two; the reply to the one is none to the other."""
    question = b"\x09www.valid\0" + struct.pack("!HH", 1, 1)
    host = stage.host().udp(lambda query: [reply(query, question=question, answer=[address_record(FORGED)]), reply(query)])
    value = edig(f"@{host.address}", "www.valid.", "+json").json
    assert rdatas(value) == [GOOD_ADDRESS] and value["dropped"] == 1


HOSTILE = b"\x1b]52;c;b3duZWQ=\x07\xc2\x9b\xe2\x80\xae\xe2\x80\xa8\r\nSECURE  "
SPOKEN = {
    "HINFO": (HINFO, bytes([len(HOSTILE)]) + HOSTILE + b"\0"),
    "NAPTR": (NAPTR, b"\0\1\0\1\0\0" + bytes([len(HOSTILE)]) + HOSTILE + b"\0"),
    "CAA": (CAA, b"\0\5issue" + HOSTILE),
    "CAA's tag": (CAA, b"\0" + bytes([len(HOSTILE)]) + HOSTILE + b";"),
    "SOA's mailbox": (6, b"\0" + bytes([len(HOSTILE)]) + HOSTILE + b"\0" + bytes(20)),
    "alpn": (HTTPS, H1 + parameter(1, bytes([len(HOSTILE)]) + HOSTILE)),
    "an unknown SvcParam": (HTTPS, H1 + parameter(667, HOSTILE)),
    "dohpath": (SVCB, H1 + parameter(7, HOSTILE)),
    "RESINFO": (261, bytes([len(HOSTILE)]) + HOSTILE),
    "URI": (256, b"\0\1\0\1" + HOSTILE),
}


@pytest.mark.parametrize("kind", SPOKEN)
def test_text_inside_records(stage, tmp_path, kind):
    """zonemaster/zonemaster-cli#458, PowerDNS/pdns#805, rfc1036/whois#214, go-to-k/cdk-real-drift#848: terminals obey
    nothing of it, and scripts see no line more. asking.check looks for what may not be there."""
    rdtype, rdata = SPOKEN[kind]
    runs = answered(stage, rdtype, record(NAME_OF_QUESTION, rdtype, rdata))
    assert not [line for form in ("text", "dig", "short") for line in runs[form].lines if line.startswith("SECURE")]
    assert len(runs["short"].lines) == 1
    host = stage.host().udp(lambda query: [reply(query, answer=[record(NAME_OF_QUESTION, rdtype, rdata)])])
    page = tmp_path / "page.html"
    edig(f"@{host.address}", "www.valid.", f"TYPE{rdtype}", "+nowhy", f"+html={page}")
    assert not any(octet in page.read_bytes() for octet in (b"\x1b", b"\x07", b"\xc2\x9b", b"\xe2\x80\xae", b"\r"))


# ---- how long it takes ----

def long_names(query):
    """As many records as fit, each of an owner of its own."""
    answer = [record(name(f"{'a' * 40}{number:05}.valid."), A, b"\xc0\0\2\1") for number in range(950)]
    return reply(query, answer=answer)


def pointers_back(query):
    """2000 names for one address."""
    return reply(query, answer=[record(NAME_OF_QUESTION, PTR, name(f"host{number:04}.valid.")) for number in range(2000)])


@pytest.mark.parametrize("wire_of, count", [(long_names, 950), (pointers_back, 2000)],
                         ids=["rustsec/advisory-db#2835", "cofyc/dnscrypt-wrapper#77"])
def test_large_replies(stage, tmp_path, wire_of, count):
    """rustsec/advisory-db#2835, cofyc/dnscrypt-wrapper#77: 64 kB of names, in every format and as a page."""
    host = over_tcp(stage, wire_of)
    page = tmp_path / "page.html"
    for options in ([], ["+dig"], ["+short"], ["+json"], ["+nowhy", f"+html={page}"]):
        asked, taken = measured(f"@{host.address}", "www.valid.", "PTR", "+tcp", "+timeout=5", *options)
        assert asked.status == SUCCESS
        assert SANITIZED or taken.cpu < 0.5, (options, taken)
        if options == ["+json"]:
            assert len(asked.json["answer"]) == count

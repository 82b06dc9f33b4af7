"""+trace and +nssearch among servers that lead astray: in a circle, ever further down, into other people's zones."""

import pytest

from asking import NO_REPLY, SUSPECT, edig
from messages import A, NS, address_record, message, name, record, reply

AA_QR, QR = 0x8400, 0x8000
BOUND = 64


def octets(address: str) -> bytes:
    return bytes(map(int, address.split(".")))


def resolver(stage, addresses: dict):
    """It knows the root's server, and the address of each name in `addresses`."""

    def script(query):
        if query.rdtype == NS:
            return [reply(query, answer=[record(name("."), NS, name("root."))])]
        address = addresses.get(".".join(query.labels)) if query.rdtype == A else None
        return [reply(query, answer=[address_record(address)] if address else [])]

    return stage.host().udp(script)


def referral(query, zone: str, servers: dict):
    """To `zone`, with servers and their glue."""
    authority = [record(name(zone), NS, name(server)) for server in servers]
    glue = [record(name(server), A, octets(address)) for server, address in servers.items() if address]
    return [message(query.identity, query.question, [], authority, glue, QR)]


def troubles(value: dict) -> list[str]:
    return [trouble["kind"] for step in value["trace"]["steps"] for trouble in step.get("troubles", [])]


def trace(first, *words: str, limit: float = 20):
    return edig(f"@{first.address}", "+trace", "+json", "+ask-special", "+tries=1", "+time=1", *words, limit=limit)


@pytest.mark.parametrize("zone, kind", [(".", "sideways"), ("elsewhere.", "upward")])
def test_a_referral_that_leads_nowhere_ends_the_walk(stage, zone, kind):
    root = stage.host()
    root.udp(lambda query: referral(query, zone, {"root.": root.address}))
    done = trace(resolver(stage, {"root": root.address}), "www.valid.")
    assert (done.status, troubles(done.json)) == (SUSPECT, [kind])
    assert len(root.queries) == 1


def test_as_dig_a_circle_has_an_end(stage):
    """dig follows a referral to the same zone, 64 times."""
    root = stage.host()
    root.udp(lambda query: referral(query, ".", {"root.": root.address}))
    first = resolver(stage, {"root": root.address})
    done = edig(f"@{first.address}", "+asdig", "+trace", f"--resolv-conf={resolv_conf(stage, first)}", "www.valid.")
    assert done.text.count("BAD (HORIZONTAL) REFERRAL") <= BOUND
    assert len(root.queries) <= BOUND


def resolv_conf(stage, first) -> str:
    path = f"/tmp/edig-hostile-{first.address}.conf"
    with open(path, "w", encoding="ascii") as file:
        file.write(f"nameserver {first.address}\n")
    return path


def test_ever_further_down_has_an_end(stage):
    root = stage.host()

    def one_label_more(query):
        down = min(len(root.queries), len(query.labels))
        return referral(query, ".".join(query.labels[-down:]) + ".", {"root.": root.address})

    root.udp(one_label_more)
    done = trace(resolver(stage, {"root": root.address}), "a." * 100)
    assert done.status == SUSPECT
    assert troubles(done.json) == ["endless"]
    assert len(root.queries) < BOUND


def test_glue_counts_for_the_zone_alone(stage):
    """What a server says of another's name is not followed: the resolver is asked."""
    trap, right = stage.host(), stage.host()
    trap.udp(lambda query: [reply(query, flags=AA_QR)])
    right.udp(lambda query: [reply(query, flags=AA_QR)])
    top, root = stage.host(), stage.host()
    root.udp(lambda query: referral(query, "valid.", {"ns.valid.": top.address}))
    top.udp(lambda query: referral(query, "sub.valid.", {"ns.other.": trap.address}))
    done = trace(resolver(stage, {"root": root.address, "ns.other": right.address}), "www.sub.valid.")
    assert (done.status, troubles(done.json)) == (0, [])
    assert right.queries and not trap.queries


def test_a_crowd_of_silent_servers_is_asked_in_part(stage):
    root, crowd = stage.host(), {f"ns{number}.valid.": f"127.77.{number}.1" for number in range(200)}
    root.udp(lambda query: referral(query, "valid.", dict(list(crowd.items())[:30])))
    done = trace(resolver(stage, {"root": root.address}), "www.valid.")
    assert (done.status, troubles(done.json)) == (NO_REPLY, ["no-reply"])
    assert len(done.json.get("attempts", [])) < 20


def test_a_crowd_of_addresses_is_searched_in_part(stage):
    root, asked = stage.host(), [f"127.78.{number // 200}.{number % 200 + 1}" for number in range(400)]

    def script(query):
        if query.rdtype == NS:
            return [reply(query, answer=[record(name("valid."), NS, name(f"ns{number}.valid.")) for number in range(2)])]
        return [reply(query, answer=[address_record(address) for address in asked[:60]] if query.rdtype == A else [])]

    root.udp(script)
    done = edig(f"@{root.address}", "+nssearch", "+json", "+ask-special", "+tries=1", "+time=1", "valid.", limit=20)
    assert done.status == NO_REPLY
    assert len(done.json["nssearch"]["servers"]) == 64

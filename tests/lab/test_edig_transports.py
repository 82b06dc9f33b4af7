"""Every transport against every server that speaks it: the same reply as dnspython gets, and what is known of the channel."""

import dns.flags
import dns.rcode
import pytest

from edig_lab import (CA, SERVERS, SUCCESS, TRANSPORTS, ask, edig, extended_errors, records, reference, shown_errors,
                      shown_records, speaks, way)

RESOLVERS = ("unbound", "named", "kresd", "pdns", "dnsdist", "forwarder", "iterator")
PAIRS = [(server, transport) for server in RESOLVERS for transport in TRANSPORTS if speaks(server, transport)]
ENCRYPTED = [(server, transport) for server, transport in PAIRS if transport not in ("udp", "tcp")]
QUESTIONS = [("www.valid.example.", "A"), ("valid.example.", "DNSKEY"), ("alias.valid.example.", "A"),
             ("nx.valid.example.", "A"), ("valid.example.", "SOA"), ("www.unsigned.example.", "AAAA")]


def flags_of(message) -> set[str]:
    return set(dns.flags.to_text(message.flags).lower().split())


@pytest.mark.parametrize("qname, qtype", QUESTIONS)
@pytest.mark.parametrize("server, transport", PAIRS)
def test_the_reply_is_dnspythons(server, transport, qname, qtype):
    asked = ask(server, qname, qtype, "+all", transport=transport)
    shown = ask(server, qname, qtype, "+json", "+authority", transport=transport).json
    message = reference(server, qname, qtype)
    assert asked.status == SUCCESS
    assert shown["rcode"] == {"value": message.rcode(), "name": dns.rcode.to_text(message.rcode())}
    assert set(shown["flags"]) == flags_of(message)
    assert shown_records(shown.get("answer", [])) == records(message.answer)
    if message.authority and "authority" in shown:      # a server may leave NS out of a reply that has an answer
        assert shown_records(shown["authority"]) & records(message.authority)
    assert shown_errors(shown) == extended_errors(message)


@pytest.mark.parametrize("server, transport", PAIRS)
def test_the_server_is_described(server, transport):
    shown = ask(server, "www.valid.example.", "+json", transport=transport).json["server"]
    protocol = transport.removesuffix("-get")
    encrypted = protocol in ("tls", "https")
    assert shown["address"] == SERVERS[server]["address"]
    assert shown["port"] == SERVERS[server]["ports"][protocol]
    assert shown["transport"] == protocol
    assert shown["authenticated"] is encrypted
    assert ("tls" in shown) is encrypted
    if encrypted:
        assert shown["tls"]["version"] in ("TLSv1.3", "TLSv1.2")
        assert shown["tls"]["cipher"].startswith(("TLS_", "ECDHE-"))
        assert shown["tls"]["spki_pin"] == SERVERS[server]["tls"]["pin"]
    if protocol == "https":
        assert shown["http"] == {"version": "2", "status": 200}


@pytest.mark.parametrize("server, transport", ENCRYPTED)
@pytest.mark.parametrize("option", ["+nopadding", "+padding=64", "+noedns", "+dnssec", "+nocookie", "+nosde"])
def test_other_queries_are_answered_too(server, transport, option):
    shown = ask(server, "www.valid.example.", option, "+json", transport=transport).json
    assert "192.0.2.1" in [record["rdata"] for record in shown["answer"]]


@pytest.mark.parametrize("server", [server for server, transport in ENCRYPTED if transport == "tls"])
@pytest.mark.parametrize("url", ["tls://{name}", "tls://{name}:853", "https://{name}/dns-query",
                                 "https://{name}/dns-query{{?dns}}", "tls://{address}", "https://{address}/dns-query"])
def test_urls(server, url):
    """A host name is resolved by the system, which asks Unbound, and is the name to verify; an address is one too."""
    name, address = SERVERS[server]["tls"]["name"], SERVERS[server]["address"]
    asked = edig("@" + url.format(name=name, address=address), "www.valid.example.", "+tls-ca=" + CA, "+json")
    assert asked.status == SUCCESS
    shown = asked.json["server"]
    assert shown["address"] == address
    assert shown["authenticated"] is True
    assert shown.get("name", "").rstrip(".") == (name if "{name}" in url else "")


@pytest.mark.parametrize("url", ["udp://{}", "tcp://{}", "{}", "{}#53", "udp://{}:53"])
def test_plain_urls(url):
    shown = edig("@" + url.format(SERVERS["unbound"]["address"]), "www.valid.example.", "+json").json["server"]
    assert shown["transport"] == ("tcp" if url.startswith("tcp") else "udp")


def test_ipv6():
    server = SERVERS["unbound"]["address6"]
    for words in ([f"@{server}"], [f"@[{server}]"], [f"@{server}#53"], [f"@[{server}]:53", "+tcp"], [f"@{server}", "-6"]):
        asked = edig(*words, "www.valid.example.", "+json")
        assert asked.status == SUCCESS
        assert asked.json["server"]["address"] == server


@pytest.mark.parametrize("server", ["unbound", "named", "kresd", "pdns"])
def test_truncation_leads_to_tcp(server):
    """A reply that does not fit into 1232 octets, as the server itself judges."""
    words = ("keytrap.example.", "DNSKEY", "+dnssec")     # 24 keys
    shown = ask(server, *words, "+json").json
    assert shown["server"]["transport"] == "tcp"
    assert [attempt["outcome"] for attempt in shown["attempts"]] == ["truncated"]
    kept = ask(server, *words, "+ignore", "+json").json
    assert kept["server"]["transport"] == "udp" and "tc" in kept["flags"]
    assert len(kept.get("answer", [])) < len(shown["answer"])


@pytest.mark.parametrize("server, transport", PAIRS)
def test_several_questions(server, transport):
    """More than one query over each kind of connection; each in its place."""
    names = ["www.valid.example.", "nx.valid.example.", "alias.valid.example.", "www.unsigned.example."] * 3
    shown = edig(*way(server, transport), "+json", *names).json_lines
    assert [value["question"]["name"] for value in shown] == names
    assert [value["rcode"]["name"] for value in shown] == ["NOERROR", "NXDOMAIN", "NOERROR", "NOERROR"] * 3


@pytest.mark.parametrize("method", ["+https-get", "+https-post"])
@pytest.mark.parametrize("server", ["unbound", "named", "kresd", "dnsdist"])
def test_a_thousand_questions_on_one_connection(server, method, tmp_path):
    """Knot Resolver 5 allows any number of streams at a time, and fails many when it gets a few hundred."""
    names = [f"n{number}.valid.example." for number in range(1000)]
    batch = tmp_path / "names"
    batch.write_text("\n".join(names))
    shown = edig(*way(server, "https"), method, "+json", "-f", str(batch)).json_lines
    assert [value["question"]["name"] for value in shown] == names
    assert {value.get("rcode", {}).get("name") for value in shown} == {"NXDOMAIN"}

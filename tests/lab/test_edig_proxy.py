"""+proxy before real servers: dnsdist, which takes the PROXY header (version 2) from clients at 127.0.3.9 and then only with
it, and answers proxied.lab.example with the address that the header names as source."""

import pytest

from edig_lab import NO_REPLY, SUCCESS, edig, way

PROXY = ("-b", "127.0.3.9")
ENDS = "192.0.2.7#4321-127.0.0.15#53"


def ask(*words: str, transport: str = "udp"):
    return edig(*way("dnsdist", transport), *words, "+time=2", "+tries=1", "proxied.lab.example")


@pytest.mark.parametrize("option, transport", [("+proxy", "udp"), ("+proxy", "tcp"), ("+proxy", "tls"),
                                               ("+proxy-plain", "udp"), ("+proxy-plain", "tcp")])
def test_the_server_takes_the_client_for_whom_the_proxy_speaks_for(option, transport):
    done = ask(*PROXY, f"{option}={ENDS}", "+short", transport=transport)
    assert (done.status, done.text) == (SUCCESS, "192.0.2.7\n")
    over_v6 = ask(*PROXY, f"{option}=2001:db8::7-2001:db8::53", "+short", transport=transport)
    assert (over_v6.status, over_v6.text) == (SUCCESS, "192.0.2.6\n")


@pytest.mark.parametrize("transport", ["udp", "tcp"])
def test_a_proxy_may_speak_for_itself(transport):
    done = edig(*way("dnsdist", transport), *PROXY, "+proxy", "www.valid.example", "+short")
    assert (done.status, done.text) == (SUCCESS, "192.0.2.1\n")


def test_without_the_header_there_is_no_answer():
    assert ask(*PROXY, "+short").status == NO_REPLY


def test_what_to_ask_next_names_the_proxy():
    done = edig(*way("dnsdist"), *PROXY, f"+proxy={ENDS}", "+asdig", "www.rrsig-exp-a.example")
    assert f"edig +why '+proxy={ENDS}' @" in done.text or f"edig +why +proxy={ENDS} @" in done.text

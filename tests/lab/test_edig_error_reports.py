"""Error reports (RFC 9567): shown as a resolver would send them, sent only when told to, and then answered by the agent."""

import pytest

from edig_lab import LAB_DIR, ask, edig

NAME = "www.report-channel.example."
AGENT = "agent.valid.example."
REPORT = "_er.1.www.report-channel.example.7._er.agent.valid.example."
WHY = ("+why", f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")


@pytest.mark.parametrize("server", ["unbound", "named", "kresd", "pdns"])
def test_the_agent_is_found_through_the_zones_servers(server):
    report = ask(server, *WHY, "+report", NAME, "+json").json["error_report"]
    assert report == {"info_code": 7, "agent": AGENT, "query": {"name": REPORT, "type": "TXT", "class": "IN"}, "sent": False}


def test_sent():
    report = ask("unbound", *WHY, "+report=send", NAME, "+json").json["error_report"]
    assert report["sent"] and report["rcode"]["name"] == "NOERROR"    # the agent's wildcard; without it NXDOMAIN
    shown = ask("unbound", *WHY, "+report=send", NAME).text
    assert REPORT in shown and "Sent; what came back: NOERROR." in shown


def test_nothing_to_report():
    asked = ask("unbound", *WHY, "+report=send", "www.valid.example.", "+json")
    assert asked.status == 0 and asked.json["error_report"] == {"sent": False}


def test_no_agent():
    shown = ask("unbound", *WHY, "+report", "www.rrsig-exp-all.example.").text
    assert "No report: no server of the zone names an agent" in shown
    assert "+why asks the zone's servers" in ask("unbound", "+report", "www.rrsig-exp-all.example.").text


def test_the_option_is_shown_as_it_comes():
    """No error, but an agent: the server is asked directly."""
    shown = edig("@127.0.20.19", "+norecurse", "+report", NAME).text
    assert f"REPORT-CHANNEL: {AGENT}" in shown and "there is no error to report" in shown

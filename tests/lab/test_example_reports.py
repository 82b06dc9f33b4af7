"""What people reported of other monitors, told anew in the lab: what theirs did not see or said wrongly, ours say."""

import pathlib
import re
import subprocess
import time

import pytest

from edig_lab import address, loop, stage  # noqa: F401
from examples import BROKEN, DAY, DEAD, NO_NAME, RESOLVER, SILENT, SOUND, TRUST
from messages import REFUSED, SERVFAIL, address_record, reply
from test_example_check_zone import BREAKS, check_zone, file_of
from test_examples import CRITICAL, OK, by_name, check, metrics, status_page


def test_a_name_that_is_not_there_is_critical_and_says_so():
    """nagios-plugins/nagios-plugins #412: check_dns said "DNS WARNING - 1.1.1.1" of NXDOMAIN."""
    status, text, _ = check(*RESOLVER, *NO_NAME)
    assert status == CRITICAL and text.endswith("no such name")


def test_a_dead_server_is_critical_though_another_would_answer():
    """monitoring-plugins/monitoring-plugins #982: check_dns -s with a dead server said OK, as nslookup asked the next one."""
    status, text, _ = check(*DEAD, SOUND)
    assert status == CRITICAL and "127.0.0.97" in text


def test_a_referral_is_no_answer():
    """monitoring-plugins/monitoring-plugins #1086: check_dns -s of a root server said OK, "returns" nothing."""
    status, text, _ = check(*TRUST, "@127.0.10.1", SOUND)
    assert status == CRITICAL and "referral" in text


def test_an_alias_is_followed():
    """monitoring-plugins/monitoring-plugins #857: check_dns failed where the name is an alias."""
    assert check(*RESOLVER, "alias.valid.example")[0] == OK


def test_an_alias_itself_can_be_asked_for():
    """monitoring-plugins/monitoring-plugins #1681: check_dns wants an address of a name that is to have a CNAME."""
    assert check(*RESOLVER, "alias.valid.example", "CNAME")[0] == OK


def test_the_server_that_is_behind_is_named():
    """bebehei/check_dnsserials #3, #7: one of the servers has an old zone, and the check does not say which. On the way to all of
    them that is no fault yet."""
    status, text, _ = check(*RESOLVER, "one-serial-behind.example", "SOA")
    assert status == OK and "note: ns2.one-serial-behind.example (127.0.12.2) is 1 day behind" in text


@pytest.mark.parametrize("server", ["iterator", "forwarder"])
def test_a_resolver_that_does_not_validate_is_no_false_alarm(server):
    """mrimann/check_dnssec_expiry #9: asked through a local resolver, a zone in order was an alarm."""
    way = (*TRUST, f"@{address(server)}")
    assert check(*way, SOUND)[0] == OK
    status, text, _ = check(*way, BROKEN)
    assert status == CRITICAL and "expired" in text


def test_a_name_that_is_to_be_blocked():
    """monitoring-plugins/monitoring-plugins #1623: an option for names that are to be NXDOMAIN."""
    assert check("--absent", *RESOLVER, *NO_NAME)[0] == OK
    assert check("--absent", *RESOLVER, SOUND)[0] == CRITICAL
    assert check("--absent", *RESOLVER, BROKEN)[0] == CRITICAL


def test_a_forged_address_is_not_up(stage, tmp_path):  # noqa: F811
    """louislam/uptime-kuma #4181, #4001: a filter or an attacker answers 0.0.0.0 or its own address, and the monitor is up."""
    for forged in ("0.0.0.0", "10.10.34.34"):
        filter_ = stage.host().udp(lambda query, forged=forged: [reply(query, answer=[address_record(forged)])])
        status, text, _ = check(*TRUST, f"@{filter_.address}", SOUND)
        assert status == CRITICAL, text
        assert status_page(tmp_path, *TRUST, f"@{filter_.address}", SOUND).rows[0][1] == "fails"


def test_silent_and_refusing_are_two_things(stage, tmp_path):  # noqa: F811
    """prometheus/blackbox_exporter #474: probe_success and probe_dns_answer_rrs are 0 for either."""
    refusing = stage.host().udp(lambda query: [reply(query, rcode=REFUSED)])
    found = metrics(tmp_path, *TRUST, f"@{refusing.address}", SOUND)
    assert (by_name(found["edig_reply"]), by_name(found["edig_rcode"])) == ({SOUND: 1}, {SOUND: 5})
    found = metrics(tmp_path, *SILENT, SOUND)
    assert by_name(found["edig_reply"]) == {SOUND: 0} and "edig_rcode" not in found
    assert found["edig_outcome"][0].labels["outcome"] == "no-reply"


@pytest.mark.parametrize("name, days", [("www.rrsig-expires-soon.example", 0.25), ("www.rrsig-exp-all.example", -10)])
def test_the_first_signature_to_expire(tmp_path, name, days):
    """prometheus/blackbox_exporter #1217, chrj/prometheus-dnssec-exporter #3, tykling/dns_exporter #169, TwiN/gatus #734: when
    does the first signature expire; hardaker/dnssec-tools #1: nothing was said of one that has."""
    expires = by_name(metrics(tmp_path, *RESOLVER, name)["edig_signature_expires_timestamp_seconds"])[name]
    (left,) = [value for label, value in check(*RESOLVER, name)[2].items() if label.endswith("_signature")]
    assert abs(int(left.rstrip("s")) - days * DAY) < 600
    assert abs(expires - time.time() - days * DAY) < 600


def test_just_expired_is_expired_though_the_resolver_is_lenient():
    """internetstandards/Internet.nl #1576: a validator with a skew says secure of what others refuse to the second."""
    status, text, data = check(*RESOLVER, "www.rrsig-just-expired.example")
    assert status == CRITICAL and "expired" in text
    assert any(value.startswith("-") for value in data.values())


def test_a_resolver_that_fails_now_and_then_is_told_from_a_broken_zone(stage, tmp_path):  # noqa: F811
    """louislam/uptime-kuma #860: "queryA ESERVFAIL" of a name that is in order; whose fault is it?"""
    failing = stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL)])
    cause, = metrics(tmp_path, *TRUST, f"@{failing.address}", SOUND)["edig_root_cause"]
    assert cause.labels["fault"] != "zone"
    cause, = metrics(tmp_path, *RESOLVER, BROKEN)["edig_root_cause"]
    assert cause.labels["fault"] == "zone"


def test_a_name_of_no_utf_8_is_a_label_value(tmp_path):
    """dmachard/DNS-collector #509, #12, prometheus-community/windows_exporter #755, #919: a label that is no UTF-8, a second HELP,
    a sample twice, a backslash alone: each made the reader refuse the whole."""
    names = ("dr._dns-sd._udp.\\191\\159\\001.valid.example", "MSC20\\\\AUCTI.valid.example")
    found = metrics(tmp_path, *RESOLVER, *names, *names)
    assert [sample.value for sample in found["edig_reply"]] == [1, 1]
    assert {sample.labels["outcome"] for sample in found["edig_outcome"]} == {"nxdomain"}


def test_a_serial_that_is_none(tmp_path):
    """NLnetLabs/nsd #200: a placeholder in the place of the serial, and the file is "ok"."""
    file = tmp_path / "placeholder.zone"
    file.write_text("@ 3600 SOA ns.a.example. h.a.example. ___DO_NOT_EDIT_SERIAL___ 3600 600 864000 3600\n@ 3600 NS ns.a.example.\n")
    status, said = check_zone("valid.example", str(file))
    assert status == BREAKS and f"{file}:1: error: " in said and "not a valid number" in said


def test_a_change_is_judged_before_it_is_published(tmp_path):
    """DNSControl/dnscontrol #3649: the preview is content, and the zone breaks in use."""
    lines = pathlib.Path(file_of("valid")).read_text().splitlines(keepends=True)
    file = tmp_path / "edited.zone"
    # Signed, and then edited by hand.
    file.write_text("".join(re.sub(r"192\.0\.2\.1$", "192.0.2.99", line.rstrip()) + "\n" for line in lines))
    loads = subprocess.run(["named-checkzone", "-q", "-i", "local", "valid.example", file], capture_output=True, check=False)
    assert loads.returncode == 0
    status, said = check_zone("valid.example", str(file))
    assert status == BREAKS and "www.valid.example A" in said

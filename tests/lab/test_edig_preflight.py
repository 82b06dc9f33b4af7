"""+preflight=validation among real servers: which names would stop resolving if validation were on, and how sure that is."""

import collections
import json
import pathlib
import signal
import subprocess
import time

import dns.flags
import dns.message
import dns.query
import dns.rcode
import jsonschema
import pytest

from edig_lab import EDIG, LAB, LAB_DIR, address, asking, speaks, way

FAST = ["+rate=0", "--config", ""]
TRUST = [f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints", "+ask-special"]
VALIDATOR = jsonschema.Draft202012Validator(json.loads(asking.SCHEMA.read_text()))
ALL_TOLD, NOT_ALL = 0, 3
# Known everywhere by the lab's own list, and asked of every server of the zone alike.
CASES = [case for case in LAB["cases"] if not case["via"] and "server" not in case["expect"]]
STOPS = [case for case in CASES if case["expect"]["status"] == "bogus" and case["expect"]["fault"] in ("zone", "parent")]
NAMES = ["www.valid.example", "none.valid.example", "www.rrsig-exp-a.example", "www.unsigned.example"]
VERDICTS = ["works", "works", "stops", "works"]


def run(*words, **more) -> subprocess.CompletedProcess:
    return subprocess.run([EDIG, *FAST, *map(str, words)], capture_output=True, text=True, timeout=300, check=False, **more)


def preflight(server, path, *words):
    return run(*way(server), f"+survey={path}", "+preflight=validation", *words)


def write(path: pathlib.Path, lines) -> pathlib.Path:
    path.write_text("".join(line + "\n" for line in lines))
    return path


def rcodes(server: str, qname: str, qtype: str) -> tuple[str, str]:
    """With CD, then without, by dnspython."""
    found = []
    for flags in (dns.flags.RD | dns.flags.CD, dns.flags.RD):
        question = dns.message.make_query(qname, qtype, flags=flags, use_edns=0)
        found.append(dns.rcode.to_text(dns.query.udp_with_fallback(question, address(server), timeout=8)[0].rcode()))
    return found[0], found[1]


@pytest.mark.parametrize("server", ["unbound", "named", "kresd", "pdns"])
def test_two_replies_are_what_the_server_says(server, tmp_path):
    path = write(tmp_path / "names", (f"{case['qname']} {case['qtype']}" for case in STOPS))
    done = preflight(server, path)
    assert done.returncode == NOT_ALL, done.stderr
    found = asking.survey_rows(done.stdout)
    assert set(found) == set(range(1, len(STOPS) + 1))
    wrong = []
    for line, case in enumerate(STOPS, 1):
        row = found[line]
        said = row["preflight"]["unvalidated"].get("rcode", {}).get("name"), row.get("rcode", {}).get("name")
        reference = rcodes(server, case["qname"], case["qtype"])
        expected = "stops" if reference[1] == "SERVFAIL" and reference[0] in ("NOERROR", "NXDOMAIN") else None
        if said != reference or (expected and row["preflight"]["verdict"] != expected):
            wrong.append((case["name"], said, reference, row["preflight"]))
    assert not wrong


def test_what_the_lab_knows_to_be_bogus_would_stop_and_nothing_else(tmp_path):
    path = write(tmp_path / "names", (f"{case['qname']} {case['qtype']}" for case in CASES))
    found = asking.survey_rows(preflight("unbound", path).stdout)
    said = {case["name"]: found[line]["preflight"]["verdict"] for line, case in enumerate(CASES, 1)}
    for case in CASES:
        status = case["expect"]["status"]
        if status == "unresolvable":
            assert said[case["name"]] in ("fails", "unknown"), case["name"]
        if status in ("secure", "insecure") and case["group"] == "control":
            assert said[case["name"]] == "works", case["name"]
    stopped = {case["name"] for case in STOPS if said[case["name"]] == "stops"}
    assert len(stopped) > 0.8 * len(STOPS)
    assert not {case["name"] for case in CASES if said[case["name"]] == "stops"} & {
        case["name"] for case in CASES if case["expect"]["status"] in ("secure", "unresolvable")}


def test_why_and_for_which_share(tmp_path):
    path = tmp_path / "names.csv"
    path.write_text("90,www.valid.example\n7,www.rrsig-exp-a.example\n3,www.unsigned.example\n")
    done = preflight("unbound", path, "+column=2", "+weight=1", "+why", "+progress=json", *TRUST)
    assert done.returncode == NOT_ALL
    row = asking.survey_rows(done.stdout)[2]
    assert row["preflight"] == {"verdict": "stops", "unvalidated": {"rcode": {"value": 0, "name": "NOERROR"}}}
    assert (row["rcode"]["name"], row["diagnosis"]["findings"][0]["kind"]) == ("SERVFAIL", "signature-expired")
    assert row["extended_errors"][0]["category"] == "dnssec"
    summary = json.loads(done.stderr.splitlines()[-1])
    VALIDATOR.validate(summary)
    counts = {one["verdict"]: one for one in summary["summary"]["preflight"]}
    assert {verdict: one["rows"] for verdict, one in counts.items()} == {"works": 2, "stops": 1}
    assert counts["stops"]["weight_share"] == 0.07
    assert [(one["cause"], one["rows"]) for one in summary["summary"]["would_stop"]] == [("signature-expired rrsig-exp-a.example.", 1)]
    text = preflight("unbound", path, "+column=2", "+weight=1").stderr
    assert "would stop resolving" in text and "7.0 %" in text


def test_nothing_that_stops_is_status_0(tmp_path):
    done = preflight("unbound", write(tmp_path / "names", ["www.valid.example", "www.unsigned.example"]))
    assert done.returncode == ALL_TOLD
    assert {row["preflight"]["verdict"] for row in asking.survey_rows(done.stdout).values()} == {"works"}


def test_a_server_that_does_not_validate_cannot_tell(tmp_path):
    server = "iterator"
    path = write(tmp_path / "names", NAMES)
    done = preflight(server, path)
    assert done.returncode == 1 and done.stdout == ""
    assert "no server validates" in done.stderr
    beside = run("@" + address(server), "@" + address("unbound"), f"+survey={path}", "+preflight=validation")
    assert "does not say that it validates: it is not asked" in beside.stderr
    found = asking.survey_rows(beside.stdout)
    assert {row["server"]["address"] for row in found.values()} == {address("unbound")}
    assert [found[line]["preflight"]["verdict"] for line in sorted(found)] == VERDICTS


def test_a_line_that_names_its_own_server_is_not_judged_by_it(tmp_path):
    path = write(tmp_path / "names", [f"www.rrsig-exp-a.example @{address('iterator')}"])
    row = asking.survey_rows(preflight("unbound", path).stdout)[1]
    assert row["error"]["kind"] == "usage" and "preflight" not in row


@pytest.mark.parametrize("transport", ["udp", "tcp", "tls", "https"])
def test_killed_and_resumed_each_line_has_both_replies(transport, tmp_path):
    if not speaks("unbound", transport):
        pytest.skip("does not speak it")
    count = 800
    path = write(tmp_path / "names", (NAMES[i % 4] for i in range(count)))
    output = tmp_path / "out.jsonl"
    words = [EDIG, "+rate=2000", "--config", "", *way("unbound", transport), f"+survey={path}", "+preflight=validation",
             f"+resume={output}"]
    asking.killed_at_random(words, 6, 0.05, 0.5)
    done = run(f"+resume={output}")
    assert done.returncode == NOT_ALL, done.stderr
    found = asking.survey_rows(output.read_text())
    assert set(found) == set(range(1, count + 1))
    for line, row in found.items():
        assert row["preflight"]["verdict"] == VERDICTS[(line - 1) % 4], row
        assert "rcode" in row["preflight"]["unvalidated"]
        assert row["server"]["transport"] == transport
    # The same questions without CD alone are another survey.
    other = run(*way("unbound", transport), f"+survey={path}", f"+resume={output}")
    assert other.returncode == 1 and "+preflight=validation" in other.stderr


@pytest.mark.parametrize("form", ["json", "csv"])
def test_shards_join_to_the_same_summary(form, tmp_path):
    path = write(tmp_path / "names", (NAMES[i % 4] for i in range(40)))
    whole = collections.Counter(VERDICTS[i % 4] for i in range(40))
    files = []
    for shard in range(2):
        files.append(tmp_path / f"{shard}.out")
        preflight("unbound", path, f"+shard={shard}/2", f"+resume={files[-1]}", *(["+csv"] if form == "csv" else []))
    summary = json.loads(run("+summary", "+json", *files).stdout)
    VALIDATOR.validate(summary)
    assert {one["verdict"]: one["rows"] for one in summary["summary"]["preflight"]} == whole
    assert sum(one["rows"] for one in summary["summary"]["would_stop"]) == whole["stops"]


def test_only_failures_has_what_is_not_fine(tmp_path):
    found = asking.survey_rows(preflight("unbound", write(tmp_path / "names", NAMES), "+failures").stdout)
    assert set(found) == {3}


def signing(path, *words, server="unbound"):
    return run(*way(server), f"+survey={path}", "+preflight=signing", *TRUST, *words)


ZONES = {
    "valid.example": ("ready", "delegated", None),
    "no-ds.example": ("ready", "signed", None),
    "unsigned.example": ("ready", "unsigned", None),
    "island-expired.example": ("mend", "signed", "signature-expired"),
    "island-iterations.example": ("mend", "signed", "nsec3-iterations"),
    "below.unsigned.example": ("mend", "signed", "parent-unsigned"),
    "servers-no-tcp.example": ("mend", "unknown", None),
    "ds-bad-tag.example": ("mend", "delegated", None),
    "www.valid.example": ("unknown", "none", None),
    "none.valid.example": ("unknown", "none", None),
}


@pytest.mark.parametrize("server", ["unbound", "iterator"])
def test_what_to_mend_before_a_zone_is_signed(server, tmp_path):
    path = write(tmp_path / "zones", ZONES)
    done = signing(path, "+progress=json", server=server)
    assert done.returncode == NOT_ALL, done.stderr
    found = asking.survey_rows(done.stdout)
    assert set(found) == set(range(1, len(ZONES) + 1))
    for line, (zone, (verdict, stage, first)) in enumerate(ZONES.items(), 1):
        row = found[line]
        assert (row["preflight"]["verdict"], row["preflight"]["stage"]) == (verdict, stage), row
        findings = row["diagnosis"]["findings"]
        if first:
            assert findings[0]["kind"] == first, (zone, findings)
        if verdict == "ready":
            assert not [one for one in findings if one["severity"] != "note"], (zone, findings)
    assert found[1]["preflight"]["algorithms"] == [13]
    assert found[1]["preflight"]["parent"] == "secure" and found[6]["preflight"]["parent"] == "insecure"
    assert "signatures_end" in found[2]["preflight"] and "signatures_end" not in found[3]["preflight"]
    summary = json.loads(done.stderr.splitlines()[-1])
    VALIDATOR.validate(summary)
    assert {one["verdict"]: one["rows"] for one in summary["summary"]["preflight"]} == collections.Counter(
        verdict for verdict, _, _ in ZONES.values())
    assert sum(one["rows"] for one in summary["summary"]["mend_first"]) == 5


def test_zones_that_are_ready_are_status_0(tmp_path):
    done = signing(write(tmp_path / "zones", ["valid.example", "no-ds.example"]))
    assert done.returncode == ALL_TOLD, done.stdout


def test_an_interrupted_preflight_of_zones_claims_nothing(tmp_path):
    path = write(tmp_path / "zones", ["valid.example"] * 300)
    output = tmp_path / "out.jsonl"
    process = subprocess.Popen([EDIG, *FAST, *TRUST, *way("unbound"), f"+survey={path}", "+preflight=signing", f"+resume={output}"],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)
    found = asking.survey_rows(output.read_text())
    assert all(row["preflight"]["verdict"] == ("unknown" if row.get("doubtful") else "ready") for row in found.values())

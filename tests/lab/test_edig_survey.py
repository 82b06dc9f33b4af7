"""+survey among real servers: whatever happens to the run, every line of the input ends in exactly one line of the output,
and what fails is put to its true cause."""

import collections
import csv
import gzip
import io
import json
import os
import pathlib
import signal
import subprocess
import time

import jsonschema
import pytest

from edig_lab import EDIG, LAB, LAB_DIR, address, asking, speaks, way

TRANSPORTS = ("udp", "tcp", "tls", "https")
NAMES = int(os.environ.get("EDIG_SURVEY_NAMES", "3000"))
KILLS = int(os.environ.get("EDIG_SURVEY_KILLS", "20"))
FAST = ["+rate=0", "--config", ""]
TRUST = [f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints", "+ask-special"]
VALIDATOR = jsonschema.Draft202012Validator(json.loads(asking.SCHEMA.read_text()))
DEAD = "127.0.9.9"
LOSSY = pathlib.Path(__file__).with_name("lossy")
LOAD = pathlib.Path(__file__).resolve().parents[1] / "survey/load.mjs"


def survey(*words, **more) -> subprocess.CompletedProcess:
    return subprocess.run([EDIG, *FAST, *map(str, words)], capture_output=True, text=True, timeout=300, check=False, **more)


def rows(text: str) -> list[dict]:
    return [json.loads(line) for line in text.splitlines()]


def names(path: pathlib.Path, count: int) -> pathlib.Path:
    """Some that are there, some that are not, some that fail."""
    kinds = ["www.valid.example", "n{}.valid.example", "www.rrsig-exp-a.example", "n{}.unsigned.example"]
    path.write_text("".join(kinds[i % len(kinds)].format(i) + "\n" for i in range(count)))
    return path


def check_once(lines: list[dict], expected: set[int]) -> None:
    counted = collections.Counter(one["line"] for one in lines)
    assert set(counted) == expected
    assert set(counted.values()) == {1}


@pytest.mark.parametrize("transport", TRANSPORTS)
@pytest.mark.parametrize("server", ["unbound", "dnsdist"])
def test_every_name_has_its_line(server, transport, tmp_path):
    if not speaks(server, transport):
        pytest.skip("does not speak it")
    path = names(tmp_path / "names", NAMES)
    done = survey(*way(server, transport), f"+survey={path}")
    assert done.returncode == 0, done.stderr
    lines = rows(done.stdout)
    check_once(lines, set(range(1, NAMES + 1)))
    for one in lines:
        kind = (one["line"] - 1) % 4
        expected = {0: "NOERROR", 1: "NXDOMAIN", 2: "SERVFAIL", 3: "NXDOMAIN"}[kind]
        assert one["rcode"]["name"] == expected, one
        assert one["server"]["transport"] == transport
        assert one["server"]["authenticated"] == (transport in ("tls", "https"))
        assert bool(one.get("extended_errors")) == (kind == 2), one
    for one in lines[:20] + lines[-20:]:
        VALIDATOR.validate(one)


def test_the_input_is_read_as_people_have_it(tmp_path):
    path = tmp_path / "names.gz"
    path.write_bytes(gzip.compress("\ufeff# a list\r\nwww.valid.example\r\n\r\nhttps://www.valid.example/login?x=1\r\nalice@valid.example\r\n"
                                   "bad..name\r\nwww.valid.example TXT @{}\r\n".format(address("named")).encode()))
    done = survey("@" + address("unbound"), "--survey", path)
    assert done.returncode == 0, done.stderr
    found = {one["line"]: one for one in rows(done.stdout)}
    assert set(found) == {2, 4, 5, 6, 7}
    assert found[4]["question"]["name"] == "www.valid.example."
    assert found[5]["question"] == {"name": "valid.example.", "type": "MX", "class": "IN"}
    assert (found[6]["error"]["kind"], found[6]["input"]) == ("usage", "bad..name")
    assert (found[7]["question"]["type"], found[7]["server"]["address"]) == ("TXT", address("named"))
    for one in found.values():
        VALIDATOR.validate(one)


def test_csv_and_failures(tmp_path):
    path = names(tmp_path / "names", 40)
    done = survey("@" + address("unbound"), f"+survey={path}", "+csv", "+failures")
    assert done.returncode == 0, done.stderr
    lines = list(csv.DictReader(io.StringIO(done.stdout)))
    assert sorted(int(one["line"]) for one in lines) == list(range(3, 41, 4))
    assert {one["rcode"] for one in lines} == {"SERVFAIL"} and all("6" in one["info_code"] for one in lines)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_the_records_are_those_of_one_question(transport, tmp_path):
    """In whatever order the server has them; DNSSEC's too, and over UDP what only TCP has room for."""
    asked = ["www.valid.example A", "valid.example DNSKEY", "valid.example SOA", "valid.example NS", "nobody.valid.example A",
             "www.rrsig-exp-a.example A"]
    path = tmp_path / "names"
    path.write_text("".join(line + "\n" for line in asked))
    options = (*way("unbound", transport), "+answer", "+dnssec")
    done = survey(*options, f"+survey={path}")
    assert done.returncode == 0, done.stderr
    lines = {one["line"]: one for one in rows(done.stdout)}
    table = {int(one["line"]): one for one in csv.DictReader(io.StringIO(survey(*options, "+csv", f"+survey={path}").stdout))}

    def content(report):
        return sorted((one["name"], one["type"], one["class"], one["rdata"]) for one in report.get("answer", []))
    for number, line in enumerate(asked, 1):
        VALIDATOR.validate(lines[number])
        alone = survey(*way("unbound", transport), "+dnssec", "+json", *line.split())
        assert content(lines[number]) == content(json.loads(alone.stdout)), line
        data = [one["rdata"] for one in lines[number].get("answer", [])]
        assert sorted(table[number]["answer"].split("|")) == sorted(data or [""])
    assert len(lines[2]["answer"]) >= 2 and "answer" not in lines[5]


def test_what_fails_validation_is_not_fine_because_another_server_does_not_validate(tmp_path):
    path = tmp_path / "names"
    path.write_text("www.rrsig-exp-a.example\n" * 40)
    done = survey(f"@{address('unbound')}", f"@{address('iterator')}", f"+survey={path}")
    lines = rows(done.stdout)
    check_once(lines, set(range(1, 41)))
    assert "does not say that it validates" in done.stderr
    assert {one["server"]["address"]: one["rcode"]["name"] for one in lines} == {
        address("unbound"): "SERVFAIL", address("iterator"): "NOERROR"}
    assert not [one for one in lines if "recovered" in one]


def test_the_class_is_the_one_that_was_asked(tmp_path):
    """zmap/zdns#198: what servers say of themselves, each asked by a line of its own."""
    path = tmp_path / "names"
    path.write_text("".join(f"version.bind @{address(server)}\n" for server in ("unbound", "named")))
    done = survey("-c", "CH", "-t", "TXT", "+answer", f"@{address('unbound')}", f"+survey={path}")
    lines = rows(done.stdout)
    check_once(lines, {1, 2})
    assert {one["question"]["class"] for one in lines} == {"CH"}
    assert {record["class"] for one in lines for record in one["answer"]} == {"CH"}


def test_the_records_are_there_only_when_asked_for_and_after_a_resumption_still(tmp_path):
    path, output = tmp_path / "names", tmp_path / "out"
    path.write_text("www.valid.example\nvalid.example SOA\n")
    server = "@" + address("unbound")
    assert not any("answer" in one for one in rows(survey(server, f"+survey={path}").stdout))
    survey(server, f"+survey={path}", "+answer", f"+resume={output}")
    first = output.read_text().splitlines(keepends=True)[0]
    output.write_text(first)
    assert survey(f"+resume={output}").returncode == 0
    lines = rows(output.read_text())
    check_once(lines, {1, 2})
    assert all(one["answer"] for one in lines)
    summary = subprocess.run([EDIG, "+summary", "+json", output], capture_output=True, text=True, timeout=60, check=False)
    assert summary.returncode == 0 and json.loads(summary.stdout)["summary"]


def test_killed_at_any_moment_and_resumed(tmp_path):
    path = names(tmp_path / "names", NAMES)
    output = tmp_path / "out.jsonl"
    words = [EDIG, "+rate=2000", "--config", "", "@" + address("unbound"), f"+survey={path}", f"+resume={output}"]
    assert asking.killed_at_random(words, KILLS, 0.01, 0.4) > 0
    # All that it needs to know stands beside the output.
    done = survey(f"+resume={output}")
    assert done.returncode == 0, done.stderr
    check_once(rows(output.read_text()), set(range(1, NAMES + 1)))
    state = json.loads(pathlib.Path(f"{output}.survey").read_text())
    assert state["summary"]


def test_another_survey_does_not_go_on_in_this_output(tmp_path):
    output = tmp_path / "out.jsonl"
    first, second = names(tmp_path / "a", 8), names(tmp_path / "b", 8)
    assert survey("@" + address("unbound"), f"+survey={first}", f"+resume={output}").returncode == 0
    done = survey("@" + address("unbound"), f"+survey={second}", f"+resume={output}")
    assert done.returncode == 1 and "is of a survey of" in done.stderr
    check_once(rows(output.read_text()), set(range(1, 9)))


def test_shards_are_one_survey(tmp_path):
    path = names(tmp_path / "names", 200)
    whole = {one["line"]: one["rcode"]["name"] for one in rows(survey("@" + address("unbound"), f"+survey={path}").stdout)}
    parts = []
    for shard in range(4):
        environment = os.environ | {"SLURM_ARRAY_TASK_ID": str(shard), "SLURM_ARRAY_TASK_COUNT": "4", "SLURM_ARRAY_TASK_MIN": "0",
                                    "SLURM_ARRAY_TASK_MAX": "3"}
        done = survey("@" + address("unbound"), f"+survey={path}", "+shard", f"+resume={tmp_path}/{shard}.jsonl", env=environment)
        assert done.returncode == 0, done.stderr
        parts += rows((tmp_path / f"{shard}.jsonl").read_text())
    check_once(parts, set(whole))
    assert {one["line"]: one["rcode"]["name"] for one in parts} == whole
    summary = subprocess.run([EDIG, "+summary", "+json", *(f"{tmp_path}/{shard}.jsonl" for shard in range(4))],
                             capture_output=True, text=True, check=True)
    value = json.loads(summary.stdout)
    VALIDATOR.validate(value)
    assert "missing" not in json.dumps(value.get("summary", {}).get("gaps", {}))


def test_interrupted_it_says_what_was_done(tmp_path):
    path = names(tmp_path / "names", 100000)
    output = tmp_path / "out"
    with output.open("w") as file:
        process = subprocess.Popen([EDIG, "+rate=1000", "--config", "", "@" + address("unbound"), f"+survey={path}"], stdout=file,
                                   stderr=subprocess.PIPE, text=True)
        time.sleep(1)
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT    # which a shell has as 130
    lines = rows(output.read_text())
    counted = collections.Counter(one["line"] for one in lines)
    assert lines and set(counted.values()) == {1}
    # What failed and was not asked again alone says so.
    failed = [one for one in lines if one["rcode"]["name"] == "SERVFAIL"]
    assert failed and all(one["doubtful"] for one in failed)
    assert f"{len(failed):,} of {len(lines):,} fail" in errors


@pytest.mark.parametrize("sink, status", [("/dev/full", 8), ("pipe", 8)])
def test_an_output_that_cannot_be_written_ends_it(sink, status, tmp_path):
    path = names(tmp_path / "names", 5000)
    words = [EDIG, *FAST, "@" + address("unbound"), f"+survey={path}"]
    if sink == "pipe":
        process = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        process.stdout.readline()
        process.stdout.close()
        errors = process.stderr.read()
        process.wait(timeout=60)
        assert process.returncode in (status, -signal.SIGINT)
        assert "fine" in errors
        return
    with open(sink, "w", encoding="utf-8") as file:
        done = subprocess.run(words, stdout=file, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    assert done.returncode == status
    assert "cannot be written" in done.stderr


def test_a_dead_server_is_left_out_and_its_names_are_not(tmp_path):
    path = names(tmp_path / "names", 400)
    done = survey("@" + DEAD, "@" + address("unbound"), f"+survey={path}")
    assert done.returncode == 0
    assert f"{DEAD} port 53 (UDP); it is not asked" in done.stderr
    check_once(rows(done.stdout), set(range(1, 401)))


def test_what_some_servers_refuse_the_next_is_asked_about(tmp_path):
    """projectdiscovery/dnsx#708: at a rate as well, where another could be asked sooner."""
    servers = [f"@{address(server)}" for server in ("refusing", "prohibiting", "unbound")]
    lines = rows(survey("+rate=1000", *servers, f"+survey={names(tmp_path / 'names', 60)}").stdout)
    check_once(lines, set(range(1, 61)))
    assert collections.Counter(one["rcode"]["name"] for one in lines) == {"NOERROR": 15, "NXDOMAIN": 30, "SERVFAIL": 15}
    assert {one["server"]["address"] for one in lines} == {address("unbound")}
    assert all(one["extended_errors"] for one in lines if one["rcode"]["name"] == "SERVFAIL"), "a refusal says nothing of the name"


def test_no_server_at_all_is_told_at_once(tmp_path):
    done = survey("@" + DEAD, f"+survey={names(tmp_path / 'names', 400)}")
    assert done.returncode == 9
    assert done.stdout == "" and "no server gives a reply" in done.stderr


def test_what_fails_is_put_to_its_cause(tmp_path):
    """Each zone of the lab that validation fails for, under the name that the lab knows it by."""
    cases = [case for case in LAB["cases"] if not case["via"] and case["expect"]["status"] == "bogus"
             and case["expect"]["fault"] in ("zone", "parent") and "server" not in case["expect"]]
    path = tmp_path / "names"
    path.write_text("".join(f"{case['qname']} {case['qtype']}\n" for case in cases))
    done = survey("@" + address("unbound"), f"+survey={path}", "+why", *TRUST)
    assert done.returncode == 0, done.stderr
    found = {one["line"]: one for one in rows(done.stdout)}
    check_once(list(found.values()), set(range(1, len(cases) + 1)))
    wrong = []
    for line, case in enumerate(cases, 1):
        diagnosis = found[line].get("diagnosis", {})
        fault = (diagnosis.get("findings") or [{}])[0].get("fault")
        if (diagnosis.get("status"), fault) != ("bogus", case["expect"]["fault"]) and found[line]["rcode"]["name"] == "SERVFAIL":
            wrong.append((case["name"], diagnosis))
    assert not wrong


@pytest.mark.parametrize("form", ["jsonl", "csv"])
def test_duckdb_makes_a_parquet_file_of_it(tmp_path, form):
    """Its columns are typed, and what it counts is what the summary says."""
    path = names(tmp_path / "names", 400)
    out = tmp_path / f"out.{form}"
    done = survey("@" + address("unbound"), f"+survey={path}", f"+resume={out}", "+json", *(["+csv"] if form == "csv" else []))
    assert done.returncode == 0, done.stderr
    loaded = subprocess.run(["node", LOAD, out, tmp_path / "out.parquet"], capture_output=True, text=True, timeout=60, check=True)
    table = json.loads(loaded.stdout)
    summary = json.loads(subprocess.run([EDIG, "+summary", "+json", out], capture_output=True, text=True, check=True).stdout)["summary"]

    def counted(entries, key):
        return {key(entry): entry["rows"] for entry in entries}
    assert counted(table["rcodes"], lambda one: one["key"]) == counted(summary["rcodes"], lambda one: one["rcode"]["name"])
    assert counted(table["servers"], lambda one: one["key"]) == counted(summary["servers"], lambda one: one["address"])
    if form == "jsonl":
        assert counted(table["info_codes"], lambda one: one["key"]) == counted(summary["info_codes"], lambda one: one["info_code"])
        assert len(table["info_codes"]) > 0
    types = table["columns"]
    assert (types["line"], types["ms"]) == ("BIGINT", "DOUBLE") and types["time"].startswith("TIMESTAMP"), types


@pytest.mark.parametrize("percent", [1, 20])
def test_what_the_way_loses_no_name_is_lost_by(tmp_path, percent):
    """The line is 20 ms long and loses so many datagrams either way; each name has its reply nonetheless."""
    path = names(tmp_path / "names", 400)
    done = subprocess.run([LOSSY, "--delay", "20", str(percent), EDIG, *FAST, "@" + address("unbound"), f"+survey={path}"],
                          capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    lines = rows(done.stdout)
    check_once(lines, set(range(1, 401)))
    assert collections.Counter(one["outcome"] for one in lines) == {"answer": 100, "nxdomain": 200, "failure": 100}
    if percent == 20:
        assert any(one.get("attempts") for one in lines), "nothing was lost"

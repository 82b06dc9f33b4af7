"""+survey +compare among real servers: each name of every server, a row for each, whatever happens to the run."""

import collections
import json
import pathlib
import subprocess

import jsonschema

from edig_lab import EDIG, address, asking

VALIDATOR = jsonschema.Draft202012Validator(json.loads(asking.SCHEMA.read_text()))
NAMES = ["www.valid.example", "none.valid.example", "www.rrsig-exp-a.example", "www.unsigned.example"]
SERVERS = ["unbound", "named", "iterator"]
WORDS = [*("@" + address(server) for server in SERVERS), "+compare"]
# What does not validate answers what fails to validate.
EXPECTED = {"unbound": ["NOERROR", "NXDOMAIN", "SERVFAIL", "NOERROR"], "named": ["NOERROR", "NXDOMAIN", "SERVFAIL", "NOERROR"],
            "iterator": ["NOERROR", "NXDOMAIN", "NOERROR", "NOERROR"]}


def run(*words, **more) -> subprocess.CompletedProcess:
    return subprocess.run([EDIG, "--config", "", *map(str, words)], capture_output=True, text=True, timeout=300, check=False, **more)


def names(path: pathlib.Path, count: int) -> pathlib.Path:
    path.write_text("".join(NAMES[i % 4] + "\n" for i in range(count)))
    return path


def rows(text: str) -> dict:
    found = {}
    for line in text.splitlines():
        row = json.loads(line)
        VALIDATOR.validate(row)
        key = row["line"], row["server"]["address"]
        assert key not in found, "a line ends once for each server"
        found[key] = row
    return found


def check_all(found: dict, count: int) -> None:
    assert set(found) == {(line, address(server)) for line in range(1, count + 1) for server in SERVERS}
    for server in SERVERS:
        for line in range(1, count + 1):
            row = found[line, address(server)]
            assert (row["rcode"]["name"], row["servers"]) == (EXPECTED[server][(line - 1) % 4], 3), row


def agreement(text: str) -> dict:
    summary = json.loads(text)
    VALIDATOR.validate(summary)
    return summary["summary"]["agreement"]


def test_each_name_of_every_server(tmp_path):
    done = run("+rate=0", *WORDS, f"+survey={names(tmp_path / 'names', 400)}", "+progress=json")
    assert done.returncode == 0, done.stderr
    check_all(rows(done.stdout), 400)
    told = agreement(done.stderr.splitlines()[-1])
    assert (told["same"], told["different"], told["open"]) == (300, 100, 0)
    assert [(pattern["lines"], {one["address"]: one["result"] for one in pattern["said"]}) for pattern in told["patterns"]] == [
        (100, {address(server): EXPECTED[server][2] for server in SERVERS})]
    assert [one["line"] for one in told["patterns"][0]["examples"]] == [3, 7, 11]
    text = run("+rate=0", *WORDS, f"+survey={names(tmp_path / 'names', 4)}").stderr
    assert f"NOERROR: {address('iterator')}; SERVFAIL: {address('unbound')}, {address('named')}" in text


def test_killed_and_resumed_each_server_has_its_row(tmp_path):
    path, output = names(tmp_path / "names", 600), tmp_path / "out.jsonl"
    words = [EDIG, "--config", "", "+rate=1500", *WORDS, f"+survey={path}", f"+resume={output}"]
    asking.killed_at_random(words, 8, 0.05, 0.5)
    done = run(f"+resume={output}")
    assert done.returncode == 0, done.stderr
    check_all(rows(output.read_text()), 600)
    joined = json.loads(run("+summary", "+json", output).stdout)["summary"]
    assert (joined["agreement"]["same"], joined["agreement"]["different"]) == (450, 150)
    assert joined["outputs"]["inputs"][0]["missing"] == 0 and joined["outputs"]["inputs"][0]["twice"] == 0


def test_shards_in_csv_join_to_the_whole(tmp_path):
    path = names(tmp_path / "names", 80)
    files = [tmp_path / f"{shard}.csv" for shard in range(2)]
    for shard, file in enumerate(files):
        assert run("+rate=0", *WORDS, f"+survey={path}", "+csv", f"+shard={shard}/2", f"+resume={file}").returncode == 0
    told = agreement(run("+summary", "+json", *files).stdout)
    assert (told["same"], told["different"], told["open"]) == (60, 20, 0)


def test_a_line_of_its_own_server_is_asked_of_that_alone(tmp_path):
    path = tmp_path / "names"
    path.write_text(f"www.valid.example\nwww.valid.example @{address('kresd')}\n")
    found = rows(run("+rate=0", *WORDS, f"+survey={path}").stdout)
    assert collections.Counter(line for line, _ in found) == {1: 3, 2: 1}
    assert "servers" not in found[2, address("kresd")]


def test_what_cannot_be_told_apart_is_refused(tmp_path):
    path = names(tmp_path / "names", 4)
    one = run("@" + address("unbound"), "+compare", f"+survey={path}")
    assert one.returncode == 1 and "several servers" in one.stderr
    twice = run("@" + address("unbound"), "@tcp://" + address("unbound"), "+compare", f"+survey={path}")
    assert twice.returncode == 1 and "address and port" in twice.stderr
    both = run(*WORDS, "+preflight=validation", f"+survey={path}")
    assert both.returncode == 1 and "two surveys" in both.stderr

"""+survey +services over all domains of the lab with mail: each line says what +services says of the domain alone, what many
have in common is told once, and whatever happens to the run, every line of the input ends in exactly one line of the output."""

import collections
import csv
import io
import json
import pathlib
import signal
import subprocess
import sys
import time

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from edig_lab import EDIG, address, asking, edig  # noqa: E402
from description import LAB  # noqa: E402

CASES = [case for case in LAB["cases"] if case.get("services") and not case["options"] and case["ways"] != ["direct"]]
DOMAINS = sorted({case["domain"] for case in CASES})
SERVER = "@" + address("unbound")
WRONG = ("weakened", "not-evaluated", "broken")
KILLS = 6


def survey(*words, **more) -> subprocess.CompletedProcess:
    return subprocess.run([EDIG, "+rate=0", *map(str, words)], capture_output=True, text=True, timeout=300, check=False,
                          env=asking.environment(), **more)


def summary_of(*words) -> dict:
    return asking.valid(json.loads(survey("+summary", "+json", *words).stdout))["summary"]


def rows(text: str) -> list[dict]:
    return [asking.valid(json.loads(line)) for line in text.splitlines()]


def check_once(lines: list[dict], count: int) -> None:
    counted = collections.Counter(one["line"] for one in lines)
    assert set(counted) == set(range(1, count + 1)) and set(counted.values()) == {1}


def states(services: dict) -> dict:
    """Of each application what it comes to, and why; which of several servers failed is by chance."""
    return {one["application"]: (one["state"], one.get("cause"), sorted({finding["kind"] for finding in one["findings"]}))
            for one in services["applications"]}


@pytest.fixture(scope="module")
def names(tmp_path_factory):
    path = tmp_path_factory.mktemp("survey") / "domains"
    path.write_text("".join(domain + "\n" for domain in DOMAINS))
    return path


@pytest.fixture(scope="module")
def done(names):
    output = names.with_name("out.jsonl")
    done = survey(SERVER, f"+survey={names}", "+services", f"+resume={output}")
    assert done.returncode == 0, done.stderr
    done.output = output
    return done


def test_each_line_says_what_services_says_of_the_domain_alone(done):
    lines = rows(done.output.read_text())
    check_once(lines, len(DOMAINS))
    assert len(lines) > 60
    for one in lines:
        domain = one["question"]["name"]
        alone = edig("+json", "+services", SERVER, domain).json
        assert states(one["services"]) == states(alone["services"]), domain
        assert one["services"]["state"] == alone["services"]["state"], domain
        assert one["exit_status"] == alone["exit_status"], domain
        assert [cause["kind"] for cause in one["services"].get("causes", [])] == \
               [cause["kind"] for cause in alone["services"].get("causes", [])], domain


def test_the_summary_counts_states_and_groups_causes(done):
    lines = rows(done.output.read_text())
    summary = summary_of(done.output)
    counted = collections.Counter((each["application"], each["state"]) for one in lines for each in one["services"]["applications"])
    assert {(one["application"], one["state"]): one["rows"] for one in summary["applications"]} == counted
    assert {one["state"]: one["rows"] for one in summary["services"]} == \
           collections.Counter(one["services"]["state"] for one in lines)
    assert all(len(one["examples"]) == min(3, one["rows"]) for one in summary["applications"])
    grouped = {(one["kind"], one.get("zone", "")): one["rows"] for one in summary["causes"]}
    assert len(grouped) == len(summary["causes"]) < sum(grouped.values())
    own = [one for one in summary["causes"] if "zone" not in one]
    assert any(one["rows"] > 1 for one in own), "what each has in its own zone is one cause"
    state = json.loads(pathlib.Path(f"{done.output}.survey").read_text())
    assert state["summary"]["applications"] == summary["applications"] and state["summary"]["causes"] == summary["causes"]


def test_one_party_at_fault_is_one_cause(tmp_path):
    """The same domain under many names of the list is many that lean on one provider, whose zone is broken."""
    case = next(case for case in CASES for row in case["services"] if row.endswith("third-party") and "@" not in row.split()[3:4])
    path = tmp_path / "domains"
    path.write_text(f"{case['domain']}\n" * 5)
    output = tmp_path / "out.jsonl"
    assert survey(SERVER, f"+survey={path}", "+services", f"+resume={output}").returncode == 0
    third = [one for one in summary_of(output)["causes"] if one["fault"] == "third-party"]
    assert third and all(one["rows"] == 5 and one.get("zone") for one in third)


def test_csv_has_a_column_for_each_application(names, done, tmp_path):
    output = tmp_path / "out.csv"
    told = survey(SERVER, f"+survey={names}", "+services", "+csv", f"+resume={output}")
    assert told.returncode == 0, told.stderr
    by_line = {one["line"]: one for one in rows(done.output.read_text())}
    for one in csv.DictReader(io.StringIO(output.read_text())):
        services = by_line[int(one["line"])]["services"]
        assert one["services"] == services["state"]
        assert {each["application"]: one[each["application"]] for each in services["applications"]} == \
               {each["application"]: each["state"] for each in services["applications"]}
        decides = [each for each in services["applications"] if each["state"] == services["state"] and "cause" in each]
        assert one["kind"] == (decides[0]["cause"] if decides else "")
    assert summary_of(output)["applications"] == summary_of(done.output)["applications"]


def test_failures_leave_out_what_works(names):
    told = survey(SERVER, f"+survey={names}", "+services", "+failures")
    shown = rows(told.stdout)
    assert shown and all(one["services"]["state"] in WRONG for one in shown)
    assert len(shown) < len(DOMAINS)


def test_what_many_need_is_asked_for_once(done):
    """One alone asks for the zones above it as well; in the survey nearly all others need not."""
    lines = rows(done.output.read_text())
    alone = [edig("+json", "+services", SERVER, one["question"]["name"]).json["services"]["cost"]["packets"] for one in lines[-10:]]
    assert sum(one["services"]["cost"]["packets"] for one in lines[-10:]) < sum(alone)


def test_killed_at_any_moment_and_resumed(names, tmp_path):
    output = tmp_path / "out.jsonl"
    words = [EDIG, "+rate=0", SERVER, f"+survey={names}", "+services", f"+resume={output}"]
    assert asking.killed_at_random(words, KILLS, 0.05, 1.2) > 0
    done = survey(f"+resume={output}")
    assert done.returncode == 0, done.stderr
    lines = rows(output.read_text())
    check_once(lines, len(DOMAINS))
    assert not any(one.get("doubtful") for one in lines)


def test_interrupted_it_says_what_was_done(names, tmp_path):
    path = tmp_path / "domains"
    path.write_text(names.read_text() * 20)
    output = tmp_path / "out"
    with output.open("w") as file:
        process = subprocess.Popen([EDIG, "+rate=0", SERVER, f"+survey={path}", "+services"], stdout=file, stderr=subprocess.PIPE,
                                   text=True, env=asking.environment())
        time.sleep(2)
        begun = time.monotonic()
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=30)
    assert process.returncode == -signal.SIGINT
    assert time.monotonic() - begun < 5
    lines = rows(output.read_text())
    counted = collections.Counter(one["line"] for one in lines)
    assert lines and set(counted.values()) == {1}
    left = [one for one in lines if not one["services"]["applications"]]
    assert left and all(one["doubtful"] and one["services"]["state"] == "not-evaluated" for one in left)
    broken = sum(one["services"]["state"] == "broken" for one in lines)
    assert f"Of {len(lines):,} domains, {broken:,} have something that is broken" in errors


def test_against_an_older_survey(names, done, tmp_path):
    """What is fine in one and not in the other, by its cause."""
    lines = rows(done.output.read_text())
    broken = next(one for one in lines if one["services"]["state"] == "broken")
    older = tmp_path / "older.jsonl"
    fine = next(one for one in lines if one["services"]["state"] == "works")
    older.write_text("".join(json.dumps(one if one is not broken else {**fine, "line": one["line"], "question": one["question"]}) + "\n"
                             for one in lines))
    against = summary_of(older, "+against", done.output)["against"]
    assert against["broke"]["rows"] == 1 and against["broke"]["examples"][0]["name"] == broken["question"]["name"]
    assert against["mended"]["rows"] == 0 and against["other-cause"]["rows"] == 0


def test_the_page_has_applications_and_causes(done, tmp_path):
    page = tmp_path / "page.html"
    told = subprocess.run([EDIG, "+summary", done.output, f"+html={page}"], capture_output=True, text=True, check=True)
    assert "What depends on the domains" in told.stdout
    text = page.read_text()
    assert 'id="survey-applications"' in text and 'id="survey-causes"' in text and "bars-applications-title" in text

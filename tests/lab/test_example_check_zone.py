"""check-zone among the lab's servers: files of zones that are sound, and of zones that would break once published; and what a
zone file can try to say to GitHub Actions."""

import os
import pathlib
import shutil
import subprocess

import pytest
import yaml

from edig_lab import LAB_DIR
from examples import EXAMPLES, TRUST, controls, run
from test_edig_plan import ds_of, spoilt

ZONES = pathlib.Path(LAB_DIR) / "zones"
SOUND, BREAKS, UNKNOWN = 0, 1, 2


def file_of(case: str, servers: str = "auth1.auth2") -> str:
    return str(ZONES / f"{case}.example.{servers}.zone")


def check_zone(zone: str, file: str, *before: str, **more: str) -> tuple[int, str]:
    done = run("check-zone", *before, zone, file, *TRUST, **more)
    assert controls(done.stdout + done.stderr) == []
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize("case, status", [("valid", "secure"), ("unsigned", "insecure"), ("planned", "insecure")])
def test_sound(case, status):
    assert check_zone(f"{case}.example", file_of(case)) == (SOUND, f"{case}.example: nothing would break ({status})\n")


def test_sound_though_what_is_served_now_is_broken():
    assert check_zone("one-stale.example", file_of("one-stale", "auth1"))[0] == SOUND
    assert check_zone("one-stale.example", file_of("one-stale", "auth2"))[0] == BREAKS


@pytest.mark.parametrize("case, says", [
    ("rrsig-exp-all", "expired"), ("rrsig-exp-a", "No correct ECDSAP256SHA256 signature for www.rrsig-exp-a.example A"),
    ("nsec-expired", "signature has expired"), ("nsec3-rrsig-missing", "No signatures for"),
    ("bad-rrsig-dnskey", "No self-signed"), ("ds-bad-tag", "matches no DNSKEY"),
])
def test_what_would_break(case, says):
    status, said = check_zone(f"{case}.example", file_of(case))
    assert status == BREAKS
    assert says in said and f"{file_of(case)}: error: " in said and said.endswith(f"{case}.example would break\n")


def test_a_file_without_signatures_where_the_parent_has_a_ds(tmp_path):
    file = tmp_path / "unsigned.zone"
    lines = pathlib.Path(file_of("valid")).read_text().splitlines(keepends=True)
    file.write_text("".join(line for line in lines if not {"RRSIG", "DNSKEY", "NSEC3", "NSEC3PARAM"} & set(line.split()[3:4])))
    status, said = check_zone("valid.example", str(file))
    assert status == BREAKS and "the zone has no DNSKEY" in said
    assert check_zone("valid.example", str(file), "--ds", "none")[0] == SOUND


def test_a_planned_ds():
    right = ds_of("planned.example")
    assert check_zone("planned.example", file_of("planned"), "--ds", right)[1].endswith("(secure)\n")
    status, said = check_zone("planned.example", file_of("planned"), "--ds", spoilt(right))
    assert status == BREAKS and "matches no DNSKEY" in said
    assert check_zone("planned.example", file_of("planned"), "--ds", spoilt(right), "--ds", right)[0] == SOUND


def test_a_signature_that_expires_soon_is_a_warning():
    status, said = check_zone("rrsig-expires-soon.example", file_of("rrsig-expires-soon"))
    assert status == SOUND and ": warning: " in said and "expires in" in said


def test_a_file_that_cannot_be_loaded(tmp_path):
    file = tmp_path / "broken.zone"
    file.write_text("$TTL 300\n@ SOA ns.a.example. h 1 2 3 4 5\n@ NS ns.a.example.\nwww A 192.0.2\n")
    status, said = check_zone("valid.example", str(file))
    assert status == BREAKS and f"{file}:4: error: " in said and "cannot be loaded" in said
    file.write_text("$TTL 300\n@ SOA ns.a.example. h 1 2 3 4 5\n")
    assert "has no NS records" in check_zone("valid.example", str(file))[1]


def test_annotations(tmp_path):
    """The name of the file and what it says are data: neither ends the command, nor begins one."""
    file = tmp_path / "a,b:c%.zone"
    file.write_text('$TTL 300\n@ SOA ns.a.example. h 1 2 3 4 5\n@ NS ns.a.example.\n$INCLUDE "%\n::error::100%::x\r"\n')
    status, said = check_zone("valid.example", str(file), GITHUB_ACTIONS="true")
    lines = said.splitlines()
    place = str(file).replace("%", "%25").replace(":", "%3A").replace(",", "%2C")
    assert status == BREAKS
    assert all(line.startswith((f"::error file={place},line=", f"::error file={place}::")) for line in lines[:-1])
    assert lines[-1] == "valid.example would break: the file cannot be loaded"


def test_an_annotation_of_a_finding():
    status, said = check_zone("ds-bad-tag.example", file_of("ds-bad-tag"), GITHUB_ACTIONS="true")
    assert status == BREAKS
    assert said.splitlines()[0].startswith(f"::error file={file_of('ds-bad-tag')}::the DS ")


def test_what_cannot_be_found_out():
    # Another server has the address: what it serves is not the file.
    status, said = check_zone("valid.example", file_of("valid"), CHECK_ZONE_ADDRESS="127.0.12.1")
    assert status == UNKNOWN and "nsd does not serve the zone" in said
    # Nobody leads to the zone.
    done = run("check-zone", "valid.example", file_of("valid"), "+root-hints=/dev/null")
    assert done.returncode == UNKNOWN


@pytest.mark.parametrize("arguments", [(), ("valid.example",), ("--ds",), ("--ds", "", "valid.example", "/dev/null"),
                                       ("--ds", "1 13 2 $(id)", "valid.example", "/dev/null"), ("-x", "file"),
                                       ("a;b", "file"), ("valid.example", "/nonexistent"), ("valid.example", "/")])
def test_usage(arguments):
    done = run("check-zone", *arguments)
    assert done.returncode == UNKNOWN and done.stderr.startswith("check-zone: ") and done.stdout == ""


def test_help():
    done = run("check-zone", "--help")
    assert done.returncode == 0 and done.stdout.startswith("check-zone: ") and "--ds none" in done.stdout


def test_nothing_is_left(tmp_path):
    check_zone("valid.example", file_of("valid"), TMPDIR=str(tmp_path))
    check_zone("ds-bad-tag.example", file_of("ds-bad-tag"), TMPDIR=str(tmp_path))
    assert os.listdir(tmp_path) == []
    assert "127.53.53.1" not in subprocess.run(["ss", "-Hln"], capture_output=True, text=True, check=True).stdout


def test_the_workflow_runs_it_as_the_script_wants(tmp_path):
    """What the workflow's step says, with a script in place of check-zone that shows its arguments."""
    workflow = yaml.safe_load((EXAMPLES / "github-workflow.yml").read_text())
    assert set(workflow[True]) == {"pull_request"}  # "on", as YAML 1.1 has it
    assert workflow["permissions"] == {"contents": "read"}
    job = workflow["jobs"]["check"]
    assert set(job["strategy"]["matrix"]["include"][0]) == {"zone", "file", "ds"}
    step = job["steps"][-1]
    assert step["env"] == {"ZONE": "${{ matrix.zone }}", "FILE": "${{ matrix.file }}", "DS": "${{ matrix.ds }}"}
    assert "${{" not in step["run"]  # an expression in a script is text that the shell runs
    (tmp_path / "check-zone").write_text("printf '%s\\n' \"$@\"\n")
    for ds, expected in (("", []), ("none", ["--ds", "none"]), ("1 13 2 AB", ["--ds", "1 13 2 AB"])):
        done = subprocess.run(["sh", "-ec", step["run"]], cwd=tmp_path, capture_output=True, text=True, check=True,
                              env={"PATH": os.environ["PATH"], "ZONE": "example.com", "FILE": "a b.zone", "DS": ds})
        assert done.stdout.splitlines() == [*expected, "example.com", "a b.zone"]
    installed = job["steps"][1]["run"]
    for package in ("jq", "nsd", "bind9-utils"):
        assert package in installed and shutil.which({"bind9-utils": "named-checkzone"}.get(package, package))

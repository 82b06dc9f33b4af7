"""One survey as an array of Slurm's tasks, and by GNU parallel over "ssh": what the README shows, run. A task is killed in
the middle and comes again; the joined result is that of a single run."""

import json
import os
import pathlib
import re
import signal
import subprocess

import pytest

import slurm as engine
from edig_lab import EDIG, SERVERS, address

COUNT = 1200
README = (pathlib.Path(__file__).resolve().parents[2] / "README.md").read_text()


@pytest.fixture(name="folder")
def folder_with_names(tmp_path):
    kinds = ["www.valid.example", "www.rrsig-exp-a.example", "n{}.unsigned.example", "www.d{}.example"]
    (tmp_path / "names.txt").write_text("".join(kinds[i % 4].format(i) + "\n" for i in range(COUNT)))
    (tmp_path / "out").mkdir()
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/edig").symlink_to(EDIG)
    return tmp_path


def in_lab(text: str) -> str:
    return text.replace("@192.0.2.53", f"-r @{address('unbound')}")


def summary(*paths: pathlib.Path) -> dict:
    done = subprocess.run([EDIG, "+summary", "+json", *paths], capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    read = json.loads(done.stdout)["summary"]
    assert [(one["missing"], one["twice"]) for one in read["outputs"]["inputs"]] == [(0, 0)]
    return read


def outcome(path: pathlib.Path) -> dict:
    """What does not depend on when and how fast."""
    rows = map(json.loads, path.read_text().splitlines())
    return {row["line"]: (row["question"]["name"], row["rcode"]["name"], [error["info_code"] for error in row.get("extended_errors", [])])
            for row in rows}


def part_of(counted) -> object:
    """Without the examples, which are the first that come."""
    return {key: value for key, value in counted.items() if key != "examples"} if isinstance(counted, dict) else counted


def check_as_one(folder: pathlib.Path, shards: int) -> None:
    parts = [folder / f"out/{shard}.jsonl" for shard in range(shards)]
    together = [line for part in parts for line in part.read_text().splitlines()]
    assert len(together) == COUNT
    (folder / "together.jsonl").write_text("".join(line + "\n" for line in together))
    subprocess.run([EDIG, "-r", "+rate=0", f"@{address('unbound')}", f"+survey={folder}/names.txt", f"+resume={folder}/single.jsonl"],
                   capture_output=True, timeout=120, check=True)
    assert outcome(folder / "together.jsonl") == outcome(folder / "single.jsonl")
    joined, single = summary(*parts), summary(folder / "single.jsonl")
    assert joined["rows"] == COUNT and joined["classes"]["failure"]["rows"] == COUNT // 4
    for member in ("classes", "rcodes", "info_codes", "zones", "parties"):
        assert [part_of(one) for one in joined[member]] == [part_of(one) for one in single[member]]


def kill(pattern: str) -> None:
    pids = subprocess.run(["pgrep", "-f", pattern], capture_output=True, text=True, check=False).stdout.split()
    assert pids, pattern
    for pid in map(int, pids):
        os.kill(pid, signal.SIGKILL)


@pytest.fixture(name="cluster")
def cluster_of_one_node(tmp_path_factory):
    if not engine.is_installed():
        pytest.skip("no Slurm")
    with engine.slurm(tmp_path_factory.mktemp("slurm"), SERVERS["unbound"]["address6"]) as cluster:
        yield cluster


def test_slurm_array_with_a_task_that_dies_with_its_node(cluster, folder):
    script = in_lab(re.search(r"    (#!/bin/sh\n    #SBATCH.*?)\n\n", README, re.DOTALL)[1].replace("\n    ", "\n"))
    script = script.replace("0-99%8", "0-3%2").replace("+rate=62", "+rate=40")
    (folder / "survey.sh").write_text(script + "\n")
    cluster.environment["PATH"] = f"{folder}/bin:{os.environ['PATH']}"
    job = cluster.run("sbatch", "--parsable", f"--chdir={folder}", str(folder / "survey.sh")).strip()
    first = folder / "out/0.jsonl"
    engine.wait(lambda: first.exists() and first.read_text().count("\n") > 20)
    kill(r"slurmstepd: \[" + job + r"\.batch\]|out/0\.jsonl")
    before = first.read_text().count("\n")

    def is_requeued() -> bool:
        """Not at once: Slurm has to see that it ended, and requeues none that is ending."""
        cluster.attempt("scontrol", "requeue", f"{job}_0")
        return cluster.states(job).get("0") == "PENDING"
    engine.wait(is_requeued)
    cluster.run("scontrol", "update", f"JobId={job}_0", "StartTime=now")
    engine.wait(lambda: set(cluster.states(job).values()) == {"COMPLETED"}, 180)
    assert first.read_text().count("\n") > before
    check_as_one(folder, 4)


def begin(command: str, folder: pathlib.Path) -> subprocess.Popen:
    """GNU parallel, whose "ssh HOST -- COMMAND" leads to this host, with the SHELL that sshd sets: without it parallel runs
    nothing there, and says nothing of that."""
    (folder / "ssh").write_text('#!/bin/sh\nexport SHELL=/bin/sh\nshift 2\nexec sh -c "$*"\n')
    (folder / "ssh").chmod(0o755)
    more = {"PATH": f"{folder}/bin:{os.environ['PATH']}", "PARALLEL_SSH": str(folder / "ssh"), "HOME": str(folder)}
    return subprocess.Popen(["sh", "-c", command], cwd=folder, env=os.environ | more, stderr=subprocess.PIPE, text=True)


def test_parallel_with_a_task_that_dies(folder):
    command = in_lab(re.search(r"\n    (seq 0 7 \|.*?)\n\n", README, re.DOTALL)[1].replace("+survey", "+rate=50 +survey"))
    first = folder / "out/0.jsonl"
    run = begin(command, folder)
    engine.wait(lambda: first.exists() and first.read_text().count("\n") > 20)
    kill(r"edig .*out/0\.jsonl")
    _, errors = run.communicate(timeout=120)
    assert run.returncode == 0, errors
    check_as_one(folder, 8)

"""A Slurm of one node for a test: munged, slurmctld and slurmd from Debian's packages, all their state in one folder.

Slurm's daemons start as root only where that may leave its groups, which in the lab's user namespace it may not: the test is
another user there (edig_lab.cmake). On the lab's IPv6 address, since of the loopback's getaddrinfo (AI_ADDRCONFIG) takes none.
"""

import contextlib
import getpass
import os
import pathlib
import shutil
import socket
import subprocess
import time

PROGRAMS = {"munged": "/usr/sbin/munged", "slurmctld": "/usr/sbin/slurmctld", "slurmd": "/usr/sbin/slurmd"}

CONFIGURATION = """
ClusterName=lab
SlurmctldHost={host}({address})
CommunicationParameters=EnableIPv6
SlurmctldPort=6817
SlurmdPort=6818
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/munge
AuthInfo=socket={folder}/munge.socket
CredType=cred/munge
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd.pid
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SwitchType=switch/none
MpiDefault=none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
ReturnToService=2
SlurmdParameters=config_overrides
KillWait=1
NodeName={host} NodeAddr={address} CPUs=2 State=UNKNOWN
PartitionName=lab Nodes={host} Default=YES State=UP
"""


def wait(what, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end
        time.sleep(0.2)


class Slurm:
    def __init__(self, folder: pathlib.Path):
        self.folder = folder
        self.environment = os.environ | {"SLURM_CONF": str(folder / "slurm.conf")}

    def attempt(self, *command: str) -> subprocess.CompletedProcess:
        return subprocess.run(command, cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=60, check=False)

    def run(self, *command: str) -> str:
        done = self.attempt(*command)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def states(self, job: str) -> dict[str, str]:
        """Of each task of the job that Slurm still knows."""
        lines = self.run("scontrol", "--oneliner", "show", "job", job).splitlines()
        return {fields["ArrayTaskId"]: fields["JobState"]
                for fields in (dict(field.split("=", 1) for field in line.split() if "=" in field) for line in lines)}

    def logs(self) -> str:
        return "\n".join(path.read_text(errors="replace")[-3000:] for path in sorted(self.folder.glob("*.log")))


@contextlib.contextmanager
def slurm(folder: pathlib.Path, address: str):
    for name in ("state", "spool"):
        (folder / name).mkdir()
    (folder / "slurm.conf").write_text(CONFIGURATION.format(
        host=socket.gethostname().split(".")[0], address=address, user=getpass.getuser(), folder=folder))
    (folder / "munge.key").write_bytes(os.urandom(128))
    (folder / "munge.key").chmod(0o600)
    cluster = Slurm(folder)
    munged = [f"--{name}={folder}/munge.{end}" for name, end in
              (("key-file", "key"), ("socket", "socket"), ("pid-file", "pid"), ("log-file", "log"), ("seed-file", "seed"))]
    with contextlib.ExitStack() as stack:
        def start(name, *words):
            with (folder / f"{name}.out.log").open("w") as log:
                process = subprocess.Popen([PROGRAMS[name], *words], env=cluster.environment, stdout=log, stderr=log)
            stack.callback(process.wait)
            stack.callback(process.terminate)
        start("munged", "--foreground", "--force", *munged)
        wait((folder / "munge.socket").exists)
        start("slurmctld", "-D")
        start("slurmd", "-D")
        wait(lambda: "idle" in cluster.attempt("sinfo", "--noheader", "--format=%t").stdout)
        yield cluster


def is_installed() -> bool:
    return all(map(os.path.exists, PROGRAMS.values())) and shutil.which("sbatch") is not None

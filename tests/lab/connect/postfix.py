"""Postfix for a test: its smtpd on addresses of their own, each with its certificate; all its state in one folder.

It gives up root's rights for those of its own user, so that user has to be there: tests/lab/lab --users, started by root.
"""

import contextlib
import pathlib
import pwd
import shutil
import subprocess

MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_protocols = ipv4
myhostname = mx.lab.example
mydestination =
alias_maps =
smtpd_tls_security_level = may
"""
SERVICES = """
tlsmgr   unix       - - n 1000? 1 tlsmgr
postlog  unix-dgram n - n -     1 postlogd
anvil    unix       - - n -     1 anvil
rewrite  unix       - - n -     - trivial-rewrite
proxymap unix       - - n -     - proxymap
"""


def can_run() -> bool:
    """Whether it is installed, and its user is one here (user_namespaces(7))."""
    users = pathlib.Path("/proc/self/uid_map").read_text().split()
    try:
        return shutil.which("postfix") is not None and pwd.getpwnam("postfix").pw_uid < int(users[2])
    except KeyError:
        return False


@contextlib.contextmanager
def postfix(folder: pathlib.Path, listeners: dict[str, dict[str, str]]):
    """`folder`: where others may go, too. `listeners`: for each address, parameters of its smtpd."""
    for name in ("etc", "queue", "data"):
        (folder / name).mkdir(parents=True)
    shutil.chown(folder / "data", "postfix")
    smtpd = "".join(f"{address}:25 inet n - n - - smtpd\n" + "".join(f"  -o {key}={value}\n" for key, value in own.items())
                    for address, own in listeners.items())
    (folder / "etc/main.cf").write_text(MAIN.format(folder=folder))
    (folder / "etc/master.cf").write_text(smtpd + SERVICES)
    command = ["postfix", "-c", folder / "etc"]
    subprocess.run([*command, "start"], check=True, capture_output=True, text=True, timeout=60)
    try:
        yield
    finally:
        subprocess.run([*command, "stop"], check=False, capture_output=True, timeout=60)

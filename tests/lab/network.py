"""Addresses of the lab, and the namespace it lives in.

Everything is loopback: inside the namespace there is no other interface, so a zone whose glue points to a private or
documentation address leads nowhere, and nothing the lab does can reach a real network.

    127.0.0.x    resolvers
    127.0.1.x    TLS endpoints whose certificate is wrong on purpose
    127.0.2.x    the same resolvers behind a slow line
    127.0.1D.x   authoritative servers, D being the number of labels of the zone: a parent and its child never share a
                 process, for a server of both would answer for the child where it should refer
    127.0.20.x   authoritative servers that misbehave
"""

import ctypes
import os
import signal
import subprocess

PR_SET_PDEATHSIG = 1

# behaviours of authority.py; on the address of `dead` nothing listens
MISBEHAVING = {name: f"127.0.20.{number}" for number, name in enumerate((
    "dead", "silent", "refuse", "not-authoritative", "servfail", "lame", "upward", "noedns", "formerr", "garbage",
    "notimp", "drop-edns", "strip-rrsig", "truncate", "other-question", "endless-cname", "endless-referral", "switch",
    "report-channel"), start=1)}



def authority_address(labels: int, number: int) -> str:
    """Address of authoritative server `number` (1, 2) for zones of that many labels (root: 0)."""
    return f"127.0.{10 + labels}.{number}"


def server_address(server: str, labels: int) -> str:
    """Address behind a server's name in cases.toml: `auth1`, `auth2`, a misbehaving one, or an address as it stands."""
    if server in ("auth1", "auth2"):
        return authority_address(labels, int(server[-1]))
    return MISBEHAVING.get(server, server)


def die_with_parent() -> None:
    """In a child before exec: be killed when the process that started us goes away, however it goes."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def enter_command(inner: list[str], users: bool = False) -> list[str]:
    """The command line that runs `inner` as root and init of a fresh user, network, mount and pid namespace. `users`: where
    root does it, with all the machine's users in it, and not root alone."""
    kinds = "-npf" if users and os.geteuid() == 0 else "-rnpf"
    return ["unshare", kinds, "--mount-proc", "--kill-child=SIGKILL", *inner]


def bring_up(addresses: list[str], state_dir: str, keep: bool) -> None:
    """Bring up loopback with `addresses`, and unless the state is to be kept, hold it in memory only.

    named and IPv6 want each address on the interface; the rest of 127/8 answers by itself.
    """
    lines = ["link set lo up"]
    for address in addresses:
        lines.append(f"addr add {address}/128 dev lo nodad" if ":" in address else f"addr add {address}/32 dev lo")
    subprocess.run(["ip", "-batch", "-"], input="\n".join(lines), text=True, check=True)
    if not keep:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "mode=755", "edig-lab", state_dir], check=True)


def resolv_conf(state_dir: str, address: str) -> None:
    """Inside the namespace, programs that ask the system's resolver ask the lab's."""
    path = os.path.join(state_dir, "resolv.conf")
    with open(path, "w", encoding="ascii") as file:
        file.write(f"nameserver {address}\n")
    if os.path.exists("/etc/resolv.conf"):
        subprocess.run(["mount", "--bind", path, os.path.realpath("/etc/resolv.conf")], check=False)

"""What the tests of the examples share: how to run one as its user would, among the lab's servers."""

import os
import pathlib
import subprocess

from edig_lab import EDIG, LAB_DIR, address

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "man" / "examples"
TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")
RESOLVER = (*TRUST, f"@{address('unbound')}")
SILENT = (*TRUST, "@127.0.9.9", "+timeout=0.5", "+tries=1", "+deadline=1")
DEAD = (*TRUST, "@127.0.0.97")
SOUND, BROKEN, DOUBTFUL = "www.valid.example", "www.rrsig-exp-a.example", "www.one-other-keys.example"
NO_NAME, NO_RECORD = ("nx.valid-nxdomain.example",), ("valid.example", "MX")
DAY = 86400


def run(name: str, *arguments: str, path: str | None = None, **more: str) -> subprocess.CompletedProcess:
    path = path or os.path.dirname(os.path.abspath(EDIG)) + ":" + os.environ["PATH"]
    return subprocess.run([EXAMPLES / name, *arguments], capture_output=True, text=True, timeout=60,
                          env={"PATH": path, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent",
                               "EDIG_CONFIG": os.environ["EDIG_CONFIG"], **more})


def controls(text: str) -> list[str]:
    return [c for c in text if c != "\n" and not c.isprintable()]

"""The binary to hand out: asks over each transport, and needs nothing but the C library of the machine it runs on.
"""

import os
import re
import subprocess

import pytest

from edig_lab import EDIG, TRANSPORTS, ask

LIBC = {"linux-vdso", "libc", "libdl", "libm", "libpthread", "librt", "libresolv", "ld-linux-x86-64", "ld-linux-aarch64"}

@pytest.mark.parametrize("transport", TRANSPORTS)
def test_asks(transport):
    good = ask("unbound", "www.valid.example.", "+json", transport=transport)
    assert good.status == 0
    assert [record["rdata"] for record in good.json["answer"]] == ["192.0.2.1"]
    broken = ask("unbound", "www.rrsig-exp-a.example.", transport=transport)
    assert broken.status == 2
    assert "EDE" in broken.text

def test_internationalized_names():
    """libidn2 is among what the portable build has inside."""
    asked = ask("unbound", "bücher.valid.example.", "+json")
    assert asked.json["question"]["name"] == "xn--bcher-kva.valid.example."

def test_only_the_c_library_is_shared():
    listed = subprocess.run(["ldd", EDIG], capture_output=True, text=True, check=False)
    if "not a dynamic executable" in listed.stderr:
        return
    libraries = {re.split(r"\.so|\.\d", os.path.basename(line.split()[0]))[0] for line in listed.stdout.splitlines()}
    assert libraries and libraries <= LIBC

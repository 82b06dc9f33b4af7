"""What delv says of a question, through the resolver that does not validate: a judge that shares no code with edig.

delv 9.18 has no CD option, so it is pointed to the lab's iterator. Where signatures are missing it takes 12 s.
"""

import os
import subprocess

# Where delv is right by its own lights and the lab's entry and edig are by theirs, with the reason.
DIFFERS = {
    "no-dnskey-257": "BIND does not look at the Zone Key flag of a key that the DS fits (RFC 4034 section 2.1.1)",
    "soa-signature-expired": "delv leaves a NODATA answer pending whose SOA is not valid",
    "optout-nxdomain": "delv calls a proof validated that named gives no AD for (RFC 5155 section 9.2)",
}

# It failed before anything was validated.
NOTHING_TO_JUDGE = ("timed out", "failure", "SERVFAIL", "REFUSED")


def verdict(output: str) -> str | None:
    """The status by RFC 4033 section 5 as delv's output has it; None where it could not judge. Along aliases, as good as
    the worst RRset."""
    lines = output.splitlines()
    failures = [line.split(": ", 1)[1] for line in lines if line.startswith(";; resolution failed: ")]
    if any(failure in NOTHING_TO_JUDGE for failure in failures):
        return None
    if any("ncache" not in failure for failure in failures):
        return "bogus"
    if any("unsigned answer" in line for line in lines):
        return "insecure"
    if any("pending validation" in line for line in lines):
        return "indeterminate"
    return "secure" if any("fully validated" in line for line in lines) else None


def delv(server: str, qname: str, qtype: str) -> str | None:
    command = ["delv", f"@{server}", "-a", os.path.join(os.environ["LAB_DIR"], "bind.keys"), "+root=.", qname, qtype]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return verdict(done.stderr + done.stdout)

"""Command lines of dig about zone transfers and signed queries (TSIG), for named of transfer_servers.py. Each is (words,
standard input), as in dig_lines.py."""

import itertools
import pathlib
import shlex

from transfer_servers import SECRET, SERIAL, Server

NAME = "hmac-sha256.key"    # what transfer_servers.py calls the key of this algorithm

SUBJECTS = ("one.test AXFR", f"changing.test IXFR={SERIAL}", "signed.test -k good.key -t AXFR", "one.test SOA -k good.key")
LOOKS = """+short; +multi; +multi +norrcomments; +rrcomments; +noall +answer; +noall +comments; +onesoa; +nocrypto; +noclass;
    +nottlid; +nottlid +noclass; +ttlunits; +qr; +comments; +nocomments; +question; +all; +all +qr; +all +short;
    +all +onesoa; +nocmd; +nostats; +identify +nostats; +identify +nostats +all; +short +identify; -u; +noanswer;
    +noadditional; +noauthority; +dnssec; +noedns; +nsid; +qid=77 +comments; +tls; +tls +all; +notcp; +tcp; +keepopen;
    +expandaaaa; +split=8; +fuzztime; +nofuzztime; +fuzztime=100; +cdflag +all +qr; +header-only"""

OTHERS = f"""
one.test AXFR +unknownformat
closed.test AXFR
closed.test AXFR +short
closed.test AXFR +qr
closed.test AXFR +all
closed.test AXFR +noall +answer
closed.test AXFR +noall +comments
closed.test AXFR +tls
closed.test IXFR={SERIAL}
nozone.test AXFR
nozone.test AXFR +short
. AXFR
one.test CH AXFR
-x 192.0.2.1 AXFR
-t axfr one.test
-t axfr one.test one.test SOA
one.test axfr one.test SOA
one.test SOA one.test axfr +short
one.test ANY AXFR
one.test AXFR +opcode=notify
many.test AXFR
many.test AXFR +short
many.test AXFR +noall +answer +multi
many.test AXFR +all +onesoa
many.test AXFR -k good.key +noall +answer
many.test IXFR=1 +notcp
changing.test IXFR={SERIAL + 1}
changing.test IXFR={SERIAL + 99}
changing.test IXFR={SERIAL + 99} +notcp
changing.test IXFR={SERIAL} +notcp +qr
changing.test IXFR=1
changing.test ixfr=0 +short
changing.test IXFR
-t IXFR changing.test
-t IXFR=1 changing.test
changing.test IXFR=x
signed.test AXFR
signed.test AXFR -k bad.key
signed.test AXFR -k bad.key +short
signed.test AXFR -k bad.key +all
signed.test SOA -k bad.key
one.test SOA -k bad.key +short
one.test SOA -y hmac-sha256:{NAME}:{SECRET}
one.test SOA -y hmac-sha256:nokey:{SECRET}
one.test SOA -y nokey:{SECRET}
signed.test AXFR -y hmac-sha256:{NAME}:{SECRET}
signed.test AXFR -y hmac-sha256:nokey:{SECRET}
signed.test AXFR -y hmac-sha1:{NAME}:{SECRET}
signed.test AXFR -y hmac-sha256-128:{NAME}:{SECRET}
one.test SOA -y {SECRET}
one.test SOA -y hmac-sha3:k:{SECRET}
one.test SOA -y hmac-sha256:k:x
one.test SOA -k nofile
one.test AXFR +https
one.test AXFR -p 5399
@127.0.30.99 one.test AXFR
@127.0.30.99 one.test AXFR +short
""".strip().splitlines()


def write_keys(directory: pathlib.Path) -> None:
    """good.key and bad.key, which the lines have."""
    for file, secret in (("good.key", SECRET), ("bad.key", "QUJD" * 12)):
        (directory / file).write_text(f'key "{NAME}" {{ algorithm hmac-sha256; secret "{secret}"; }};\n')


def lines(server: Server) -> list[tuple[tuple[str, ...], str]]:
    looks = ("", *(look.strip() for look in LOOKS.split(";")))
    written = [f"{subject} {look}" for subject, look in itertools.product(SUBJECTS, looks)] + OTHERS
    return [(tuple(shlex.split(f"@{server.address} {line}")), "") for line in written]

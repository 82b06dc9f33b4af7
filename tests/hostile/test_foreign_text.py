"""Text that a server, a zone or anyone on the path wrote: whatever it holds, it stays text.

`edig` itself checks in asking.check that nothing harmful reaches stdout or stderr; here is what tries to.
"""

import json

import pytest

from asking import edig, in_all_formats
from messages import (CNAME, NAME_OF_QUESTION, NSID, SERVFAIL, ede, framed, opt, option, record, reply, text_record)

ESCAPES = {
    "ESC": b"\x1b[2J\x1b[31mred",
    "title": b"\x1b]0;owned\x07",
    "CSI as one octet": b"\x9b31m",
    "CSI in UTF-8": "\u009b31m".encode(),
    "NUL": b"before\0after",
    "NUL only": b"\0",
    "two NULs at the end": b"text\0\0",
    "carriage return": b"harmless\rNOERROR  www.valid. A",
    "backspaces": b"bad\b\b\bgood",
    "newlines": b"end of text\n\nNOERROR  www.valid. A   from 127.0.0.1\n\n  www.valid.  300  A  203.0.113.66\n",
    "DEL": b"a\x7fb",
    "bidi override": "evil \u202etxt.exe".encode(),
    "bidi isolate": "\u2066a\u2069b\u061c".encode(),
    "zero width": "pay\u200bpal\ufeff\u2060".encode(),
    "tags": "\U000e0041\U000e0042\U000e007f".encode(),
    "line separator": "one\u2028two\u2029three".encode(),
    "soft hyphen": "a\u00adb".encode(),
    "invalid UTF-8": b"\xff\xfe\xc0\xaf\xed\xa0\x80 ok",
    "overlong ESC": b"\xc1\x9b[31m",
    "cut off UTF-8": "日本".encode()[:-1],
    "beyond Unicode": b"\xf4\x90\x80\x80",
    "noncharacter": "\uffff\U0010fffe".encode(),
    "private use": "\ue000 \uf8ff \U000f0000 \U0010fffd".encode(),
    "unassigned": "\u0378 \u2fe0 \U0001fbfa \U00050000".encode(),
    "quotes": b'" forged="yes\\"',
    "backslash": b"\\x1b[31m \\u001b",
    "HTML": b"<script>alert(1)</script>&lt;",
    "format characters": b"%s%n{0}{}",
    "combining flood": ("a" + "\u0301" * 300).encode(),
    "every C0 and C1": bytes(range(0x20)) + "".join(chr(c) for c in range(0x7f, 0xa0)).encode(),
}
READABLE = {"quotes", "HTML", "format characters"}


def text_of(octets: bytes) -> str:
    """EXTRA-TEXT as JSON holds it: without one trailing NUL (RFC 8914 section 2), no UTF-8 as U+FFFD."""
    return octets.removesuffix(b"\0").decode("utf-8", errors="replace")


@pytest.mark.parametrize("kind", ESCAPES)
def test_extra_text(stage, kind):
    octets = ESCAPES[kind]
    host = stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL, options=ede(9, octets) + ede(6, b"after it"))])
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    error, after = runs["json"].json["extended_errors"]
    assert after["extra_text"] == "after it"
    if b"\xff" in octets or kind in ("overlong ESC", "beyond Unicode", "cut off UTF-8", "CSI as one octet"):
        assert "\ufffd" in error["extra_text"]
        assert error["extra_text_hex"] == octets.removesuffix(b"\0").hex()
    else:
        assert error.get("extra_text", "") == text_of(octets)
        assert "extra_text_hex" not in error
    assert "after it" in runs["text"].text and "after it" in runs["dig"].text
    for language in ("en", "ja"):
        edig(f"@{host.address}", "www.valid.", "+lang=" + language, "+all")


def test_no_line_can_be_forged(stage):
    """Lines of the output are edig's own: foreign newlines do not make any, in no format."""
    plain, evil = b"harmless", b"harmless\n\n  EDE 0  Other\n;; ANSWER SECTION:\nwww.valid. 300 IN A 203.0.113.66\r\n\x0b\x0c\xc2\x85\xe2\x80\xa8"

    def script(query):
        return [reply(query, rcode=SERVFAIL, options=ede(9, evil if query.labels[0] == "evil" else plain))]
    host = stage.host().udp(script)
    for options in ([], ["+dig"], ["+short"], ["+json"], ["+all"], ["+dig", "+all"], ["+noall", "+comments"]):
        lines = [len(edig(f"@{host.address}", f"{which}.valid.", *options).said.splitlines()) for which in ("fine", "evil")]
        assert lines[0] == lines[1], options


def test_forged_lines_show_as_escapes(stage):
    host = stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL, options=ede(9, b"a\nb\x1bc"))])
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    assert r"a\x0ab\x1bc" in runs["text"].text
    assert r"\x1b" in runs["dig"].text or r"\027" in runs["dig"].text
    assert r"a\nb\u001bc" in runs["json"].text


@pytest.mark.parametrize("size", [1, 999, 1000, 1001, 4000, 60000, 65400])
def test_endless_extra_text(stage, size):
    """60 kB of text is a flood on a terminal, and data in JSON."""
    async def script(stream):
        query = await stream.query()
        await stream.send(framed(reply(query, rcode=SERVFAIL, options=ede(0, b"A" * size))))
        await stream.hang()
    host = stage.host().tcp(script)
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+tcp", "+timeout=3")
    assert runs["json"].json["extended_errors"][0]["extra_text"] == "A" * size
    for form in ("text", "short"):
        assert len(runs[form].said) < 3500, form
    if size > 1000:
        assert str(size) in runs["text"].text
    else:
        assert "A" * size in runs["text"].text


def test_escapes_without_end(stage):
    """60 kB in which each octet becomes an escape of four."""
    async def script(stream):
        query = await stream.query()
        await stream.send(framed(reply(query, rcode=SERVFAIL, options=ede(0, b"\x1b" * 60000))))
        await stream.hang()
    host = stage.host().tcp(script)
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+tcp", "+timeout=3")
    assert runs["json"].json["extended_errors"][0]["extra_text"] == "\x1b" * 60000
    assert len(runs["text"].said) < 8000


@pytest.mark.parametrize("kind", ESCAPES)
@pytest.mark.parametrize("code", [NSID, 20, 22, 24, 25, 65001])
def test_other_options_with_text(stage, code, kind):
    """NSID, and what filters say of themselves."""
    host = stage.host().udp(lambda query: [reply(query, options=option(code, ESCAPES[kind]))])
    asked = edig(f"@{host.address}", "www.valid.", "+nsid", "+all")
    assert asked.text
    edig(f"@{host.address}", "www.valid.", "+nsid", "+dig")
    assert edig(f"@{host.address}", "www.valid.", "+nsid", "+json").json["edns"]["options"][0]["hex"] == ESCAPES[kind].hex()


@pytest.mark.parametrize("kind", ESCAPES)
def test_txt_records(stage, kind):
    host = stage.host().udp(lambda query: [reply(query, answer=[text_record(ESCAPES[kind][:255])])])
    runs = in_all_formats(f"@{host.address}", "www.valid.", "TXT")
    for form in ("text", "dig"):
        assert len([line for line in runs[form].lines if "TXT" in line and '"' in line]) == 1, runs[form].text
    assert len(runs["short"].lines) == 1


@pytest.mark.parametrize("kind", ESCAPES)
def test_names(stage, kind):
    """Labels may hold any octet (RFC 2181 section 11)."""
    label = ESCAPES[kind][:63]
    target = bytes([len(label)]) + label + NAME_OF_QUESTION
    answer = [record(NAME_OF_QUESTION, CNAME, target), record(target, 1, b"\xc0\x00\x02\x01")]
    host = stage.host().udp(lambda query: [reply(query, answer=answer)])
    runs = in_all_formats(f"@{host.address}", "www.valid.")
    assert len(runs["json"].json["answer"]) == 2
    assert len(runs["short"].lines) == 2
    edig(f"@{host.address}", "www.valid.", "+multiline", "+all")


def structured(**members) -> bytes:
    return json.dumps(members).encode()


STRUCTURED = {
    "ESC in justification": structured(c=["mailto:a@example.net"], j="\x1b[31mred\u202e\u0000", s=1, o="\u009bOrg", l="en"),
    "contact with newline": structured(c=["mailto:a@example.net\nBcc: all", "tel:+1\x1b"], j="x"),
    "contact with other schemes": structured(c=["javascript:alert(1)", "https://evil.example", "file:///etc/passwd"]),
    "members twice": b'{"j":"one","j":"two\x1b"}',
    "deeply nested": b'{"j":' + b"[" * 30000 + b"]" * 30000 + b"}",
    "deep and open": b"[" * 60000,
    "long number": b'{"s":' + b"9" * 60000 + b"}",
    "exponent": b'{"s":1e999999999}',
    "lone surrogate": b'{"j":"\\ud800"}',
    "wrong types": structured(c="mailto:a@example.net", j=1, s="1", o=[], l={}),
    "long list": structured(c=["mailto:a@example.net"] * 1500),
    "many members": b"{" + b",".join(b'"k%d":0' % n for n in range(6000)) + b"}",
    "BOM": b"\xef\xbb\xbf{}",
    "invalid UTF-8": b'{"j":"\xff\x1b"}',
}


@pytest.mark.parametrize("kind", STRUCTURED)
def test_structured_errors(stage, tls, kind):
    """Over an authenticated channel, where edig uses what it may."""
    async def script(stream):
        query = await stream.query()
        await stream.send(framed(reply(query, rcode=3, options=ede(17, STRUCTURED[kind]))))
        await stream.hang()
    host = stage.host().tls(script, tls.context("dot"))
    runs = in_all_formats(f"@{host.address}", "www.valid.", "+tls", *tls.trust, "+timeout=3")
    assert runs["json"].json["server"]["authenticated"]
    assert all(run.seconds < 5 for run in runs.values())
    structured_error = runs["json"].json["extended_errors"][0].get("structured", {})
    for uri in structured_error.get("contact", []):
        assert uri.startswith(("tel:", "mailto:"))


def test_a_terminal_sees_no_escapes_but_the_colours(stage):
    """On a terminal edig itself writes escape sequences: only for colour, and never the server's."""
    import os
    import pty
    import re
    from asking import EDIG, environment
    host = stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL, options=ede(9, b"\x1b]0;owned\x07 \x1b[5mblink"),
                                                 additional=[opt(ede(9, b"\x1b]0;owned\x07 \x1b[5mblink"))])])
    pid, terminal = pty.fork()
    if pid == 0:
        os.execve(EDIG, [EDIG, f"@{host.address}", "www.valid."], {**environment(), "TERM": "xterm"})
    shown = b""
    try:
        while piece := os.read(terminal, 4096):
            shown += piece
    except OSError:
        pass    # the other end is gone
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 2
    assert b"SERVFAIL" in shown
    rest = re.sub(rb"\x1b\[(0|1|2|3[0-7]|9[0-7])?(;\d+)*m", b"", shown)
    assert b"\x1b" not in rest and b"\x07" not in rest, shown

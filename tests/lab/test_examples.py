"""The examples of the documentation, run as they are among the lab's servers: a name that works, one that does not, one that
is not there, and a server that does not reply; and replies that try to become markup, performance data or a metric."""

import html.parser
import json
import os
import pathlib
import re
import shutil
import stat
import subprocess
import time

import pytest
from prometheus_client.parser import text_string_to_metric_families

from edig_lab import LAB_DIR, address, loop, stage  # noqa: F401
from examples import (BROKEN, DAY, DEAD, DOUBTFUL, EXAMPLES, NO_NAME, NO_RECORD, RESOLVER, SILENT, SOUND, TRUST, controls,
                      run)
from messages import SERVFAIL, ede, reply

SCRIPTS = ("check_edig", "edig-textfile", "status-page", "check-zone")
EVIL = "<script>alert(1)</script> | a=1;\"} 1\n\\\nedig_reply 7\n\u202e\u200b\x1b[2J'"
OK, WARNING, CRITICAL, UNKNOWN = range(4)


@pytest.fixture(name="evil")
def fixture_evil(stage):  # noqa: F811
    """A server that has only evil to say."""
    return f"@{stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL, options=ede(9, EVIL.encode()))]).address}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_shellcheck(name):
    checked = subprocess.run(["shellcheck", "--shell=sh", EXAMPLES / name], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout) == (0, "")


@pytest.mark.parametrize("name, before", [("edig-textfile", ["x.prom"]), ("status-page", ["x.html"])])
def test_usage_where_no_name_is_given(tmp_path, name, before):
    file = [str(tmp_path / one) for one in before]
    for arguments in ([], file, [*file, ""], [*file, *RESOLVER], [*file, *RESOLVER, ""], ["", SOUND], [*RESOLVER, SOUND]):
        made = run(name, *arguments)
        assert (made.returncode, made.stdout) == (1, "")
        assert made.stderr.startswith(f"usage: {name} FILE")
    assert os.listdir(tmp_path) == []


class Page(html.parser.HTMLParser):
    """The tags of a page, its title, and the cells of its table by row, the heads first."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.rows, self.title, self.within = set(), [], "", None
        self.feed(text)
        self.heads, *self.rows = [[cell.strip() for cell in row] for row in self.rows]

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.within = tag
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.within == "title":
            self.title += data
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def status_page(folder: pathlib.Path, *arguments: str, **more: str) -> Page:
    made = run("status-page", str(folder / "page.html"), *arguments, **more)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert os.listdir(folder) == ["page.html"]
    assert stat.S_IMODE((folder / "page.html").stat().st_mode) == 0o644
    text = (folder / "page.html").read_text()
    assert controls(text) == []
    return Page(text)


def test_status_page(tmp_path):
    page = status_page(tmp_path, *RESOLVER, SOUND, BROKEN, DOUBTFUL)
    assert page.heads == ["Name", "State", "Reply", "Why, and whose turn"]
    assert [row[:3] for row in page.rows] == [[SOUND + " A", "works", "NOERROR"], [BROKEN + " A", "fails", "SERVFAIL"],
                                              [DOUBTFUL + " A", "in doubt", "NOERROR"]]
    assert page.rows[0][3] == ""
    assert "expired" in page.rows[1][3] and "the operator of rrsig-exp-a.example." in page.rows[1][3]
    assert page.title.startswith("1 of 3 names fails, 1 in doubt")


def test_status_page_of_what_is_not_there(tmp_path):
    page = status_page(tmp_path, *RESOLVER, *NO_NAME, *NO_RECORD, "alias.cname-to-nothing.example")
    assert [row[1:] for row in page.rows] == [["fails", "NXDOMAIN", "There is no such name."],
                                              ["fails", "NOERROR", "There is no such record."],
                                              ["fails", "NXDOMAIN", "There is no such name."]]
    assert page.title.startswith("3 of 3 names fail")


def test_status_page_where_all_is_well(tmp_path):
    assert status_page(tmp_path, *RESOLVER, SOUND).title.startswith("The name works")
    assert status_page(tmp_path, *RESOLVER, SOUND, "www.unsigned.example").title.startswith("All 2 names work")


def test_status_page_without_a_reply(tmp_path):
    assert status_page(tmp_path, *SILENT, SOUND).rows[0][1:3] == ["fails", "no reply"]
    page = status_page(tmp_path, *DEAD, SOUND)
    assert page.rows[0][1:3] == ["fails", "no reply"] and "127.0.0.97" in page.rows[0][3]


def test_status_page_tells_local_time_and_utc(tmp_path):
    status_page(tmp_path, *RESOLVER, SOUND, TZ="XYZ-9")
    here, utc = re.search(r">(\S+ \S+) XYZ</time> \((\S+ \S+) UTC\)", (tmp_path / "page.html").read_text()).groups()
    ago = (time.mktime(time.strptime(here, "%Y-%m-%d %H:%M")) - time.mktime(time.strptime(utc, "%Y-%m-%d %H:%M"))) / 3600
    assert round(ago, 1) == 9


def test_status_page_shows_evil_as_text(tmp_path, evil):
    page = status_page(tmp_path, evil, "+deadline=2", "www.valid")
    assert "script" not in page.tags
    assert page.rows[0][1] == "fails"
    page = status_page(tmp_path, evil, "+nowhy", "<img\\032src=x\\032onerror=alert\\(1\\)>.valid")
    assert "img" not in page.tags
    assert "<img" in page.rows[0][0]
    assert "<script>alert(1)</script>" in page.rows[0][3]


def test_status_page_stays_where_nothing_was_asked(tmp_path):
    (tmp_path / "page.html").write_text("old")
    assert run("status-page", str(tmp_path / "page.html"), "+nonsense", SOUND).returncode == 1
    assert (tmp_path / "page.html").read_text() == "old"
    assert os.listdir(tmp_path) == ["page.html"]


def check(*arguments: str, **more: str) -> tuple[int, str, dict[str, str]]:
    """Exit status, text, and performance data."""
    done = run("check_edig", *arguments, **more)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1 and controls(done.stdout) == []
    text, _, performance = done.stdout.rstrip("\n").partition(" | ")
    assert "|" not in text + performance
    words = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
    assert text.startswith(words[done.returncode] + ": ")
    data = re.findall(r"'([^'=]+)'=(\S+)", performance)
    assert " ".join(f"'{label}'={value}" for label, value in data) == performance
    return done.returncode, text, dict(data)


def test_check():
    status, text, data = check(*RESOLVER, SOUND)
    assert (status, text) == (OK, f"OK: {SOUND}. A: NOERROR")
    assert re.fullmatch(r"[0-9.]+ms;;;0", data[SOUND + ".A_time"])
    assert 20 * DAY < int(data[SOUND + ".A_signature"].rstrip("s")) < 40 * DAY
    status, text, _ = check(*RESOLVER, BROKEN)
    assert status == CRITICAL and "expired" in text
    assert check(*RESOLVER, DOUBTFUL)[0] == WARNING


@pytest.mark.parametrize("case, kind", [("rrsig-exp-a", "one RRset"), ("rrsig-dnskey-expired", "the keys"),
                                        ("parent-ds-rrsig-expired", "the DS"), ("nsec3-expired", "a denial"),
                                        ("rrsig-expired-and-future", "beside one that is not valid yet")])
def test_check_of_an_expired_signature_is_below_zero(case, kind):
    asked = next(one for one in json.loads((pathlib.Path(LAB_DIR) / "lab.json").read_text())["cases"] if one["name"] == case)
    status, _, data = check(*RESOLVER, asked["qname"], asked["qtype"])
    (left,) = [value for label, value in data.items() if label.endswith("_signature")]
    assert status == CRITICAL and -11 * DAY < int(left.rstrip("s")) < -9 * DAY, kind


def test_check_says_the_worst_first():
    status, text, data = check(*RESOLVER, SOUND, DOUBTFUL, BROKEN)
    assert status == CRITICAL
    assert text.index(BROKEN) < text.index(DOUBTFUL) < text.index(SOUND)
    assert len(data) == 6


def test_check_of_what_is_not_there():
    where = address("unbound")
    assert check(*RESOLVER, *NO_NAME)[:2] == (CRITICAL, f"CRITICAL: nx.valid-nxdomain.example. A at {where}: no such name")
    assert check(*RESOLVER, *NO_RECORD)[:2] == (CRITICAL, f"CRITICAL: valid.example. MX at {where}: no such record")
    assert check(*RESOLVER, ".", "MX")[0] == CRITICAL
    assert check(*RESOLVER, ".", "NS")[0] == OK


def test_check_of_what_is_not_to_be_there():
    assert check("--absent", *RESOLVER, *NO_NAME)[:2] == (OK, "OK: nx.valid-nxdomain.example. A: NXDOMAIN")
    assert check("--absent", *RESOLVER, *NO_RECORD)[0] == OK
    status, text, _ = check("--absent", *RESOLVER, SOUND)
    assert status == CRITICAL and "should not be" in text
    assert check("--absent", *DEAD, SOUND)[0] == CRITICAL


def test_check_where_no_name_is_given():
    for arguments in ((), ("",), (*RESOLVER,), (*RESOLVER, ""), (SOUND, ""), ("--absent",)):
        status, text, data = check(*arguments)
        assert status == UNKNOWN and "usage: check_edig" in text and data == {}


def test_check_helps():
    for option in ("-h", "--help"):
        done = run("check_edig", option)
        assert (done.returncode, done.stderr) == (UNKNOWN, "")
        assert done.stdout.startswith("check_edig: ") and "--absent" in done.stdout and "set -u" not in done.stdout


def test_check_without_a_reply():
    assert check(*SILENT, SOUND)[0] == CRITICAL
    status, text, _ = check(*DEAD, SOUND)
    assert status == CRITICAL and "127.0.0.97" in text
    expired = f"@tls://{address('expired')}"
    status, text, _ = check(*TRUST, expired, f"+tls-ca={LAB_DIR}/ca.pem", SOUND)
    assert status == CRITICAL and "certificate" in text and "expired" in text
    assert check(*TRUST, "@nosuch.invalid", SOUND)[0] == CRITICAL


def test_check_without_a_question():
    status, text, _ = check("+nonsense", SOUND)
    assert status == UNKNOWN and "+nonsense" in text
    assert check(*RESOLVER, "-f", "/nonexistent")[0] == UNKNOWN
    assert check(*RESOLVER, "+short", SOUND)[:2] == (UNKNOWN, "UNKNOWN: edig printed no report")


def test_check_where_a_program_is_missing_or_too_old(tmp_path):
    for tool in ("sh", "sed", "tr", "jq"):
        (tmp_path / tool).symlink_to(shutil.which(tool))
    assert check(*RESOLVER, SOUND, path=str(tmp_path))[:2] == (UNKNOWN, "UNKNOWN: edig is not installed, or not in PATH")
    old = tmp_path / "edig"
    old.write_text("#!/bin/sh\necho '{\"schema\": 1, \"question\": {\"name\": \"a.\", \"type\": \"A\"}, \"rcode\": {\"value\": 0}}'\n")
    old.chmod(0o755)
    assert check(SOUND, path=str(tmp_path))[:2] == (UNKNOWN, "UNKNOWN: this edig is too old")
    (tmp_path / "jq").unlink()
    assert check(SOUND, path=str(tmp_path))[0] == UNKNOWN


def test_check_of_evil(evil):
    status, text, data = check(evil, "+nowhy", "a'\\124b.valid")
    assert status == CRITICAL and "<script>" in text
    assert list(data) == ["a__b.valid.A_time"]
    assert check("+a|b\nc", SOUND)[0] == UNKNOWN


def metrics(folder: pathlib.Path, *arguments: str) -> dict[str, list]:
    made = run("edig-textfile", str(folder / "edig.prom"), *arguments)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert os.listdir(folder) == ["edig.prom"]
    text = (folder / "edig.prom").read_text()
    assert controls(text) == []
    families = list(text_string_to_metric_families(text))
    assert len({family.name for family in families}) == len(families)
    samples = [(sample.name, *sorted(sample.labels.items())) for family in families for sample in family.samples]
    assert len(set(samples)) == len(samples), "a sample is there twice"
    assert all(family.documentation and family.type == "gauge" for family in families)
    return {family.name: family.samples for family in families}


def by_name(samples: list) -> dict[str, float]:
    return {sample.labels["name"].rstrip("."): sample.value for sample in samples}


def test_metrics(tmp_path):
    found = metrics(tmp_path, *RESOLVER, SOUND, BROKEN, SOUND)
    assert by_name(found["edig_rcode"]) == {SOUND: 0, BROKEN: 2}
    assert by_name(found["edig_works"]) == {SOUND: 1, BROKEN: 0}
    cause, = found["edig_root_cause"]
    assert (cause.labels["kind"], cause.labels["zone"], cause.labels["fault"], cause.labels["info_code"]) == (
        "signature-expired", "rrsig-exp-a.example.", "zone", "7")
    errors = {sample.labels["name"]: sample.value for sample in found["edig_findings"] if sample.labels["severity"] == "error"}
    assert errors == {SOUND + ".": 0, BROKEN + ".": 1}


def test_metrics_have_the_first_expiration_past_or_to_come(tmp_path):
    found = by_name(metrics(tmp_path, *RESOLVER, SOUND, BROKEN, "www.unsigned.example")[
        "edig_signature_expires_timestamp_seconds"])
    left = {name: (expires - time.time()) / DAY for name, expires in found.items()}
    assert 20 < left[SOUND] < 40 and -11 < left[BROKEN] < -9


def test_metrics_of_what_is_not_there(tmp_path):
    found = metrics(tmp_path, *RESOLVER, *NO_NAME, *NO_RECORD)
    assert set(by_name(found["edig_works"]).values()) == {0}
    assert {sample.labels["outcome"] for sample in found["edig_outcome"]} == {"nxdomain", "nodata"}


def test_metrics_without_a_reply(tmp_path):
    found = metrics(tmp_path, *SILENT, SOUND)
    assert [sample.value for sample in found["edig_reply"] + found["edig_works"]] == [0, 0]
    assert "edig_rcode" not in found


def test_metrics_of_evil(tmp_path, evil):
    found = metrics(tmp_path, evil, "+nowhy", "a\"b\\\\c.valid")
    sample, = found["edig_reply"]
    assert sample.value == 1
    assert sample.labels["name"] == 'a\\"b\\\\c.valid.'


@pytest.mark.skipif(not shutil.which("promtool"), reason="prometheus is not installed")
def test_metrics_as_prometheus_reads_them(tmp_path):
    metrics(tmp_path, *RESOLVER, SOUND, BROKEN, *NO_NAME)
    with open(tmp_path / "edig.prom", encoding="utf-8") as file:
        checked = subprocess.run(["promtool", "check", "metrics"], stdin=file, capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stdout + checked.stderr) == (0, "")

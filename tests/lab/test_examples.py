"""The examples of the documentation, run as they are among the lab's servers: a name that works, one that does not, and a
server that does not reply; and replies that try to become markup, performance data or a metric."""

import html.parser
import os
import pathlib
import re
import stat
import subprocess

import pytest
from prometheus_client.parser import text_string_to_metric_families

from edig_lab import EDIG, LAB_DIR, address, loop, stage  # noqa: F401
from messages import SERVFAIL, ede, reply

EXAMPLES = pathlib.Path(__file__).resolve().parents[2] / "man" / "examples"
TRUST = (f"+trust-anchor={LAB_DIR}/root.key", f"+root-hints={LAB_DIR}/root.hints")
RESOLVER = (*TRUST, f"@{address('unbound')}")
SILENT = (*TRUST, "@127.0.9.9", "+timeout=0.5", "+tries=1", "+deadline=1")
SOUND, BROKEN, DOUBTFUL = "www.valid.example", "www.rrsig-exp-a.example", "www.one-other-keys.example"
EVIL = "<script>alert(1)</script> | a=1;\"} 1\n\\\nedig_reply 7\n\u202e\u200b\x1b[2J'"
OK, WARNING, CRITICAL, UNKNOWN = range(4)


def run(name: str, *arguments: str) -> subprocess.CompletedProcess:
    path = os.path.dirname(os.path.abspath(EDIG)) + ":" + os.environ["PATH"]
    return subprocess.run([EXAMPLES / name, *arguments], capture_output=True, text=True, timeout=60,
                          env={"PATH": path, "LC_ALL": "C.UTF-8", "HOME": "/nonexistent",
                               "EDIG_CONFIG": os.environ["EDIG_CONFIG"]})


@pytest.fixture(name="evil")
def fixture_evil(stage):  # noqa: F811
    """A server that has only evil to say."""
    return f"@{stage.host().udp(lambda query: [reply(query, rcode=SERVFAIL, options=ede(9, EVIL.encode()))]).address}"


def controls(text: str) -> list[str]:
    return [c for c in text if c != "\n" and not c.isprintable()]


class Page(html.parser.HTMLParser):
    """The tags of a page, and the cells of its table by row."""

    def __init__(self, text: str):
        super().__init__()
        self.tags, self.rows = set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self.rows[-1].append("")

    def handle_data(self, data):
        if self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def status_page(folder: pathlib.Path, *arguments: str) -> Page:
    made = run("status-page", str(folder / "page.html"), *arguments)
    assert (made.returncode, made.stdout, made.stderr) == (0, "", "")
    assert os.listdir(folder) == ["page.html"]
    assert stat.S_IMODE((folder / "page.html").stat().st_mode) == 0o644
    text = (folder / "page.html").read_text()
    assert controls(text) == []
    return Page(text)


def test_status_page(tmp_path):
    page = status_page(tmp_path, *RESOLVER, SOUND, BROKEN, DOUBTFUL)
    assert [row[:3] for row in page.rows] == [[SOUND + ". A", "works", "NOERROR"], [BROKEN + ". A", "fails", "SERVFAIL"],
                                              [DOUBTFUL + ". A", "in doubt", "NOERROR"]]
    assert page.rows[0][3].strip() == ""
    assert "expired" in page.rows[1][3] and "the operator of rrsig-exp-a.example." in page.rows[1][3]


def test_status_page_without_a_reply(tmp_path):
    assert status_page(tmp_path, *SILENT, SOUND).rows[0][1:3] == ["fails", "no reply"]


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
    assert run("status-page", str(tmp_path / "page.html"), "+nonsense").returncode == 1
    assert (tmp_path / "page.html").read_text() == "old"
    assert os.listdir(tmp_path) == ["page.html"]


def check(*arguments: str) -> tuple[int, str, dict[str, str]]:
    """Exit status, text, and performance data."""
    done = run("check_edig", *arguments)
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
    assert 20 * 86400 < int(data[SOUND + ".A_signature"].rstrip("s")) < 40 * 86400
    status, text, _ = check(*RESOLVER, BROKEN)
    assert status == CRITICAL and "expired" in text
    assert check(*RESOLVER, DOUBTFUL)[0] == WARNING
    assert check(*RESOLVER, SOUND, BROKEN, DOUBTFUL)[0] == CRITICAL
    assert check(*RESOLVER, "nx.valid-nxdomain.example")[0] == CRITICAL


def test_check_without_a_reply_or_a_question():
    assert check(*SILENT, SOUND)[0] == UNKNOWN
    assert check("+nonsense")[0] == UNKNOWN


def test_check_of_evil(evil):
    status, text, data = check(evil, "+nowhy", "a'\\124b.valid")
    assert status == CRITICAL and "<script>" in text
    assert list(data) == ["a__b.valid.A_time"]


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


def test_metrics(tmp_path):
    found = metrics(tmp_path, *RESOLVER, SOUND, BROKEN, SOUND)
    rcodes = {sample.labels["name"]: sample.value for sample in found["edig_rcode"]}
    assert rcodes == {SOUND + ".": 0, BROKEN + ".": 2}
    cause, = found["edig_root_cause"]
    assert (cause.labels["kind"], cause.labels["zone"], cause.labels["fault"], cause.labels["info_code"]) == (
        "signature-expired", "rrsig-exp-a.example.", "zone", "7")
    errors = {sample.labels["name"]: sample.value for sample in found["edig_findings"] if sample.labels["severity"] == "error"}
    assert errors == {SOUND + ".": 0, BROKEN + ".": 1}


def test_metrics_without_a_reply(tmp_path):
    found = metrics(tmp_path, *SILENT, SOUND)
    assert [sample.value for sample in found["edig_reply"]] == [0]
    assert "edig_rcode" not in found


def test_metrics_of_evil(tmp_path, evil):
    found = metrics(tmp_path, evil, "+nowhy", "a\"b\\\\c.valid")
    sample, = found["edig_reply"]
    assert sample.value == 1
    assert sample.labels["name"] == 'a\\"b\\\\c.valid.'

"""The player by itself, and edig in a scenario of our own: one name that is secure, one insecure, one bogus.

    EDIG=build/edig /usr/bin/python3 -m pytest -q -p no:cacheprovider tests/scenarios
"""

import json
import pathlib
import subprocess
import sys
import time

import dns.dnssec
import dns.name
import dns.rrset
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "lab")]
sys.dont_write_bytecode = True

import plays  # noqa: E402
import rpl  # noqa: E402
import transpose  # noqa: E402
import zones  # noqa: E402  of the lab
from recursion import Recursion  # noqa: E402

ZONE = dns.name.from_text("example.")
ENDS = {"www.example. A": "secure", "www.unsigned.example. A": "insecure", "broken.example. A": "bogus"}


class Author:
    """Writes a scenario: a signed zone with a trust anchor, and an unsigned zone below it."""

    def __init__(self, algorithm: int = 13):
        self.key = zones.Key("csk", str(algorithm))
        self.lines: list[str] = []

    def signed(self, owner: str, rdtype: str, *rdatas: str, of: tuple[str, ...] = ()) -> list[str]:
        """An RRset with its signature; with a signature over the data `of` where these are given."""
        rrset = dns.rrset.from_text(owner, 300, "IN", rdtype, *rdatas)
        signature = self.key.sign(dns.rrset.from_text(owner, 300, "IN", rdtype, *(of or rdatas)), ZONE,
                                  zones.WINDOWS["now"])
        return [*rrset.to_text().splitlines(), f"{owner} 300 IN RRSIG {signature}"]

    def entry(self, question: str, flags: str, match: str = "qname qtype", **sections: list[str]) -> None:
        self.lines += ["ENTRY_BEGIN", f"MATCH opcode {match}", "ADJUST copy_id copy_query", f"REPLY {flags}",
                       "SECTION QUESTION", question]
        for section, records in sections.items():
            self.lines += [f"SECTION {section.upper()}", *records]
        self.lines += ["ENTRY_END"]

    def server(self, address: str) -> None:
        self.lines += ["RANGE_END"] if "RANGE_BEGIN 0 99" in self.lines else []
        self.lines += ["RANGE_BEGIN 0 99", f"ADDRESS {address}"]

    def write(self) -> str:
        ds = dns.dnssec.make_ds(ZONE, self.key.rdata, "SHA256")
        self.lines = ["server:", f'\ttrust-anchor: "example. 300 IN DS {ds}"    ; the only one',
                      f'\tval-override-date: "{time.strftime("%Y%m%d%H%M%S", time.gmtime())}"',
                      "stub-zone:", '\tname: "."', "\tstub-addr: 192.0.2.1", "CONFIG_END", "SCENARIO_BEGIN Our own"]
        self.write_servers()
        self.lines += ["RANGE_END"]
        for number, (question, end) in enumerate(ENDS.items()):
            self.lines += [f"STEP {2 * number} QUERY"]
            self.entry(question, "RD DO")
            self.lines += [f"STEP {2 * number + 1} CHECK_ANSWER"]
            self.entry(question, "QR RD RA DO " + {"secure": "AD NOERROR", "insecure": "NOERROR"}.get(end, "SERVFAIL"),
                       answer=[] if end == "bogus" else [f"{question.split()[0]} 300 IN A 192.0.2.80"])
        return "\n".join([*self.lines, "SCENARIO_END", ""])

    def write_servers(self) -> None:
        soa = ("ns.example. host.example. 1 3600 900 86400 300",)
        self.server("192.0.2.1")
        self.entry("example. IN NS", "QR NOERROR", "subdomain", authority=["example. 300 IN NS ns.example."],
                   additional=["ns.example. 300 IN A 192.0.2.2"])
        self.server("192.0.2.2")
        self.entry("example. IN DNSKEY", "QR AA NOERROR", answer=self.signed("example.", "DNSKEY", str(self.key.rdata)))
        self.entry("example. IN SOA", "QR AA NOERROR", answer=self.signed("example.", "SOA", *soa))
        self.entry("example. IN NS", "QR AA NOERROR", answer=self.signed("example.", "NS", "ns.example."))
        self.entry("ns.example. IN A", "QR AA NOERROR", answer=self.signed("ns.example.", "A", "192.0.2.2"))
        self.entry("www.example. IN A", "QR AA NOERROR", answer=self.signed("www.example.", "A", "192.0.2.80"))
        self.entry("broken.example. IN A", "QR AA NOERROR",
                   answer=self.signed("broken.example.", "A", "192.0.2.80", of=("192.0.2.81",)))
        for name, after in (("broken.example.", "unsigned.example."), ("www.example.", "example.")):
            self.entry(f"{name} IN DS", "QR AA NOERROR", authority=self.signed("example.", "SOA", *soa) +
                       self.signed(name, "NSEC", f"{after} A RRSIG NSEC"))
        proof = self.signed("unsigned.example.", "NSEC", "www.example. NS RRSIG NSEC")
        self.entry("unsigned.example. IN DS", "QR AA NOERROR", authority=self.signed("example.", "SOA", *soa) + proof)
        self.entry("unsigned.example. IN NS", "QR NOERROR", "subdomain",
                   authority=["unsigned.example. 300 IN NS ns.unsigned.example.", *proof],
                   additional=["ns.unsigned.example. 300 IN A 192.0.2.3"])
        self.server("192.0.2.3")
        self.entry("unsigned.example. IN SOA", "QR AA NOERROR", answer=[f"unsigned.example. 300 IN SOA {soa[0]}"])
        self.entry("unsigned.example. IN NS", "QR AA NOERROR",
                   answer=["unsigned.example. 300 IN NS ns.unsigned.example."])
        self.entry("ns.unsigned.example. IN A", "QR AA NOERROR", answer=["ns.unsigned.example. 300 IN A 192.0.2.3"])
        self.entry("www.unsigned.example. IN A", "QR AA NOERROR",
                   answer=["www.unsigned.example. 300 IN A 192.0.2.80"])


@pytest.fixture(scope="module")
def scenario() -> str:
    return Author().write()


def question(text: str) -> rpl.Question:
    return rpl.read_question(text, 0)


def test_reads(scenario):
    read = rpl.read(scenario)
    assert read.title == "Our own"
    assert read.value("stub-addr") == "192.0.2.1"
    assert [str(anchor.owner) for anchor in read.anchors] == ["example."]
    assert read.addresses() == ["192.0.2.1", "192.0.2.2", "192.0.2.3"]
    assert [step.kind for step in read.steps] == ["QUERY", "CHECK_ANSWER"] * 3
    assert {str(play.question): play.expected for play in plays.plays("own", read)} == ENDS
    assert plays.obstacle("forward", "own", read) == ""


def test_matches(scenario):
    read = rpl.read(scenario)
    referral = read.find("192.0.2.1", rpl.Query(question("a.b.example. IN TXT")), 5)
    assert referral.sections["AUTHORITY"] and referral.rcode == 0
    assert read.find("192.0.2.2", rpl.Query(question("www.example. IN A")), 5)
    assert not read.find("192.0.2.2", rpl.Query(question("www.example. IN AAAA")), 5)
    assert not read.find("192.0.2.2", rpl.Query(question("www.example. IN A")), 100)    # after the range
    assert not read.find("192.0.2.9", rpl.Query(question("www.example. IN A")), 5)


@pytest.mark.parametrize("text", ["server:\n", "CONFIG_END\nSCENARIO_BEGIN x\n",
                                  "CONFIG_END\nRANGE_BEGIN 0 1\nENTRY_BEGIN\nSECTION ANSWER\na. A no-address\nENTRY_END\n"])
def test_refuses(text):
    with pytest.raises(rpl.ScenarioError):
        rpl.read(text)


def test_goes_down_along_referrals(scenario):
    recursion = Recursion(rpl.read(scenario), 1)
    reply = recursion.resolve(question("www.unsigned.example. IN A"))
    assert [record.rdata.address for record in reply.sections["ANSWER"]] == ["192.0.2.80"]
    assert recursion.resolve(question("nothing.unsigned.example. IN A")).rcode == 2    # nobody says


def test_signs_again():
    """What was good is good by the new key, and what was bad stays bad."""
    read = rpl.read(Author(algorithm=3).write())
    transpose.transpose(read)
    assert [anchor.rdata.algorithm for anchor in read.anchors] == [transpose.NEW]
    keys = read.find("192.0.2.2", rpl.Query(question("example. IN DNSKEY")), 1).records
    assert dns.dnssec.make_ds(ZONE, keys[0].rdata, "SHA256") == read.anchors[0].rdata
    for name, good in (("www.example.", True), ("broken.example.", False)):
        data, signature = read.find("192.0.2.2", rpl.Query(question(f"{name} IN A")), 1).records
        assert signature.rdata.algorithm == transpose.NEW
        try:
            dns.dnssec.validate_rrsig(dns.rrset.from_rdata(name, 300, data.rdata), signature.rdata,
                                      {ZONE: dns.rrset.from_rdata("example.", 300, keys[0].rdata)})
            assert good
        except dns.dnssec.ValidationFailure:
            assert not good


@pytest.mark.parametrize("mode", ["check", "forward", "direct"])
def test_agree(scenario, mode, tmp_path):
    """In the mode `check` it is Unbound that is asked, which knows nothing of this player."""
    (tmp_path / "own.rpl").write_text(scenario)
    run = subprocess.run([HERE / "play", tmp_path, "--mode", mode, "--format", "json"], stdout=subprocess.PIPE, text=True,
                         check=True, timeout=120)
    outcomes = [json.loads(line) for line in run.stdout.splitlines()]
    assert {outcome["question"]: outcome["got"] for outcome in outcomes} == ENDS
    assert [outcome for outcome in outcomes if not outcome["agrees"]] == []

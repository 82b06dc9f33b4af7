"""check_host() (RFC 7208) against the openspf test suite of that RFC, and those of pyspf and of blitiri's Go library, as
the packages have them. Where the latter two ask for something else than the RFC, spf-differences.csv says why."""

import csv
import gzip
import ipaddress
from pathlib import Path

import pytest
import yaml

from rules import MAX_ALIASES, TYPES, Failure, Rules, txt_rdata, wire_of

BLITIRI = Path("/usr/share/gocode/src/blitiri.com.ar/go/spf/testdata")
PYSPF = Path("/usr/share/doc/python3-spf")
SUITES = {
    "rfc7208": PYSPF / "rfc7208-tests.yml.gz",
    "rfc7208-blitiri": BLITIRI / "rfc7208-tests.yml",
    "pyspf": PYSPF / "test.yml.gz",
    "blitiri": BLITIRI / "blitirispf-tests.yml",
}
CASES_OF_RFC7208 = 203
DIFFERENCES = {(row["suite"], row["case"]): row for row in
               csv.DictReader((Path(__file__).parent / "spf-differences.csv").open(encoding="utf-8"))}


def suite_text(path):
    return gzip.open(path, "rt", encoding="utf-8").read() if path.suffix == ".gz" else path.read_text("utf-8")


def cases(suite):
    for scenario in yaml.safe_load_all(suite_text(SUITES[suite])):
        if scenario:
            for case, test in scenario["tests"].items():
                yield case, test, scenario["zonedata"]


ALL = [pytest.param(suite, case, test, zone, id=f"{suite}-{case}")
       for suite in SUITES for case, test, zone in cases(suite)]


class Zone:
    """The zone data of a suite: an "SPF" record stands for TXT where there is no TXT, a TIMEOUT for all that does not
    stand before it."""

    def __init__(self, data):
        self.data = {self.key(name): entries for name, entries in data.items()}

    @staticmethod
    def key(name):
        return name.lower().rstrip(".")

    def answer(self, name, rtype, depth=0):
        if self.key(name) not in self.data:
            return None
        if depth > MAX_ALIASES:
            raise Failure("alias loop")
        wanted = next(text for text, value in TYPES.items() if value == rtype)
        pairs = [next(iter(entry.items())) if isinstance(entry, dict) else (entry, True)
                 for entry in self.data[self.key(name)]]
        if wanted == "TXT" and "TXT" not in [kind for kind, _ in pairs]:
            pairs = [("TXT" if kind == "SPF" else kind, value) for kind, value in pairs]
        found = []
        for kind, value in pairs:
            if kind in ("TIMEOUT", "SERVFAIL", "CNAMELOOP") and not found:
                raise Failure(kind.lower())
            if kind == wanted and value != "NONE":
                found.append(self.rdata(kind, value))
            if kind == "CNAME":
                return self.answer(value, rtype, depth + 1)
        return found

    @staticmethod
    def rdata(kind, value):
        if kind in ("A", "AAAA"):
            return ipaddress.ip_address(value).packed
        if kind == "MX":
            return value[0].to_bytes(2, "big") + wire_of(value[1])
        return txt_rdata(value) if kind == "TXT" else wire_of(value)


@pytest.fixture(scope="module")
def rules():
    rules = Rules()
    yield rules
    rules.close()


@pytest.mark.parametrize("suite, case, test, zone", ALL)
def test_case(rules, suite, case, test, zone):
    said = rules.ask("spf", Zone(zone).answer, address=str(test["host"]), mail_from=test["mailfrom"],
                     helo=test.get("helo", ""))
    expected = test["result"] if isinstance(test["result"], list) else [test["result"]]
    if (suite, case) in DIFFERENCES:
        assert DIFFERENCES[suite, case]["suite_result"] in expected
        assert said["result"] not in expected, "no difference any more"
        expected = [DIFFERENCES[suite, case]["result"]]
    assert said["result"] in expected, said
    if "explanation" in test:
        assert said["explanation"] == ("" if test["explanation"] == "DEFAULT" else test["explanation"])


@pytest.mark.parametrize("suite", ["rfc7208", "rfc7208-blitiri"])
def test_the_suite_of_the_rfc_is_whole_and_without_differences(suite):
    assert len(list(cases(suite))) == CASES_OF_RFC7208
    assert not [row for row in DIFFERENCES if row[0] == suite]

"""+services against a domain for each way to break mail, TLS and certificates: the application, its state, the finding that
decides, the zone it lies in and whose turn it is, as cases.toml has them; in JSON, in text, and by the exit status."""

import pathlib
import re
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from edig_lab import SUCCESS, SUSPECT, address, edig  # noqa: E402
from description import LAB  # noqa: E402

CASES = {case["name"]: case for case in LAB["cases"] if case.get("services")}
WAYS = {"unbound": ["@" + address("unbound")], "named": ["@" + address("named")], "direct": ["+direct"]}
LABELS = {"mx": "Mail in (MX)", "dane": "Mail in (DANE)", "mta-sts": "Mail in (MTA-STS)", "tls-rpt": "TLS reports", "spf": "SPF",
          "dkim": "DKIM", "dmarc": "DMARC", "caa": "Certificates (CAA)", "https": "Web (HTTPS records)",
          "dane-https": "Web (DANE)", "resolver": "Resolver"}
STATES = {"works": "works", "weakened": "weakened", "broken": "broken", "not-used": "not used",
          "not-evaluated": "could not be evaluated"}
ASKED = [(name, way) for name, case in CASES.items() for way in case["ways"] or WAYS]
FEWEST_BROKEN, FEWEST_SOUND = 40, 10


def one_for_each_finding():
    """Of the domains that come to the same rows but for their names, the first."""
    first = {}
    for name, case in CASES.items():
        first.setdefault(tuple(sorted(" ".join(row.split()[:3]) for row in case["services"])), name)
    return list(first.values())


def looked_at(name, *words, way=None):
    """By one of its ways, Unbound if that may be."""
    case = CASES[name]
    way = way or (case["ways"] or ["unbound"])[0]
    return edig("+services", *WAYS[way], *case["options"], *words, case["domain"])


def zone_of(word, name):
    return f"{name if word == '@' else word}.example."


def said(application):
    """The row of cases.toml that the JSON comes to."""
    words = [application["application"], application["state"]]
    if application["state"] in ("weakened", "broken"):
        finding = next(one for one in application["findings"] if one["kind"] == application["cause"])
        words += [finding["kind"], finding.get("zone", "?"), finding["turn"]]
    return words


def expected(row, name):
    words = row.split()
    return [*words[:3], zone_of(words[3], name), *words[4:]] if len(words) > 2 else words


@pytest.mark.parametrize("name, way", ASKED)
def test_json(name, way):
    done = looked_at(name, "+json", way=way)
    services = done.json["services"]
    applications = {one["application"]: one for one in services["applications"]}
    rows = [expected(row, name) for row in CASES[name]["services"]]
    assert [said(applications[row[0]]) for row in rows] == rows
    if way != (CASES[name]["ways"] or ["unbound"])[0]:
        return  # what else nobody can have depends on who asks
    wrong = {one["application"] for one in services["applications"] if one["state"] in ("weakened", "broken")}
    assert wrong == {row[0] for row in rows if len(row) > 2}, "nothing else is wrong"
    assert all(bool(one.get("effect")) == (one["state"] in ("weakened", "broken", "not-evaluated"))
               for one in services["applications"])
    assert done.status == (SUSPECT if services["state"] == "broken" else SUCCESS)


@pytest.mark.parametrize("name", CASES)
def test_text(name):
    done = looked_at(name)
    for row in CASES[name]["services"]:
        application, state, *finding = row.split()
        assert re.search(rf"^  {re.escape(LABELS[application])} +{STATES[state]}$", done.text, re.MULTILINE)
        if finding:
            assert f"Whose turn: the operator of {zone_of(finding[1], name)[:-1]}: " in done.text


@pytest.mark.parametrize("audience", ["user", "operator", "owner"])
@pytest.mark.parametrize("name", one_for_each_finding())
def test_explanation(name, audience):
    told = looked_at(name, "+json", f"+explain={audience}").json["explanation"]
    rows = [row.split() for row in CASES[name]["services"]]
    wrong = [row for row in rows if len(row) > 2]
    assert told["fault"] == ("zone" if wrong else "none" if told["situation"] != "services-not-evaluated" else "unknown")
    if wrong:
        assert told["topic"] in [row[2] for row in wrong]
    assert told["headline"] and told["reference"].startswith(CASES[name]["domain"])


def test_there_are_enough_of_both():
    rows = [row.split() for case in CASES.values() for row in case["services"]]
    broken = {tuple(row[:3]) for row in rows if len(row) > 2}
    sound = [name for name, case in CASES.items() if all(len(row.split()) == 2 for row in case["services"])]
    assert len(broken) >= FEWEST_BROKEN and len(sound) >= FEWEST_SOUND

"""What README shows of +services is what edig prints in the lab; only times differ."""

import pathlib
import re
import sys

import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from edig_lab import address, edig  # noqa: E402

README = (HERE.parents[2] / "README.md").read_text()
SHOWN = dict(re.findall(r"(?ms)^```\n\$ edig \+services (\S+)\n(.*?)^```$", README))


def timeless(text):
    """Without times, versions and what is left of a TTL."""
    for pattern, words in ((r"[\d.]+ ms", "MS"), (r"(?m)^(  \S+  )\d+(  A )", r"\1TTL\2"), (r"edig \d[\d.]*", "edig"),
                           (r"\d{4}-\d\d-\d\d \d\d:\d\d(:\d\d)? UTC", "TIME")):
        text = re.sub(pattern, words, text)
    return text


@pytest.mark.parametrize("domain", ["books.example", "flowers.example"])
def test_readme_shows_what_edig_prints(domain):
    assert timeless(SHOWN[domain]) == timeless(edig("+services", "@" + address("unbound"), domain).text)

"""dig's layout without what differs from run to run, whoever wrote it."""

import re

VOLATILE = (
    (r"id: \d+", "id: N"),
    (r"^;; Query time: \d+ ", ";; Query time: N "),
    (r"^;; WHEN: .*\n", ""),
    (r"COOKIE: \w+", "COOKIE: N"),
    (r"^([^;\s]\S*[\t ]+)\d+([\t ]+[A-Z])", r"\1T\2"),
    (r"(\d+[wdhms])+(\t+IN)", r"T\2"),
    (r"in \d+ [mu]s", "in N"),
)


def stable(text: str, *more: tuple[str, str]) -> str:
    """`more`: patterns, and what goes in their place, that matter to one test only."""
    for pattern, replacement in (*VOLATILE, *more):
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    return text


def sections(text: str) -> list[str]:
    """Servers turn the order of the records in an RRset from reply to reply; the order within a paragraph is theirs."""
    return ["\n".join(sorted(paragraph.split("\n"))) for paragraph in text.split("\n\n")]

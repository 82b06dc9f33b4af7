"""What a report quotes, in whatever language: what a server said, and what the library and the transport say of malformed
data and of connections, who speak English."""

import html
import re

from catalogues import SOURCE, read

# The phrases that quote them.
QUOTING = ("problem", "malformed-option", "not-used", "as-received", "insecure-because", "attempt-other")


def quoting(language):
    header, *rows = read(SOURCE / "report/phrases.csv")
    for row in rows:
        if row[0] in QUOTING:
            yield re.sub(r"\\\{\d\\\}", ".*", re.escape(row[header.index(language)]))


def without_quotations(shown, language, case=None):
    """A report or a page as lines, a page's being the texts between its tags. `case`: the golden one it is of."""
    shown = re.sub(r"<(style|pre|blockquote|code)\b.*?</\1>", "", shown, flags=re.DOTALL)
    shown = html.unescape(re.sub(r"<[^>]*>", "\n", shown))
    for error in re.findall(r"^error: (.*)$", case.read_text() if case else "", re.MULTILINE):
        shown = re.sub(r"\s+".join(map(re.escape, error.split(" | ")[1].split())), "", shown)
    shown = re.sub(r'"[^"]*"|“[^”]*”', '""', shown)
    shown = re.sub(r"^ +\$ .*$", "", shown, flags=re.MULTILINE)
    return re.sub("|".join(quoting(language)), "", shown).splitlines()

"""What a report quotes, in whatever language: what a server said, names of registries, figures and options of the message,
the line for the ticket, and what the library and the transport say of malformed data and of connections, who speak English."""

import html
import re

from catalogues import SOURCE, read

# The texts that quote them.
QUOTING = {"report/phrases.csv": ("problem", "malformed-option", "not-used", "as-received", "insecure-because",
                                  "code-stands-for"),
           "explain/words.csv": ("extra-text",)}


def quoting(source, language):
    """What they look like in a language, filled."""
    for table, keys in QUOTING.items():
        header, *rows = read(source / table)
        for row in rows:
            if row[0] in keys:
                yield re.sub(r"\\\{\w+\\\}", ".*", re.escape(row[header.index(language)]))


def purposes():
    """The longest first: "Stale NXDomain Answer" before "Stale Answer"."""
    return sorted((row[1] for row in read(SOURCE / "ede/info-codes.csv")[1:]), key=len, reverse=True)


def without_quotations(shown, language, case=None, source=SOURCE):
    """Reports, with a page behind them or not, as lines; those of a page are the texts between its tags. `case`: the golden
    one it is of; `source`: where the catalogues are."""
    shown, _, page = shown.partition("<!DOCTYPE html>")
    page = re.sub(r"<(style|pre|blockquote|code)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r'(<p class="ticket"><span[^>]*>[^<]*</span>).*?</p>', r"\1", page)
    shown += html.unescape(re.sub(r"<[^>]*>", "\n", page))
    for error in re.findall(r"^error: (.*)$", case.read_text() if case else "", re.MULTILINE):
        shown = re.sub(r"\s+".join(map(re.escape, error.split(" | ")[1].split())), "", shown)
    shown = re.sub(r'"[^"]*"|“[^”]*”', '""', shown)
    shown = re.sub(r"^ +\$ .*$", "", shown, flags=re.MULTILINE)
    shown = re.sub(r"^ *\S+ [A-Z0-9]+, .* UTC.*$", "", shown, flags=re.MULTILINE)
    shown = re.sub(r": id \d+, flags .*$|^ +- [A-Z-]+: .*$", "", shown, flags=re.MULTILINE)  # of the message
    shown = re.sub("|".join(map(re.escape, purposes())), "", shown)
    return re.sub("|".join(quoting(source, language)), "", shown).splitlines()

"""The catalogues: tables whose last columns are the languages of src/ede/languages.csv, in its order."""

import csv
import pathlib

SOURCE = pathlib.Path(__file__).parents[2] / "src"
LANGUAGES = pathlib.PurePath("ede/languages.csv")


def read(path):
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.reader(file))


def write(path, rows):
    """As csv.h reads it: a field with a comma, and one of spaces, in quotes."""
    def field(text):
        assert '"' not in text, text
        return f'"{text}"' if "," in text or text != text.strip() else text

    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(",".join(map(field, row)) + "\n" for row in rows), encoding="utf-8")


def languages(source=SOURCE):
    return [row[0] for row in read(source / LANGUAGES)[1:]]


def catalogues(source=SOURCE):
    """Each table that has an English column, with the place of that column."""
    for path in sorted(source.rglob("*.csv")):
        rows = read(path)
        if "en" in rows[0]:
            yield path, rows, rows[0].index("en")


def missing(source=SOURCE):
    """What a translator has yet to write: "user.csv: seal.headline has no qaa"."""
    for path, (header, *rows), first in catalogues(source):
        for place, language in enumerate(languages(source), start=first):
            if header[place:place + 1] != [language]:
                yield f"{path.name}: no column {language}"
                continue
            for row in rows:
                if not row[place] and (any(row[first:]) or first == 1):
                    yield f"{path.name}: {row[0]} has no {language}"

"""Copies of the catalogues with one more language: `made_up.py FOLDER`. Its code is qaa, which ISO 639-2 leaves to private
use; a text in it is the English one in Cyrillic letters, so that whatever stays in Latin letters came from elsewhere."""

import pathlib
import re
import sys

from catalogues import LANGUAGES, SOURCE, catalogues, read, write

CODE = "qaa"
CONVENTIONS = ["Кваа", " ", "· ", " & ", "·· ", " ‹", "›"]
LETTERS = str.maketrans("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
                        "абцдефгхийклмнопярстувшжызАБЦДЕФГХИЙКЛМНОПЯРСТУВШЖЫЗ")


def in_cyrillic(text):
    """All but the names of slots."""
    return "".join(part if part.startswith("{") else part.translate(LETTERS) for part in re.split(r"(\{[^}]*\})", text))


def make(folder, without=()):
    """`without`: what has no cell, "user.csv: seal.headline"."""
    for path, (header, *rows), first in catalogues():
        rows = [[*row, "" if f"{path.name}: {row[0]}" in without else in_cyrillic(row[first])] for row in rows]
        write(folder / path.relative_to(SOURCE), [[*header, CODE], *rows])
    write(folder / LANGUAGES, [*read(SOURCE / LANGUAGES), [CODE, *CONVENTIONS]])


if __name__ == "__main__":
    make(pathlib.Path(sys.argv[1]), without=["user.csv: sound.avoid", "phrases.csv: reason-refused"])

"""A survey of some names, for tests of what servers do to it."""

import subprocess

import pytest

from asking import EDIG, environment, survey_rows


def is_check(query) -> bool:
    """One of the questions that a survey begins with, or asks where a server seems to be gone."""
    return query.labels == [] or query.labels[0].startswith("edig-")


@pytest.fixture
def names(tmp_path):
    def write(*lines):
        path = tmp_path / "names"
        path.write_text("".join(line + "\n" for line in lines))
        return f"+survey={path}"
    return write


def survey(*words, limit=60):
    done = subprocess.run([EDIG, "-r", "+rate=0", *words], capture_output=True, text=True, timeout=limit, check=False, env=environment())
    return done, survey_rows(done.stdout)

"""Recorded replies (golden/*.case) in every format, against what they printed before (golden/NAME.VARIANT), against
the JSON Schema, against dig and against kdig. `test_golden.py --update` writes the golden files anew."""

import json
import os
import pathlib
import re
import subprocess
import sys

import jsonschema
import pytest
import yaml

HERE = pathlib.Path(__file__).parent
GOLDEN = HERE / "golden"
SCHEMA = json.loads((HERE.parents[1] / "src/report/edig.schema.json").read_text())
REPLAY = os.environ["EDIG_REPLAY"]
CASES = sorted(GOLDEN.glob("*.case"))

VARIANTS = {"text": [], "ja": ["+lang=ja"], "dig": ["+dig"], "short": ["+short"], "json": ["+json"], "yaml": ["+yaml"]}

# Where +dig knowingly does not do as dig 9.18 does.
NOT_AS_DIG = {
    "hostile-ede": "dig rejects EXTRA-TEXT that is no UTF-8",
    "malformed-ede": "dig rejects the message",
    "blocked": "dig prints bidirectional controls",
    "cut": "edig says at which octet",
}


def variants(case):
    own = dict(VARIANTS)
    for line in case.read_text().splitlines():
        if line.startswith("also: "):
            name, _, options = line.removeprefix("also: ").partition(" = ")
            own[name] = options.split()
    return own


def replay(case, options):
    return subprocess.run([REPLAY, case, *options], capture_output=True, env={"TZ": "UTC", "LC_ALL": "C.UTF-8"},
                          check=False)


def statuses(case):
    """Exit status, and what +short says of a failure."""
    done = replay(case, ["+short"])
    return f"{done.returncode}\n".encode() + done.stderr


def printed():
    """Each golden file with what is to be in it."""
    for case in CASES:
        for variant, options in variants(case).items():
            yield pytest.param(case, variant, options, id=f"{case.stem}.{variant}")


@pytest.mark.parametrize("case, variant, options", printed())
def test_golden(case, variant, options):
    assert replay(case, options).stdout.decode() == case.with_suffix("." + variant).read_text()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_status(case):
    assert statuses(case) == case.with_suffix(".status").read_bytes()


def test_no_golden_file_is_left_over():
    wanted = {f"{case.stem}.{variant}" for case in CASES for variant in [*variants(case), "status", "case"]}
    here = {path.name for path in GOLDEN.iterdir() if path.suffix != ".py" and path.is_file()}
    assert here == wanted


@pytest.mark.parametrize("options", [["+json"], ["+json", "+all", "+qr"], ["+json", "+lang=ja", "+compact"]], ids=" ".join)
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_schema(case, options):
    output = replay(case, options).stdout.decode()
    assert "+compact" not in options or output.count("\n") == 1
    jsonschema.Draft202012Validator(SCHEMA).validate(json.loads(output))


def test_schema_is_a_schema():
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufffe]")


@pytest.mark.parametrize("case, variant, options", printed())
def test_nothing_hostile_comes_through(case, variant, options):
    if "+colour" not in options:
        assert not HOSTILE.search(replay(case, options).stdout.decode()), variant


def shown_by(program, case, options):
    done = subprocess.run([sys.executable, GOLDEN / "shown_by.py", program, case, *options], capture_output=True, check=True)
    return done.stdout.decode()


def comparable(text):
    """Without what differs from run to run and from program to program."""
    text = re.sub(r"\n; <<>>.*", "\n; <<>>", text)
    text = re.sub(r"id: \d+", "id: 1", text)
    text = re.sub(r"(Query time:) \d+|(in) \d+( ms)", r"\1\2\3", text)
    text = re.sub(r"WHEN: .*", "WHEN:", text)
    text = re.sub(r"(SERVER: [^#]*#).*", r"\1", text)  # other ports and transports than 53 are edig's alone here
    return re.sub(r"(EDE: (?:2[5-9]|[3-9]\d|\d{3,})) \([A-Z][^()]*\)", r"\1", text)  # later than dig 9.18


def dig_options(options):
    return [option for option in options if option not in ("+dig", "+noidn")]


DIG = [param for param in printed()
       if "+dig" in param.values[2] and "\nreply: " in param.values[0].read_text() and
       "\nattempt: " not in param.values[0].read_text()]


@pytest.mark.parametrize("case, variant, options", DIG)
def test_layout_is_digs(case, variant, options):
    if case.stem in NOT_AS_DIG:
        pytest.skip(NOT_AS_DIG[case.stem])
    ours = replay(case, [*options, "+noidn"]).stdout.decode()
    assert comparable(ours) == comparable(shown_by("dig", case, dig_options(options))), variant


YAML = [param for param in printed() if param.values[1] == "yaml"]


class Strict(yaml.SafeLoader):
    """As YAML has it: a key stands in a mapping once."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), keys
        return super().construct_mapping(node, deep)


@pytest.mark.parametrize("case, variant, options", YAML)
def test_yaml_is_yaml(case, variant, options):
    messages = yaml.load(replay(case, [*options, "+qr"]).stdout, Strict)
    assert {message["type"] for message in messages} <= {"MESSAGE", "DIG_ERROR"}, variant


def comparable_yaml(text):
    """Without what differs from run to run; dig has an empty line where an extended error has no EXTRA-TEXT."""
    text = re.sub(r"(id:|time:|port:|socket_protocol:) .*", r"\1", text)
    text = re.sub(r"(INFO-CODE: (?:2[5-9]|[3-9]\d|\d{3,})) \(.*\)", r"\1", text)  # later than dig 9.18
    return text.replace("\n\n", "\n")


# Where dig's would be no YAML, or lacks what is there.
NOT_AS_DIGS_YAML = NOT_AS_DIG | {
    "more-options": "NSID comes twice, and LLQ looks like a mapping",
    "several-ede": "EDE comes twice",
    "blocked-tls": "dig leaves quotes in EXTRA-TEXT as they are",
    "huge-ede": "dig leaves out the header",
}


@pytest.mark.parametrize("case, variant, options",
                         [param for param in YAML if "\nreply: " in param.values[0].read_text() and
                          "\nattempt: " not in param.values[0].read_text()])
def test_yaml_is_digs(case, variant, options):
    if case.stem in NOT_AS_DIGS_YAML:
        pytest.skip(NOT_AS_DIGS_YAML[case.stem])
    ours = replay(case, options).stdout.decode()
    assert comparable_yaml(ours) == comparable_yaml(shown_by("dig", case, options)), variant


def plain(value):
    """RDATA without the spelling that is each program's own."""
    return re.sub(r'[" ]', "", value) if isinstance(value, str) else value


def without_spelling(message):
    for section in ("answerRRs", "authorityRRs", "additionalRRs"):
        for record in message.get(section, []):
            for key in record:
                record[key] = plain(record[key])
            record.pop("rdataLOC", None)
    return {key: value for key, value in message.items() if key not in ("ID", "dateString", "dateSeconds")}


@pytest.mark.parametrize("name", ["servfail-ede", "chain", "signed", "nxdomain", "referral", "options", "types", "refused"])
def test_message_is_kdigs(name):
    case = GOLDEN / f"{name}.case"
    ours = json.loads(replay(case, ["+json", "+all"]).stdout)["message"]
    theirs = json.loads(shown_by("kdig", case, ["+json"]))
    assert without_spelling(ours) == without_spelling(theirs)


def update():
    for path in GOLDEN.iterdir():
        if path.suffix not in (".py", ".case") and path.is_file():
            path.unlink()
    for param in printed():
        case, variant, options = param.values
        case.with_suffix("." + variant).write_bytes(replay(case, options).stdout)
    for case in CASES:
        case.with_suffix(".status").write_bytes(statuses(case))


if __name__ == "__main__":
    if sys.argv[1:] != ["--update"]:
        sys.exit("usage: EDIG_REPLAY=... test_golden.py --update")
    update()

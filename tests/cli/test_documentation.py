"""--help, edig(1) and the completions of bash, zsh and fish name the same options, and edig takes them all."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import tempfile

import pytest

PROJECT = pathlib.Path(__file__).parents[2]
MAN = PROJECT / "man/edig.1"
COMPLETIONS = PROJECT / "completions"
EDIG = os.environ["EDIG"]
VALUES = {"SERVER": "192.0.2.1", "PORT": "5353", "ADDR[#PORT]": "192.0.2.1#5353", "FILE": "/dev/null", "NAME": "a.example",
          "PIN": "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", "PATH": "/q", "ADDR": "192.0.2.1", "SECONDS": "1.5",
          "NAME[/ADDR]": "ns.example/192.0.2.1", "RDATA": "none", "SRC-DST": "192.0.2.1#4321-192.0.2.53",
          "N": "4", "TYPE": "MX", "CLASS": "CH", "OPCODE": "NOTIFY", "VERSION": "1", "OCTETS": "468",
          "HEX": "0123456789abcdef", "ADDR/LEN": "192.0.2.0/24", "CODE[:HEX]": "65001:00", "BITS": "0x4000",
          "en|ja": "ja", "NAME,SERVER...": "office,192.0.2.1", "WHO": "owner", "send": "send",
          "TIME": "2026-11-19T04:00:00Z", "+mail-from": "user@example.com",
          "[ALG:]NAME:SECRET": "hmac-sha256:a.key:c2VjcmV0", "-k": str(PROJECT / "tests/data/tsig.key"),
          "+fuzztime": "100", "[K]/N": "3/4", "json": "json", "validation|signing": "signing", "+trust-anchor": str(PROJECT / "src/diagnosis/validation/root-anchors.txt"),
          "+root-hints": str(PROJECT / "src/diagnosis/asking/root-hints.txt")}


def output(*command, **more):
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, **more).stdout


def listed():
    """The left sides of --help: "+[no]tls-ca[=FILE]", "-p PORT", "-h, --help"."""
    return re.findall(r"^  ([-+].*?)(?:  .*)?$", output(EDIG, "--help"), re.MULTILINE)


def parts(word):
    """"+[no]tls-ca[=FILE]" as name, whether it can be negated, whether its value is optional, value."""
    negatable = "[no]" in word
    word = word.replace("[no]", "")
    optional = "[=" in word
    name, _, value = re.sub(r"\[=(.*)\]$", r"=\1", word).replace("=", " ", 1).partition(" ")
    return name, negatable, optional, value


def options():
    return [parts(word) for left in listed() for word in left.split(", ")]


def test_the_list_is_plausible():
    names = [name for name, *_ in options()]
    assert len(names) == len(set(names)) > 80
    assert {"-p", "+tcp", "+tls-ca", "--config", "-h", "--help"} <= set(names)


def test_help_fits_a_terminal():
    text = output(EDIG, "--help")
    assert max(len(line) for line in text.splitlines()) <= 80
    assert output(EDIG, "-h") == text


@pytest.mark.parametrize("option", options(), ids=lambda option: option[0])
def test_edig_takes_what_help_lists(option):
    name, negatable, optional, value = option
    sample = VALUES.get(name, VALUES.get(value, ""))
    assert sample or not value, f"a value for {value} is missing from this test"
    if name[0] == "-":
        wanted = [[name, sample]] if value else [[name]]
    else:
        long = "--" + name[1:]
        wanted = [[name + "=" + sample], [long + "=" + sample]] if value else [[name], [long]]
        wanted += [[name], [long]] if optional else []
        wanted += [["+no" + name[1:]], ["--no-" + name[1:]], ["--no" + name[1:]]] if negatable else []
    for arguments in wanted:
        # An empty file of questions: all is read, nothing is asked. +svg, +watch and those of many names take none.
        alone = ("-q", "-x", "+svg", "+watch", "+survey", "+resume", "+summary", "--mcp")
        ending = ["-h"] if name in alone else ["-f", "/dev/null"]
        process = subprocess.run([EDIG, "-r", *arguments, *ending], capture_output=True, text=True, check=False)
        assert (process.returncode, process.stderr) == (0, ""), arguments


def test_the_manual_has_the_same_options_in_the_same_order():
    if not shutil.which("man"):
        pytest.skip("no man")
    text = output("man", "-l", str(MAN), env={**os.environ, "MANWIDTH": "200", "MAN_KEEP_FORMATTING": "",
                                               "LC_ALL": "C", "MANPAGER": "cat"})
    section = text[text.index("\nOPTIONS"):text.index("\nSERVERS")]
    assert re.findall(r"^     ([-+]\S.*?)(?:  .*)?$", section, re.MULTILINE) == listed()


def test_the_manual_is_well_formed():
    if not shutil.which("man"):
        pytest.skip("no man")
    process = subprocess.run(["man", "-l", "--warnings", "-Tutf8", str(MAN)], capture_output=True, text=True,
                             check=True)
    assert process.stderr == ""


def test_the_manual_names_every_variable():
    sources = "".join(path.read_text() for path in (PROJECT / "src").glob("*/*.cc"))
    for variable in set(re.findall(r'"(EDIG_[A-Z_]+|NO_COLOR|XDG_CONFIG_HOME|SSLKEYLOGFILE|LC_MESSAGES)"', sources)):
        assert variable in MAN.read_text()


# Each figure of BOUNDS, "#" in these words, and the constants in src that it stands for.
BOUNDS = {
    "ends # s after it began": ("run/why.h", r"deadline\{(\d+)000\}"),
    "has # s more": ("run/why.h", r"more_time\{(\d+)000\}"),
    "its question # s of them": ("run/why.cc", r"patience_with_servers\{(\d+)000\}"),
    "takes # s, its question": 6,
    "asks # questions": ("diagnosis/validation/budget.h", r" questions = (\d+)"),
    "sends # packets": ("diagnosis/validation/budget.h", r" packets = (\d+)"),
    "looks up, # questions": ("run/look_up.cc", r"\.questions = (\d+)"),
    "questions and # packets": ("run/look_up.cc", r"\.packets = (\d+)"),
    "in # rounds": ("run/services.cc", r" max_rounds = (\d+)"),
    "goes to # addresses": ("services/destinations.cc", r" most_addresses = (\d+)"),
    "each for # s": ("transport/visit.h", r"timeout\{(\d+)000\}"),
    "most and # at a time": ("transport/visit.cc", r" most_at_a_time = (\d+)"),
    "and reads # KiB of a policy": 64,
    "reads # records": ("services/spf_tree.cc", r" max_records = (\d+)"),
    "looks up # terms": 30,
    "+services tries # signatures": ("run/look_up.cc", r"\.verifications = (\d+)"),
    "signatures, judges # records": ("run/look_up.cc", r"\.records = ([\d']+)"),
    "records and computes # hashes": ("run/look_up.cc", r"\.hash_rounds = ([\d']+)"),
    "down # referrals": ("diagnosis/validation/budget.h", r" zones = (\d+)"),
    "along # aliases": ("diagnosis/validation/budget.h", r" aliases = (\d+)"),
    "asks # servers": ("diagnosis/validation/budget.h", r" servers = (\d+)"),
    "by name # addresses": ("transport/resolver.h", r" max_addresses = (\d+)"),
    "+trace takes # steps": ("run/trace.cc", r" max_steps = (\d+)"),
    "a zone at # addresses": ("run/trace.cc", r" max_asked = (\d+)"),
    "+nssearch takes # servers": ("run/name_servers.cc", r" max_servers = (\d+)"),
    "zone, at # addresses": ("run/name_servers.cc", r" max_places = (\d+)"),
    "diagnosis tries # signatures": ("diagnosis/validation/budget.h", r" verifications = (\d+)"),
    "RRset looks at #,": ("diagnosis/validation/budget.h", r" signatures_per_rrset = (\d+)"),
    "of which # may fail": ("diagnosis/validation/budget.h", r" failures_per_rrset = (\d+)"),
    "each signature # keys": ("diagnosis/validation/budget.h", r" keys_per_signature = (\d+)"),
    "of a zone # keys": ("diagnosis/validation/budget.h", r" keys_per_zone = (\d+)"),
    "diagnosis judges # records": ("diagnosis/validation/budget.h", r" records = ([\d']+)"),
    "hashes # octets": ("diagnosis/validation/budget.h", r" octets = ([\d']+)"),
    "and computes # hashes for NSEC3": ("diagnosis/validation/budget.h", r" hash_rounds = ([\d']+)"),
    "takes messages of # MiB": ("mcp/serve.cc", r" max_line = (\d+) << 20"),
    "It runs # calls": ("mcp/workers.h", r" parallel = (\d+)"),
    "takes # with those that wait": ("mcp/protocol.h", r" max_calls = (\d+)"),
    "ends one after # s": ("mcp/workers.h", r" longest\{(\d+)\}"),
    "a survey of # names": ("mcp/tools.json", r'"maxItems": (\d{3,})'),
    "names after # s": ("mcp/survey.cc", r" longest = (\d+)s"),
    "no more than # KiB of JSON": ("mcp/result.h", r" max_structured = (\d+) << 10"),
    "records, and # KiB of text": ("mcp/result.h", r" max_text = (\d+) << 10"),
    "survey's has # rows": ("mcp/survey.cc", r" max_rows = (\d+)"),
    "whose # servers": ("diagnosis/validation/budget.h", r" servers = (\d+)"),
    "replies of # KiB": 64,
    "of memory when this was written; # s": ("../tests/hostile/test_work.py", r"\nCPU = (\d+)\.0"),
    "s and # MiB are": ("../tests/hostile/test_work.py", r"\nPEAK = (\d+)"),
    "CPU and # MiB of memory": 80,
    "writes to is # GiB": ("base/memory_bound.cc", r" most = (\d+) << 30"),
    "status #;": ("base/exit_status.h", r"internal = (\d+)"),
    "A reply is # octets": ("transport/doh_response.cc", r" max_message = (\d+)"),
    "fields are # octets": ("transport/http2_framing.cc", r" max_doh_header_list = (\d+)"),
    "when # MiB have come": ("transport/connection.cc", r" max_in_vain = (\d+) << 20"),
    "connection # questions may wait": ("transport/length_framing.cc", r" max_pending = (\d+)"),
    "over HTTPS #.": ("transport/http2_framing.cc", r" max_streams = (\d+)"),
    "leaves # octets unread": ("transport/http2_framing.cc", r" max_unread = (\d+)"),
    "on # connections": ("transport/connection_pool.cc", r" max_shared = (\d+)"),
    "own. # connections are kept": ("transport/connection_pool.cc", r" max_kept = (\d+)"),
    "up to # MiB, certificates": ("base/read_file.h", r" max_text_file = (\d+) << 20"),
    "certificates up to # MiB": ("base/read_file.h", r" max_ca_file = (\d+) << 20"),
    "is # octets at the most, their": ("base/line_reader.h", r" max_line = (\d+)"),
    "has # octets of records": ("report/survey_row_answer.h", r" max_answer = (\d+)"),
    "room for # questions": ("run/pages.h", r" max_questions = (\d+)"),
    "questions # are under way": ("transport/client.cc", r" max_under_way = (\d+)"),
    "and # of those": ("run/ask.cc", r" max_longer = (\d+)"),
    "turn take # MiB": ("run/printer.cc", r" max_octets_waiting = (\d+) << 20"),
}


def bounds():
    """The section as running text."""
    text = MAN.read_text()
    section = text[text.index(".Sh BOUNDS"):text.index(".Sh JSON")]
    return " ".join(re.sub(r"^\.\S+ ?(?:-\w+ ?)*", "", section, flags=re.MULTILINE).split())


@pytest.mark.parametrize("words, source", BOUNDS.items(), ids=BOUNDS)
def test_the_manual_has_the_bounds_of_the_code(words, source):
    figure = re.search(re.escape(words).replace(r"\#", r"(\d+)"), bounds())
    assert figure, "the words are not in the manual"
    right = source
    if isinstance(source, tuple):
        path, pattern = source
        right = int(re.search(pattern, (PROJECT / "src" / path).read_text())[1].replace("'", ""))
    assert int(figure[1]) == right


def test_every_figure_of_the_bounds_is_held():
    text = bounds()
    for words in BOUNDS:
        text = re.sub(re.escape(words).replace(r"\#", r"\d+"), words, text)
    assert re.findall(r"\b\d+\b", text) == []


def members(schema):
    """The names of all members that a JSON Schema describes, but for those of RFC 8427."""
    for key, value in schema.get("properties", {}).items():
        yield key
        yield from members(value)
    for key, value in schema.get("$defs", {}).items():
        if not key.startswith("message"):
            yield from members(value)
    if "items" in schema:
        yield from members(schema["items"])


def test_the_manual_names_every_member_of_the_json():
    schema = json.loads((PROJECT / "src/report/edig.schema.json").read_text())
    text = MAN.read_text()
    section = text[text.index(".Sh JSON"):text.index(".Sh ENVIRONMENT")]
    assert [name for name in members(schema) if not re.search(rf"\b{name}\b", section)] == []


def expected(prefix):
    """What a completion of `prefix` has to offer, "=" marking that a value is needed."""
    found = set()
    for name, negatable, optional, value in options():
        equals = "=" if value and not optional else ""
        if name[0] == "-":
            found.add(name)
        elif prefix == "+":
            found |= {name + equals} | ({"+no" + name[1:]} if negatable else set())
        else:
            found |= {"--" + name[1:] + equals} | ({"--no-" + name[1:]} if negatable else set())
    return {word for word in found if word.startswith(prefix)}


def sets():
    """The names of the sets of servers that edig brings along."""
    rows = (PROJECT / "src/cli/public-resolvers.csv").read_text().splitlines()[1:]
    return sorted({row.split(",")[0] for row in rows})


@pytest.mark.parametrize("path", [*COMPLETIONS.iterdir(), MAN], ids=lambda path: path.name)
def test_the_sets_of_servers_are_offered_and_described(path):
    text = path.read_text()
    assert [name for name in sets() if not re.search(rf"(?<![\w-]){name}(?![\w-])", text)] == []


def complete_in_bash(prefix):
    return output("bash", "--norc", "-c", '. "$1"; _edig_spellings "$2" "$3"', "bash", COMPLETIONS / "edig.bash", EDIG,
                  prefix)


def complete_in_zsh(prefix):
    script = """_call_program() { shift; "$@" }
                _describe() { print -l -- ${(P)3%%:*} }
                words=("$2" "$3") CURRENT=2 PREFIX=$3
                source "$1" """
    return output("zsh", "-f", "-c", script, "zsh", COMPLETIONS / "_edig", EDIG, prefix)


def complete_in_fish(prefix):
    with tempfile.TemporaryDirectory() as home:
        return output("fish", "--no-config", "-c", f"source {COMPLETIONS}/edig.fish; complete -C '{EDIG} {prefix}'",
                      env={**os.environ, "HOME": home, "XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home})


@pytest.mark.parametrize("prefix", ["+", "--"])
@pytest.mark.parametrize("shell, complete",
                         [("bash", complete_in_bash), ("zsh", complete_in_zsh), ("fish", complete_in_fish)])
def test_completion_offers_the_same_options(shell, complete, prefix):
    if not shutil.which(shell):
        pytest.skip(f"no {shell}")
    offered = {line.split("\t")[0] for line in complete(prefix).splitlines()}
    assert {word for word in offered if word.startswith(prefix)} == expected(prefix)

"""+yaml of edig as dig beside the dig that is installed: line by line and as data, over what people ask for and what
servers reply; and where dig's own YAML is none, that edig's is.

What differs between any two runs (ID, times, TTLs that count down, cookies) is taken out first.
"""

import concurrent.futures
import itertools
import os
import re
import shlex
import subprocess

import pytest
import yaml

from dig_lines import MISBEHAVING, NAMED, NOBODY, SILENT, UNBOUND
from edig_lab import EDIG

ROUNDS = 4    # servers turn RRsets and change what they say of a name from one question to the next
AT_ONCE = 6

VOLATILE = (
    (r"^    (query|response)_time: !!timestamp ....-..-..T..:..:..\.(\d+)Z$", r"    \1_time: "),
    (r"^      id: \d+$", "      id: N"),
    (r"COOKIE: [0-9a-f']+", "COOKIE: N"),
    (r"^(        - '\S+ )\d+ ", r"\1T "),
)

TYPES = "A AAAA NS SOA MX TXT DS DNSKEY NSEC RRSIG ANY CAA HTTPS TYPE65280".split()
LOOKS = ("", "+qr", "+dnssec +multi", "+noall +answer", "+split=8", "+nosplit +nocrypto +ttlunits +noclass +nottlid")

SWITCHES = r"""
+nocomments
+noquestion +noauthority +noadditional
+nocmd +nostats +identify
+rrcomments +expandaaaa +unknownformat AAAA
-u
-b 127.0.0.3
-b 127.0.0.3#0 +tcp
+tcp +keepalive +nsid
+noedns
+norecurse +qr
+edns=1
+edns=1 +noednsneg
+coflag +qr
+ednsflags=0x3000 +qr
+cdflag +zflag +qr
+ednsopt=ede:0000666f6f +qr
+ednsopt=ede:0018 +qr
+ednsopt=ede +qr
+ednsopt=ede:00 +qr
+ednsopt=20:abcd +ednsopt=14:abcdabce +ednsopt=16:0001 +ednsopt=17:0001 +qr
+subnet=192.0.2.0/24 +expire +qr
+subnet=0 +qr
+cookie=0011223344556677 +qr
+cookie=0011223344556677 +qr +nocookie
+opcode=5 +qr
+opcode=9 +qr
+opcode=notify +qr
+bufsize=512 +dnssec valid.example DNSKEY +qr
+ignore +bufsize=512 +dnssec valid.example DNSKEY
+domain=valid.example +search www
+domain=valid.example +showsearch nx
+y
-x 192.0.2.1
version.bind CH TXT
valid.example NS www.valid.example
local.
nx.valid.example
alias.valid.example
'#a.valid.example' +qr
"'a.valid.example" +qr
'[a.valid.example' +qr
'{a.valid.example' +qr
'&a: b.valid.example' +qr
'- a.valid.example' +qr
'x%a"\\.valid.example' +qr
'\000\255.valid.example' +qr
""".strip().splitlines()

FAILURES = f"""
{NOBODY} -p 5399 www.valid.example
{SILENT} +tries=1 +time=1 +qr www.valid.example
{SILENT} {NAMED} +tries=1 +time=1 www.valid.example
@nosuch.invalid. www.valid.example
{NAMED} a..b
""".strip().splitlines()


def lines() -> list[tuple[str, ...]]:
    written = [f"{NAMED} valid.example. {qtype} {look}" for qtype, look in itertools.product(TYPES, LOOKS)]
    written += [f"{server} www.valid.example {switch}" if not re.search(r"\.|-x|-f|search", switch) or "-b" in switch
                else f"{server} {switch}" for server, switch in itertools.product((NAMED, UNBOUND), SWITCHES)]
    written += FAILURES
    written += [f"@{os.environ[server]} www.valid.example {way}"
                for server, way in itertools.product(MISBEHAVING, ("", "+qr", "+tcp", "+noedns")) if server in os.environ]
    return list(dict.fromkeys(("+yaml", *shlex.split(line)) for line in written))


@pytest.fixture(name="dig", scope="module")
def _dig(tmp_path_factory) -> str:
    """edig under dig's name."""
    link = tmp_path_factory.mktemp("as-dig") / "dig"
    link.symlink_to(EDIG)
    return str(link)


def run(program: str, *words: str, stdin: str = "") -> tuple[int, str]:
    environment = {"PATH": os.environ["PATH"], "HOME": "/nonexistent", "LC_ALL": "C.UTF-8", "TZ": "Asia/Tokyo",
                   "ASAN_OPTIONS": "detect_leaks=0"}
    done = subprocess.run([program, *words], input=stdin, capture_output=True, text=True, timeout=90, env=environment,
                          check=False)
    return done.returncode, done.stdout


def stable(text: str) -> str:
    """Without what differs from run to run; the order of the records in a section is the server's."""
    for pattern, replacement in VOLATILE:
        text = re.sub(pattern, replacement, text, flags=re.MULTILINE)
    text = re.sub(r"\n+", "\n", text)    # dig has an empty line below an INFO-CODE without EXTRA-TEXT
    return re.sub(r"(?:^        - .*\n)+", lambda records: "".join(sorted(records[0].splitlines(True))), text,
                  flags=re.MULTILINE)


def difference(ours: str, words: tuple[str, ...]) -> str:
    before = mine = (0, "")
    for _ in range(ROUNDS):
        before, mine, after = (run(program, *words) for program in ("dig", ours, "dig"))
        same = [theirs for theirs in (before, after) if theirs[0] == mine[0] and stable(theirs[1]) == stable(mine[1])]
        if same:
            assert yaml.safe_load(stable(mine[1])) == yaml.safe_load(stable(same[0][1]))
            return ""
    return f"{shlex.join(words)}\ndig: {before[0]}\n{stable(before[1])}\nedig: {mine[0]}\n{stable(mine[1])}"


def test_lines_and_data_are_those_of_dig(dig):
    given = lines()
    assert len(given) > 190
    with concurrent.futures.ThreadPoolExecutor(AT_ONCE) as pool:
        found = [shown for shown in pool.map(lambda words: difference(dig, words), given) if shown]
    assert not found, "\n\n".join(found)


def test_times_are_in_milliseconds_or_microseconds_of_utc(dig):
    for switch, digits in ((), 3), (("-u",), 6):
        for program in ("dig", dig):
            shown = run(program, *switch, "+yaml", NAMED, "www.valid.example")[1]
            assert len(re.findall(rf"_time: !!timestamp \d{{4}}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{{{digits}}}Z$", shown, re.M)) == 2
            message = yaml.safe_load(shown)[0]["message"]
            assert message["query_time"] <= message["response_time"]
    ours, theirs = (yaml.safe_load(run(program, "+yaml", NAMED, "www.valid.example")[1])[0]["message"]["query_time"]
                    for program in (dig, "dig"))
    assert abs((ours - theirs).total_seconds()) < 60


def test_a_batch_is_one_list(dig):
    questions = "www.valid.example\nnx.valid.example MX\n-x 192.0.2.1\n"
    theirs, mine = (run(program, "-f", "-", NAMED, "+yaml", "+qr", stdin=questions) for program in ("dig", dig))
    assert stable(mine[1]) == stable(theirs[1]) and mine[0] == theirs[0]
    assert len(yaml.safe_load(mine[1])) == 6


def test_queries_of_which_one_fails(dig):
    words = ("+tries=1", "+time=1", "+qr", "+yaml", "www.valid.example", SILENT, "www.valid.example", NAMED)
    theirs, mine = (run(program, *words) for program in ("dig", dig))
    assert stable(mine[1]) == stable(theirs[1])
    assert [entry["type"] for entry in yaml.safe_load(mine[1])] == ["MESSAGE", "DIG_ERROR", "MESSAGE", "MESSAGE"]


# Where dig's is no YAML, or loses something.

def test_short_leaves_the_answer(dig):
    for words in (("+short", "+yaml"), ("+yaml", "+short")):
        message = yaml.safe_load(run(dig, *words, NAMED, "www.valid.example")[1])[0]["message"]
        data = message["response_message_data"]
        assert re.fullmatch(r"www\.valid\.example\. \d+ IN A 192\.0\.2\.1", data["ANSWER_SECTION"][0])
        assert "QUESTION_SECTION" not in data and "OPT_PSEUDOSECTION" not in data


def test_no_banner_stands_before_it(dig):
    assert run(dig, "+yaml", "+all", NAMED, "www.valid.example")[1].startswith("- type: MESSAGE\n")


def test_an_option_that_comes_again_makes_a_list(dig):
    words = ("+yaml", "+qr", NAMED, "www.valid.example", "+ednsopt=ede:0009", "+ednsopt=ede:0006613a2062", "+ednsopt=20:3a20")
    query = yaml.safe_load(run(dig, *words)[1])[0]["message"]["query_message_data"]["OPT_PSEUDOSECTION"]["EDNS"]
    assert query["EDE"] == [{"INFO-CODE": "9 (DNSKEY Missing)"}, {"INFO-CODE": "6 (DNSSEC Bogus)", "EXTRA-TEXT": "a: b"}]
    assert query["OPT=20"] == '3a 20 (": ")'


def test_edig_says_why_there_is_no_reply():
    status, shown = run(EDIG, "+yaml", "-p", "5399", NOBODY, "www.valid.example")
    assert status == 9
    assert yaml.safe_load(shown) == [{"type": "DIG_ERROR", "message":
        f"no servers could be reached\ncommunications error to {NOBODY[1:]}#5399: connection refused\n"}]


def test_edig_exits_as_ever():
    status, shown = run(EDIG, "+yaml", UNBOUND, "www.rrsig-exp-a.example")
    assert status == 2
    options = yaml.safe_load(shown)[0]["message"]["response_message_data"]["OPT_PSEUDOSECTION"]["EDNS"]
    assert options["EDE"]["INFO-CODE"] == "7 (Signature Expired)"

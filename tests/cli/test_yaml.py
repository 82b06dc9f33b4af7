"""Whatever a server sends, +yaml is YAML and says it: replies at random, of what is hostile to YAML, through edig and a
parser and back."""

import os
import random
import subprocess

import dns.edns
import dns.flags
import dns.message
import dns.name
import dns.rdata
import dns.rdataclass
import dns.rdatatype
import dns.rdtypes.ANY.TXT
import dns.rrset
import pytest
import yaml

REPLAY = os.environ["EDIG_REPLAY"]
REPLIES = 150
PIECES = (b"'", b'"', b"''", b"\\", b": ", b" #", b"- ", b"%", b"@", b"`", b"|", b">", b"{a: b}", b"[", b"]", b"&a", b"*a",
          b"!!int ", b"? ", b"...", b"---", b"\n", b"\r", b"\t", b"\0", b"\x1b[2J", b"\x7f", b"\x85", b"\xff\xfe", b"~", b"null",
          b"yes", b"0x1", b"1e5", b"12:30", " ".encode(), "\u202e".encode(), "\ufeff".encode(), "\U000e0041".encode(),
          "\U0001f600".encode(), "\ud7ff".encode(), b"\xed\xa0\x80", b" ", b"x" * 300, b"10.0.0.1", b"")


def hostile(chance: random.Random, at_most: int) -> bytes:
    return b"".join(chance.choices(PIECES, k=chance.randrange(5)))[:at_most]


def a_name(chance: random.Random) -> dns.name.Name:
    labels = [hostile(chance, 40) or b"x" for _ in range(chance.randrange(1, 4))]
    return dns.name.Name([*labels, b""])


def a_reply(chance: random.Random) -> dns.message.Message:
    name = a_name(chance)
    reply = dns.message.make_response(dns.message.make_query(name, "TXT"), recursion_available=True)
    options = [dns.edns.GenericOption(chance.choice((3, 8, 9, 10, 11, 12, 15, 18, 65001)), hostile(chance, 400))
               for _ in range(chance.randrange(4))]
    options += [dns.edns.GenericOption(15, chance.randrange(40).to_bytes(2, "big") + hostile(chance, 400))
                for _ in range(chance.randrange(3))]
    reply.use_edns(0, chance.choice((0, dns.flags.DO, 0x4000, 0x1fff)), 1232, options=options)
    texts = [hostile(chance, 255) for _ in range(chance.randrange(1, 4))]
    records = [dns.rdtypes.ANY.TXT.TXT(dns.rdataclass.IN, dns.rdatatype.TXT, texts),
               dns.rdata.GenericRdata(dns.rdataclass.IN, 65280, hostile(chance, 100))]
    for section in (reply.answer, reply.authority, reply.additional):
        section += [dns.rrset.from_rdata(a_name(chance), 60, record) for record in records]
    reply.set_rcode(chance.choice((0, 2, 3, 11, 23, 3841)))
    return reply


class Strict(yaml.SafeLoader):
    """As YAML has it: a key stands in a mapping once."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key) for key, _ in node.value]
        assert len(keys) == len(set(keys)), keys
        return super().construct_mapping(node, deep)


def texts_of(line: str) -> bytes:
    """The octets of a TXT record's presentation format."""
    record = dns.rdata.from_text("IN", "TXT", line.split(" IN TXT ", 1)[1])
    return b"\0".join(record.strings)


def extra_texts(reply: dns.message.Message) -> list[str]:
    """Those that have one, one NUL at the end taken for the terminator."""
    whole = [option.to_wire()[2:] for option in reply.options if option.otype == 15 and len(option.to_wire()) >= 2]
    return [text for octets in whole if (text := octets.removesuffix(b"\0").decode(errors="replace"))]


def entries(value) -> list:
    return value if isinstance(value, list) else [value]


@pytest.mark.parametrize("seed", range(REPLIES))
def test_what_was_sent_comes_back(seed, tmp_path):
    reply = a_reply(random.Random(seed))
    case = tmp_path / "reply.case"
    question = reply.question[0].name.to_text()
    case.write_text(f"question: x. TXT\nreply: {reply.to_wire(max_size=65535).hex()}\n")
    done = subprocess.run([REPLAY, case, "+yaml"], capture_output=True, env={"TZ": "UTC", "LC_ALL": "C.UTF-8"}, check=False)
    shown = done.stdout.decode()
    assert shown.isprintable() or set(c for c in shown if not c.isprintable()) <= {"\n"}, question
    data = yaml.load(shown, Strict)[0]["message"]["response_message_data"]
    assert texts_of(data["ANSWER_SECTION"][0]) == b"\0".join(reply.answer[0][0].strings)
    assert all(isinstance(line, str) for name, lines in data.items() if name.endswith("_SECTION") and name != "OPT_PSEUDOSECTION"
               for line in lines)
    errors = [entry for entry in entries(data["OPT_PSEUDOSECTION"]["EDNS"].get("EDE")) if isinstance(entry, dict)]
    texts = [entry["EXTRA-TEXT"] for entry in errors if "EXTRA-TEXT" in entry]
    assert all(text.count("\ufffd") or text in extra_texts(reply) for text in texts)
    assert len(texts) == len(extra_texts(reply))

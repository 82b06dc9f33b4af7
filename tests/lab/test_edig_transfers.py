"""Zone transfers and TSIG against NSD, named and Knot DNS: the same records as dig gets, and what is refused."""

import json
import os
import pathlib
import subprocess
import sys
import tempfile

import pytest
import yaml

import transfer_servers
from certificates import CertificateMaker
from edig_lab import EDIG, FAILURE, SUCCESS, USAGE, asking, edig
from transfer_servers import ALGORITHMS, KEYS, SECRET, SERIAL

NAMES = ("nsd", "named", "knot")
NAME = "transfer.lab.example"


@pytest.fixture(scope="module")
def servers():
    with tempfile.TemporaryDirectory(prefix="edig-transfer.") as directory:
        maker = CertificateMaker(directory)
        running = transfer_servers.start_all(pathlib.Path(directory), maker)
        running["named"].ca = maker.ca_file
        yield running
        for server in running.values():
            server.stop()


def dig(server, *words):
    return subprocess.run(["dig", "-r", "@" + server.address, *words], capture_output=True, text=True, timeout=30,
                          check=True).stdout


def key(algorithm, secret=SECRET, name=None):
    return f"{algorithm}:{name or KEYS[algorithm]}:{secret}"


def without_tsig(text):
    return [line for line in text.splitlines() if "\tTSIG\t" not in line]


# ---- AXFR ----

@pytest.mark.parametrize("server", ["nsd", "resolver"])
def test_a_refusal_is_not_put_to_a_resolver(servers, server):
    """Zones are given by their own servers, to those whom their operators have named."""
    address = servers[server].address if server in servers else os.environ["LAB_UNBOUND"]
    text = edig("@" + address, "closed.test", "AXFR").text
    assert "resolver" not in text
    assert "who names those to whom the zone is given" in text or "only by those whom their operator has named" in text


@pytest.mark.parametrize("zone", ["one.test", "many.test"])
@pytest.mark.parametrize("name", NAMES)
def test_the_records_are_digs(servers, name, zone):
    server = servers[name]
    asked = edig("@" + server.address, zone, "AXFR", "+dig", "+noall", "+answer", "+noidnout")
    assert asked.status == SUCCESS and asked.errors == ""
    assert asked.text == dig(server, zone, "AXFR", "+noall", "+answer")
    assert len(asked.lines) > (10000 if zone == "many.test" else 4)


@pytest.mark.parametrize("options", [("+short",), ("+multiline",), ("+nottlid",), ("+noclass",), ("+nocrypto",), ("+onesoa",),
                                     ("+unknownformat",), ("+ttlunits",), ("+nottlid", "+noclass")], ids=" ".join)
def test_however_they_are_to_look(servers, options):
    server = servers["named"]
    asked = edig("@" + server.address, "one.test", "AXFR", "+dig", "+noall", "+answer", *options)
    assert asked.text == dig(server, "one.test", "AXFR", "+noall", "+answer", *options)


@pytest.mark.parametrize("name", NAMES)
def test_the_figures_are_digs(servers, name):
    lines = {}
    for program, text in (("dig", dig(servers[name], "one.test", "AXFR")),
                          ("edig", edig("@" + servers[name].address, "one.test", "AXFR", "+dig").text)):
        lines[program] = [line for line in text.splitlines() if line.startswith(";; XFR size")]
    assert lines["edig"][0].startswith(";; XFR size: 5 records (messages 1, bytes ")
    assert lines["edig"][0].split(", bytes")[0] == lines["dig"][0].split(", bytes")[0]


def test_the_text_is_a_zone_file(servers):
    text = edig("@" + servers["nsd"].address, "many.test", "AXFR").text
    assert f"complete: the zone, serial {SERIAL}" in text
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(text)
        file.flush()
        checked = subprocess.run(["named-checkzone", "-k", "ignore", "-i", "none", "many.test", file.name], check=False,
                                 capture_output=True, text=True)
    assert f"loaded serial {SERIAL}" in checked.stdout, checked.stdout[-500:]


@pytest.mark.parametrize("name", NAMES)
def test_json(servers, name):
    value = edig("@" + servers[name].address, "many.test", "AXFR", "+json").json
    assert value["outcome"] == "transfer" and value["server"]["transport"] == "tcp"
    transfer = value["transfer"]
    assert (transfer["form"], transfer["complete"], transfer["serial"]) == ("zone", True, SERIAL)
    assert transfer["records"] == len(value["records"]) > 10000 and transfer["messages"] > 1
    assert value["records"][0] == value["records"][-1] and value["records"][0]["type"] == "SOA"
    assert {"name": "h7.many.test.", "type": "AAAA", "class": "IN", "ttl": 300, "rdata": "2001:db8::7"} in value["records"]


def test_several_questions_are_json_lines_in_their_order(servers):
    server = "@" + servers["named"].address
    asked = edig(server, "+json", "one.test", "SOA", "one.test", "AXFR", "closed.test", "AXFR", "one.test", "NS")
    values = [json.loads(line) for line in asked.lines]
    assert [value["outcome"] for value in values] == ["answer", "transfer", "failure", "answer"]
    assert asked.status == FAILURE


@pytest.mark.parametrize("options", [(), ("+yaml",)], ids=" ".join)
def test_memory_is_flat(servers, options):
    small, large = (asking.measured("@" + servers["knot"].address, zone, "AXFR", *options, limit=60)[1].peak
                    for zone in ("one.test", "many.test"))
    assert asking.SANITIZED or large < small + 4


def test_a_million_records_in_little_memory(tmp_path):
    """Printed as they come, 50 MB of them."""
    server = transfer_servers.start_large(tmp_path)
    words = ("@" + server.address, "million.test", "AXFR", "+dig", "+noall", "+answer", "+timeout=30")
    try:
        with open(tmp_path / "zone", "wb") as zone:
            subprocess.run([sys.executable, "-ISc", asking.LAUNCHER, tmp_path / "taken", EDIG, *words], stdout=zone, check=True,
                           timeout=90)
    finally:
        server.stop()
    with open(tmp_path / "zone", "rb") as zone:
        first = last = next(zone)
        count = 1
        for last in zone:
            count += 1
    assert count == transfer_servers.MILLION + 1
    assert last == first and first.startswith(b"million.test.") and f" {SERIAL} ".encode() in first
    peak = int((tmp_path / "taken").read_text().split()[0])
    assert asking.SANITIZED or peak <= 30 * 1024


def message_data(text):
    """Of each message of the YAML what is the same in two runs."""
    messages = []
    for entry in yaml.load(text, yaml.CSafeLoader):
        message = entry["message"]
        data = message.get("response_message_data") or message["query_message_data"]
        data["id"] = data["OPT_PSEUDOSECTION"] = None
        if "TSIG_PSEUDOSECTION" in data:
            data["TSIG_PSEUDOSECTION"] = len(data["TSIG_PSEUDOSECTION"])
        messages.append((message["type"], data))
    return messages


@pytest.mark.parametrize("words", ["one.test AXFR", "many.test AXFR", "one.test AXFR +qr +onesoa", "one.test AXFR +question",
                                   f"many.test IXFR={SERIAL}", "signed.test AXFR +qr -y " + key("hmac-sha256")])
def test_yaml_is_digs_message_by_message(servers, words):
    server, words = servers["named"], words.split()
    asked = edig("@" + server.address, *words, "+asdig", "+yaml")
    assert asked.status == SUCCESS and asked.errors == ""
    assert message_data(asked.text) == message_data(dig(server, *words, "+yaml"))


def test_over_tls(servers):
    server = servers["named"]
    words = ("@" + server.address, "+tls", "+tls-ca=" + server.ca, "+tls-hostname=" + NAME)
    value = edig(*words, "many.test", "AXFR", "+json").json
    assert value["server"]["authenticated"] and value["server"]["transport"] == "tls"
    assert value["transfer"]["complete"] and value["transfer"]["records"] > 10000
    refused = edig("@" + server.address, "+tls", "one.test", "AXFR", "+json")
    assert refused.json["error"]["kind"] == "tls"


@pytest.mark.parametrize("name", NAMES)
def test_refused(servers, name):
    server = servers[name]
    expected = "NOTAUTH" if name == "knot" else "REFUSED"
    value = edig("@" + server.address, "closed.test", "AXFR", "+json").json
    assert value["rcode"]["name"] == expected and value["exit_status"] == FAILURE
    asked = edig("@" + server.address, "closed.test", "AXFR")
    assert asked.text.startswith(expected) and asked.status == FAILURE
    assert edig("@" + server.address, "closed.test", "AXFR", "+dig").text.endswith("; Transfer failed.\n")
    short = edig("@" + server.address, "closed.test", "AXFR", "+short")
    assert short.text == "" and expected in short.errors


def test_the_extended_error_of_a_refusal_is_told(servers):
    value = edig("@" + servers["named"].address, "closed.test", "AXFR", "+json").json
    assert [error["info_code"] for error in value["extended_errors"]] == [18]


def test_the_next_server_is_asked_where_one_is_not_there(servers):
    value = edig("@127.0.30.77", "@" + servers["nsd"].address, "one.test", "AXFR", "+json").json
    assert [attempt["outcome"] for attempt in value["attempts"]] == ["refused"]
    assert value["transfer"]["complete"]


# ---- IXFR ----

@pytest.fixture(scope="module")
def changed(servers):
    server = servers["named"]
    for number in range(3):
        server.change("www", f"192.0.2.{number}")
    return server


@pytest.mark.parametrize("serial", [SERIAL, SERIAL + 2, SERIAL + 3, 7])
def test_ixfr_is_digs(changed, serial):
    words = ("changing.test", f"IXFR={serial}")
    asked = edig("@" + changed.address, *words, "+dig", "+noall", "+answer")
    assert asked.status == SUCCESS
    assert asked.text == dig(changed, *words, "+noall", "+answer")


@pytest.mark.parametrize("serial, form", [(SERIAL, "differences"), (SERIAL + 3, "up-to-date"), (SERIAL + 9, "up-to-date"),
                                          (7, "zone")])
@pytest.mark.parametrize("way", ["+tcp", "+notcp", "+nocookie"])
def test_ixfr_brings(changed, serial, form, way):
    value = edig("@" + changed.address, way, "-t", f"ixfr={serial}", "changing.test", "+json").json
    transfer = value["transfer"]
    assert (transfer["form"], transfer["complete"], transfer["from_serial"]) == (form, True, serial)
    assert transfer["serial"] == SERIAL + 3
    assert value["server"]["transport"] == ("udp" if way == "+notcp" and form == "up-to-date" else "tcp")


@pytest.mark.parametrize("name", ("nsd", "knot"))
def test_ixfr_of_a_server_without_differences(servers, name):
    value = edig("@" + servers[name].address, "one.test", "IXFR=1", "+json").json
    assert value["transfer"]["form"] == "zone" and value["transfer"]["complete"]


# ---- TSIG ----

@pytest.mark.parametrize("algorithm", ALGORITHMS)
@pytest.mark.parametrize("name", NAMES)
def test_signed(servers, name, algorithm):
    server = "@" + servers[name].address
    value = edig(server, "-y", key(algorithm), "signed.test", "AXFR", "+json").json
    assert value["tsig"]["verdict"] == "good" and value["transfer"]["complete"]
    value = edig(server, "-y", key(algorithm), "signed.test", "SOA", "+json").json
    assert value["tsig"]["verdict"] == "good" and value["exit_status"] == SUCCESS


@pytest.mark.parametrize("name", NAMES)
def test_many_signed_messages(servers, name):
    server = servers[name]
    words = ("-y", key("hmac-sha256"), "many.test", "AXFR")
    value = edig("@" + server.address, *words, "+json").json
    assert value["tsig"]["verdict"] == "good" and value["transfer"]["messages"] > 1
    asked = edig("@" + server.address, *words, "+dig", "+noall", "+answer", "+noidnout")
    assert without_tsig(asked.text) == without_tsig(dig(server, *words, "+noall", "+answer"))


@pytest.mark.parametrize("name", NAMES)
def test_a_wrong_secret(servers, name):
    wrong = key("hmac-sha256", "d3Jvbmc=")
    for words in (("signed.test", "AXFR"), ("one.test", "SOA")):
        asked = edig("@" + servers[name].address, "-y", wrong, *words, "+json")
        error = asked.json["tsig"]["error"]
        assert asked.json["tsig"]["verdict"] == "rejected"
        assert error == "BADSIG" or (name == "knot" and error == "BADKEY")    # no rule allows that
        assert asked.status == FAILURE
        assert error in asked.errors


@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_key(servers, name):
    asked = edig("@" + servers[name].address, "-y", key("hmac-sha256", name="nobodys.key"), "one.test", "SOA")
    assert asked.status == FAILURE
    assert "BADKEY" in asked.errors and "BADKEY" in asked.text and "nobodys.key" in asked.text


@pytest.mark.parametrize("name", NAMES)
def test_without_a_key(servers, name):
    assert edig("@" + servers[name].address, "signed.test", "AXFR").status == FAILURE


def test_a_key_in_a_file(servers):
    with tempfile.NamedTemporaryFile("w") as file:
        file.write(subprocess.run(["tsig-keygen", "-a", "hmac-sha512", KEYS["hmac-sha512"]], capture_output=True, text=True,
                                  check=True).stdout.split('secret "')[0] + f'secret "{SECRET}"; # the end\n}};\n')
        file.flush()
        asked = edig("@" + servers["knot"].address, "-k", file.name, "signed.test", "AXFR", "+json")
    assert asked.json["tsig"]["verdict"] == "good"
    assert SECRET not in asked.said


def test_a_key_of_an_older_pair(servers, tmp_path):
    pair = tmp_path / f"K{KEYS['hmac-sha256']}.+163+00001"
    pair.with_name(pair.name + ".private").write_text(
        f"Private-key-format: v1.3\nAlgorithm: 163 (HMAC_SHA256)\nKey: {SECRET}\nBits: AAA=\n")
    asked = edig("@" + servers["named"].address, "-k", str(pair), "signed.test", "AXFR", "+json")
    assert asked.json["tsig"]["verdict"] == "good"
    assert SECRET not in asked.said


@pytest.mark.parametrize("form", ["text", "dig", "json", "short"])
def test_the_secret_is_never_printed(servers, form):
    server = "@" + servers["named"].address
    shown = () if form == "text" else ("+" + form,)
    for words in (("one.test", "SOA", "+qr", "+all"), ("one.test", "AXFR"), ("closed.test", "AXFR")):
        assert SECRET not in edig(server, "-y", key("hmac-sha256"), *words, *shown).said
        assert SECRET not in edig(server, "-y" + key("hmac-sha256"), *words, *shown).said


def test_dig_has_the_tsig_in_its_pseudosection(servers):
    words = ("-y", key("hmac-sha256"), "one.test", "SOA")
    line = "hmac-sha256.key.\t0\tANY\tTSIG\thmac-sha256."
    for text in (dig(servers["named"], *words), edig("@" + servers["named"].address, *words, "+dig").text):
        assert ";; TSIG PSEUDOSECTION:\n" + line in text
        assert "ADDITIONAL SECTION" not in text


def test_https_and_diagnosis_are_refused():
    assert edig("@127.0.0.1", "+https", "one.test", "AXFR").status == USAGE
    assert edig("@127.0.0.1", "+why", "one.test", "AXFR").status == USAGE
    assert edig("@127.0.0.1", "one.test", "IXFR").status == USAGE

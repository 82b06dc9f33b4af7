"""The Zabbix template: whole in itself, its agent's line run by a shell as the agent does, and each JSONPath held against
what edig says in the lab."""

import json
import os
import pathlib
import re
import subprocess
import uuid

import pytest
import yaml

from edig_lab import EDIG, address
from examples import BROKEN, EXAMPLES, NO_NAME, NO_RECORD, SOUND, TRUST

EXPORT = yaml.safe_load((EXAMPLES / "zabbix-template.yaml").read_text())["zabbix_export"]
(TEMPLATE,) = EXPORT["templates"]
(RULE,) = TEMPLATE["discovery_rules"]
MASTER, *ITEMS = RULE["item_prototypes"]
# What Zabbix refuses in a parameter of an agent's item, where UnsafeUserParameters is 0.
UNSAFE = set("\\'\"`*?[]{}~$!&;()<>|#@\n")


def all_of(value, key: str):
    """Every value of that key, however deep."""
    if isinstance(value, dict):
        yield from ([value[key]] if key in value else [])
        for one in value.values():
            yield from all_of(one, key)
    elif isinstance(value, list):
        for one in value:
            yield from all_of(one, key)


def jsonpath(path: str, value: dict):
    """Of Zabbix's JSONPath what the template uses. KeyError where there is no match, which is the item's error."""
    found, definite = [value], True
    for step in re.findall(r"\.\w+(?:\(\))?|\[\?\([^)]*\)\]|.", path.removeprefix("$")):
        if step == ".first()":
            found, definite = found[:1], True
        elif step.startswith("[?("):
            key, literal = re.fullmatch(r'\[\?\(@\.(\w+) != "(\w+)"\)\]', step).groups()
            found, definite = [one for many in found for one in many if one[key] != literal], False
        else:
            found = [one[re.fullmatch(r"\.(\w+)", step)[1]] for one in found]
    if not found:
        raise KeyError(path)
    assert definite
    return found[0]


def user_parameter(*parameters: str, **more: str) -> str:
    """What the agent makes of its line: it replaces $1 and so on, and gives the whole to a shell."""
    assert not UNSAFE & set("".join(parameters))
    (line,) = [line for line in (EXAMPLES / "zabbix-agent.conf").read_text().splitlines() if not line.startswith("#")]
    key, command = line.removeprefix("UserParameter=").split(",", 1)
    assert key == "edig[*]"
    command = re.sub(r"\$(\d)", lambda number: parameters[int(number[1]) - 1], command)
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=True, env={
        "PATH": os.path.dirname(os.path.abspath(EDIG)) + ":" + os.environ["PATH"], "HOME": "/nonexistent", **more})
    assert done.stderr == ""
    return done.stdout


@pytest.fixture(name="agent")
def fixture_agent(tmp_path):
    """The agent's line, with the lab's trust anchor in edig's configuration."""
    config = tmp_path / "config"
    lines = pathlib.Path(os.environ["EDIG_CONFIG"]).read_text().splitlines()
    config.write_text("\n".join([*lines, *(option.removeprefix("+") for option in TRUST), ""]))
    return lambda *parameters: user_parameter(*parameters, EDIG_CONFIG=str(config))


def read(item: dict, report: dict):
    """The item's value, by its preprocessing; None where the value is discarded."""
    step, *others = item["preprocessing"]
    assert step["type"] == "JSONPATH"
    try:
        found = jsonpath(step["parameters"][0], report)
    except KeyError:
        if step["error_handler"] == "DISCARD_VALUE":
            return None
        assert step["error_handler"] == "CUSTOM_VALUE"
        return step["error_handler_params"]
    for other in others:
        if other["type"] == "MULTIPLIER":
            found = found * float(other["parameters"][0])
        else:
            assert other["type"] == "JAVASCRIPT"
            found = float(subprocess.run(["node", "-e", f"console.log((value => {{{other['parameters'][0]}}})(process.argv[1]))",
                                          found], capture_output=True, text=True, check=True).stdout)
    return found


def values(report: dict) -> dict:
    return {item["key"].split("[")[0].removeprefix("edig."): read(item, report) for item in ITEMS}


def test_identifiers():
    found = list(all_of(EXPORT, "uuid"))
    assert len(found) == len(set(found)) > 10
    for one in found:
        assert re.fullmatch(r"[0-9a-f]{32}", one) and uuid.UUID(one).version == 4 and uuid.UUID(one).variant == uuid.RFC_4122


def test_whole_in_itself():
    keys = {item["key"] for item in (*TEMPLATE["items"], RULE, *RULE["item_prototypes"])}
    assert len(keys) == 3 + len(ITEMS)
    assert {master["key"] for master in all_of(TEMPLATE, "master_item")} <= keys
    text = json.dumps(TEMPLATE)
    for expression in all_of(TEMPLATE, "expression"):
        assert set(re.findall(r"/DNS names by edig/([\w.]+(?:\[[^\]]*\])?)", expression)) <= keys
        assert "/DNS names by edig/" in expression
    for item in re.findall(r"last\(//([\w.]+\[[^\]]*\])\)", text):
        assert item in keys
    assert set(re.findall(r"\{\$[A-Z.]+\}", text)) == {macro["macro"] for macro in TEMPLATE["macros"]}
    triggers = {trigger["name"]: trigger["expression"] for many in all_of(TEMPLATE, "trigger_prototypes") for trigger in many}
    for many in all_of(TEMPLATE, "dependencies"):
        assert all(triggers[one["name"]] == one["expression"] for one in many)
    assert EXPORT["version"] == "6.0" and MASTER["type"] == "ZABBIX_ACTIVE"


def test_names_become_rows():
    (script,) = TEMPLATE["items"]

    def rows(names: str):
        done = subprocess.run(["node", "-e", f"console.log((value => {{{script['params']}}})(process.argv[1]))",
                               json.dumps({"names": names})], capture_output=True, text=True, check=False)
        return json.loads(done.stdout) if done.returncode == 0 else None

    assert rows(" www.example.com ,example.com  MX,") == [{"name": "www.example.com", "type": "A"},
                                                         {"name": "example.com", "type": "MX"}]
    assert rows(" , ") is None
    assert [path["path"] for path in RULE["lld_macro_paths"]] == ["$.name", "$.type"]


def test_sound(agent):
    found = values(json.loads(agent(address("unbound"), SOUND, "A")))
    assert (found["outcome"], found["status"], found["validation"], found["finding"], found["fault"]) == (
        "answer", 0, "secure", "", "")
    assert 0 < found["time"] < 5 and found["expiration"] > 1.7e9


def test_broken(agent):
    report = json.loads(agent(address("unbound"), BROKEN, "A"))
    found = values(report)
    assert (found["outcome"], found["status"], found["validation"], found["fault"]) == ("failure", 2, "bogus", "zone")
    assert "expired 10 days ago" in found["finding"]
    assert found["finding"] == report["diagnosis"]["findings"][0]["text"]


@pytest.mark.parametrize("question, outcome", [((*NO_NAME, "A"), "nxdomain"), (NO_RECORD, "nodata")])
def test_what_is_not_there(agent, question, outcome):
    assert values(json.loads(agent(address("unbound"), *question)))["outcome"] == outcome
    (trigger,) = ITEMS[0]["trigger_prototypes"]
    pattern = re.search(r'"regexp","([^"]*)"', trigger["expression"])[1]
    schema = json.loads((EXAMPLES.parents[1] / "src" / "report" / "edig.schema.json").read_text())
    words = schema["properties"]["outcome"]["enum"]
    of_transfers = {"transfer", "incomplete"}
    assert {word for word in words if not re.search(pattern, word)} - of_transfers == {"answer", "alias", "truncated"}


def test_no_reply(agent):
    assert values(json.loads(agent("127.0.0.97", SOUND, "A")))["outcome"] == "no-reply"


def test_a_name_is_no_option(agent, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    report = json.loads(agent(address("unbound"), "+html=written", "A"))
    assert report["question"]["name"] == "+html=written."
    assert os.listdir(tmp_path) == ["config"]
    assert agent(address("unbound"), "-f", "A") != "" and agent("", SOUND, "A") == ""
